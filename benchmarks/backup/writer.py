"""An officer who raises difficulties one after another and writes down each that was stored.

Run as a process of its own: `python -m benchmarks.backup.writer FILE NUMBER`, until standard input ends.
A line is: when it began and when it was stored (seconds of the machine's clock), the difficulty's id, and the
unit, sequence and hash of its link in the audit chain.
"""

from __future__ import annotations

import random
import select
import sys
import time

import django


def main(path: str, number: str) -> None:
    """Write at most some eighty a second, so that others have a turn."""
    django.setup()
    from assignments.actions import difficulty_raise
    from assignments.queries import Place
    from households.models import Membership
    from households.rules import Role
    from povertyplan.common.models import AuditEvent

    officers = Membership.objects.filter(role=Role.OFFICER).select_related("unit", "user").order_by("pk")
    officer = officers[int(number) % officers.count()]
    assert officer.unit
    place = Place(unit=officer.unit)
    with open(path, "w", buffering=1) as log:  # noqa: PTH123
        while not select.select([sys.stdin], [], [], random.uniform(0, 0.025))[0]:
            began = time.monotonic()
            raised = difficulty_raise(place=place, text="Đường vào thôn bị sạt lở.", by=officer.user)
            stored = time.monotonic()
            link = AuditEvent.objects.get(action="difficulty_raised", target_id=str(raised.pk))
            log.write(f"{began} {stored} {raised.pk} {link.unit_code} {link.sequence} {link.hash}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

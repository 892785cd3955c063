"""How fast the audit log is verified, read from the database event by event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from benchmarks.result import Result, Size, timed
from benchmarks.stopwatch import processor
from povertyplan.accounts.models import User
from povertyplan.common import audit
from povertyplan.common.models import AuditEvent, AuditHead

EVENTS, TURNS = {Size.FULL: 100_000, Size.QUICK: 2_000}, 3
MICROSECONDS = 20  # an event: 50,000 a second
UNIT = "99999"


def _fill(count: int) -> None:
    user, now, last = User.objects.get(username="canbo"), dt.datetime.now(dt.UTC), ""
    events = []
    for sequence in range(1, count + 1):
        event = AuditEvent(
            unit_code=UNIT,
            sequence=sequence,
            at=now,
            user=user,
            action="figures_recorded",
            target_type="households.hamlet",
            target_id=str(sequence),
            target_label=f"Xóm Mẫu {sequence}",
            details={"from": {"households": [120, 121], "poor": [5, 4]}, "version": sequence},
            previous_hash=last,
        )
        event.hash = last = audit._hash(event)
        events.append(event)
    AuditEvent.objects.bulk_create(events, batch_size=1000)
    AuditHead.objects.create(unit_code=UNIT, sequence=count, hash=last)


def _verify() -> None:
    if any(state.fault for state in audit.chain_states({})):
        raise RuntimeError("the log does not hold")


def measure(size: Size) -> Iterator[Result]:
    """Processor time an event."""
    _fill(EVENTS[size])
    events = AuditEvent.objects.count()
    taken = [1e6 * processor(_verify) / events for _ in range(TURNS)]
    yield timed(f"verifying a log of {events} events, each", taken, most=MICROSECONDS, unit="µs")

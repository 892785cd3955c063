"""Events of blocks in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from households.compose import unit_ids
from povertyplan.common.history import Tell, Told, list_changes, tells
from povertyplan.common.models import AuditEvent


@tells("assignment_blocks_saved")
def _blocks(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        details, year = event.details, event.details["year"]
        return Told(
            about=f"Các khối năm {year}",
            url=reverse("assignments:blocks", args=[units[event.unit_code], year]),
            changes=list_changes(details["from"], details["to"]),
        )

    return tell

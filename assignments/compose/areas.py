"""Events of assignments in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse

from households.compose import unit_ids
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, list_changes, tells
from povertyplan.common.models import AuditEvent


@tells("area_assignments_saved")
def _areas(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        details, year = event.details, event.details["year"]
        return Told(
            about=f"Phân công năm {year}",
            url=reverse("assignments:areas", args=[units[event.unit_code], year]),
            changes=list_changes(details["from"], details["to"]),
        )

    return tell


def _day(value: str) -> str:
    return short_date(dt.date.fromisoformat(value)) if value else ""


COMMITTEE: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "name": ("tên Ban Chỉ đạo", str),
    "decision_number": ("số quyết định", str),
    "decision_date": ("ngày quyết định", _day),
}


@tells("committee_saved")
def _committee(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        before, after, year = event.details["from"], event.details["to"], event.details["year"]
        return Told(
            about=f"Ban Chỉ đạo năm {year}",
            url=reverse("assignments:areas", args=[units[event.unit_code], year]),
            changes=[
                Change(what=label, before=said(before[key]), after=said(after[key]))
                for key, (label, said) in COMMITTEE.items()
                if before[key] != after[key]
            ],
        )

    return tell

"""What agencies told, and who read whom they help, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from assignments.models import Assignment
from assignments.rules import RESULT_LABELS, SCHEME_LABELS
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, facts, from_to, tells
from povertyplan.common.models import AuditEvent

FIELDS = {field.name: str(field.verbose_name) for field in Assignment._meta.fields}
VALUES: Mapping[str, Mapping[Any, str]] = {"scheme": SCHEME_LABELS, "result": RESULT_LABELS}
LISTS = {
    "agency": "Hộ mà cơ quan giúp đỡ",
    "follow_up": "Danh sách theo dõi hộ",
    "appendices": "Phụ lục giúp đỡ hộ nghèo",
    "commendation": "Danh sách xem xét khen thưởng",
}


@tells("assignment_reported", "scheme_agreed", "result_recorded", "assignment_read")
def _assignments(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        return Told(
            about=event.target_label,
            url=reverse("assignments:agency_assignment", args=[int(event.target_id)]),
            changes=_changes(event.details),
        )

    return tell


def _changes(details: Mapping[str, Any]) -> Iterator[Change]:
    for name in FIELDS:
        if isinstance(values := details.get(name), list):
            words = VALUES.get(name)
            yield from_to(FIELDS[name], [words[value] if words else _day(value) for value in values])
    for name in details.get("fields", ()):
        yield Change(what=FIELDS[name], after="đã sửa")


def _day(value: str | None) -> str:
    return short_date(dt.date.fromisoformat(value)) if value else ""


@tells("visit_attended")
def _visits(_events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        return Told(
            about=event.target_label,
            changes=[Change(what="ngày thăm", after=_day(event.details["date"]))],
        )

    return tell


@tells("help_read", "help_downloaded")
def _lists(_events: Sequence[AuditEvent]) -> Tell:
    labels = {"year": "năm", "households": "số hộ", "file": "loại tệp"}

    def tell(event: AuditEvent) -> Told:
        details = {name: event.details.get(name) for name in labels}
        return Told(about=LISTS[event.details["shown"]], changes=facts(details, labels))

    return tell

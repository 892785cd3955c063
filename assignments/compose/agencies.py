"""Events of agencies and of who signs in for them, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from assignments.models import Agency
from assignments.rules import AGENCY_KIND_LABELS, AgencyKind
from households.compose import unit_ids
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, facts, tells, words
from povertyplan.common.models import AuditEvent

LABELS = {field.name: str(field.verbose_name) for field in Agency._meta.fields} | {
    "date": "thôi từ ngày",
    "households": "số hộ đang giúp đỡ",
    "members": "số thành viên thôi theo",
    "agency": "cơ quan, đơn vị",
    "user": "người dùng",
    "count": "số cơ quan, đơn vị",
}


@tells("agency_created", "agency_updated", "agency_ended", "agency_member_joined", "agency_member_left")
def _agency(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        return Told(
            about=event.target_label,
            url=reverse("assignments:agency", args=[units[event.unit_code], int(event.target_id)]),
            changes=_facts(event.details),
        )

    return tell


@tells("agencies_imported", "agencies_downloaded")
def _agencies(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        return Told(
            about="Danh sách cơ quan, đơn vị",
            url=reverse("assignments:agencies", args=[units[event.unit_code]]),
            changes=_listed(event.details),
        )

    return tell


def _listed(details: Mapping[str, Any]) -> Iterator[Change]:
    yield from (Change(what="Thêm", after=name) for name in details.get("created", ()))
    for name, changes in details.get("updated", {}).items():
        for change in _facts(changes):
            yield Change(what=f"{name}, {change.what}", before=change.before, after=change.after)
    yield from _facts({"count": details.get("count")})


def _facts(details: Mapping[str, Any]) -> Iterator[Change]:
    """In the order of the labels: a database may give the details back in another than was recorded."""
    shown = {
        name: [_word(name, each) for each in value] if isinstance(value, list) else _word(name, value)
        for name in LABELS
        if (value := details.get(name)) is not None
    }
    return facts(shown, LABELS)


def _word(name: str, value: Any) -> str:
    if name == "kind":
        return AGENCY_KIND_LABELS[AgencyKind(value)]
    if value and name in {"date", "valid_from"}:
        return short_date(dt.date.fromisoformat(value))
    return words(value)

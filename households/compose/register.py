"""Events of households in words. The log says which household and what was done, never a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from django.db.models import Model
from django.urls import reverse

from households.compose.events import hamlet_names, unit_ids
from households.models import Household, Member
from households.rules import EVENT_LABELS, EventKind, HouseholdContent, MemberContent
from povertyplan.common.history import Change, Tell, Told, from_to, tells
from povertyplan.common.models import AuditEvent


def _labels(model: type[Model], content: type[HouseholdContent | MemberContent]) -> dict[str, str]:
    written = {field.name for field in fields(content)}
    return {field.name: str(field.verbose_name) for field in model._meta.fields if field.name in written}


HOUSEHOLD_LABELS = {"hamlet": "thôn, tổ"} | _labels(Household, HouseholdContent)
MEMBER_LABELS = {"added": "thêm người", "ethnicity_id": "dân tộc"} | _labels(Member, MemberContent)
SAID: dict[str, tuple[str, Callable[[Any], str]]] = {
    "date": ("ngày xảy ra", lambda value: f"{dt.date.fromisoformat(value):%d/%m/%Y}"),
    "kind": ("sự việc", lambda value: EVENT_LABELS[EventKind(value)]),
    "other": ("hộ liên quan", lambda value: f"hộ {value}"),
    "people": ("số người", str),
    "reason": ("lý do", str),
}
FIELDS_OF: dict[str, Callable[[Any], Iterable[str]]] = {
    "fields": lambda names: [f"sửa {HOUSEHOLD_LABELS[name]}" for name in names],
    "members": lambda changed: _of_members(changed),
}
LISTS = {"register": "danh sách hộ", "duplicates": "có thể ghi trùng", "merge": "tìm hộ để nhập vào"}


@tells(
    "household_read",
    "household_saved",
    "household_split",
    "household_merged",
    "household_moved",
    "household_ended",
    "head_changed",
    "member_joined",
    "member_left",
    "members_merged",
    "members_kept_apart",
    "personal_number_shown",
)
def _households(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        return Told(
            about=event.target_label,
            url=reverse("households:household", args=[int(event.target_id)]),
            changes=_changes(event.details),
        )

    return tell


def _of_members(changed: Mapping[str, Sequence[str]] | Sequence[str]) -> list[str]:
    """Which fields of members changed, without whose; a mere list of members says no more than the event."""
    names = {name for of in changed.values() for name in of} if isinstance(changed, Mapping) else set()
    return sorted(f"nhân khẩu: {MEMBER_LABELS[name]}" for name in names)


def _changes(details: Mapping[str, Any]) -> Iterator[Change]:
    for key, value in details.items():
        if key in SAID:
            label, said = SAID[key]
            yield Change(what=label, after=said(value))
        elif key in FIELDS_OF:
            yield from (Change(what=label) for label in FIELDS_OF[key](value))
        elif key in HOUSEHOLD_LABELS:
            yield from_to(HOUSEHOLD_LABELS[key], value)


@tells("households_read")
def _lists(events: Sequence[AuditEvent]) -> Tell:
    units, hamlets = unit_ids(events), hamlet_names(events)

    def tell(event: AuditEvent) -> Told:
        given = event.details
        said = [Change(what="số dòng", after=str(given["count"]))]
        if given.get("hamlet"):
            said.append(Change(what="thôn, tổ", after=hamlets[str(given["hamlet"])]))
        if given.get("searched"):
            said.append(Change(what="có tìm theo chữ"))
        if given.get("page", 1) > 1:
            said.append(Change(what="trang", after=str(given["page"])))
        name = "duplicates" if given["list"] == "duplicates" else "household_list"
        return Told(
            about=LISTS.get(given["list"], given["list"]),
            url=reverse(f"households:{name}", args=[units[event.unit_code]]),
            changes=said,
        )

    return tell

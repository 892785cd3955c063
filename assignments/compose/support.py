"""Events of support in words. The log says which household and what kind of help, never a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from assignments.models import Agency, SupportItem
from assignments.rules import HELP_LABELS, SOURCE_LABELS, HelpContent, Span, SupportSource
from households.compose import hamlet_names, unit_ids
from povertyplan.common.history import Change, Tell, Told, from_to, tells
from povertyplan.common.models import AuditEvent
from povertyplan.common.numbers import format_number

FIELD_LABELS = {field.name: str(field.verbose_name) for field in SupportItem._meta.fields}
FILTER_LABELS = {"source": "nguồn", "agency": "cơ quan", "hamlet": "thôn, tổ", "owed": "chỉ khoản còn nợ"}


def _day(value: Any) -> str:
    return f"{dt.date.fromisoformat(value):%d/%m/%Y}" if value else ""


def _said(agencies: Mapping[int, str]) -> dict[str, Callable[[Any], str]]:
    """How each recorded fact of an item is said."""
    return {
        "content": lambda value: HELP_LABELS[HelpContent(value)],
        "value": format_number,
        "source": lambda value: SOURCE_LABELS[SupportSource(value)],
        "agency": lambda value: agencies.get(value, "") if value else "",
        "due_date": _day,
        "date": _day,
    }


def _agency_names(events: Sequence[AuditEvent]) -> dict[int, str]:
    agencies = Agency.objects.filter(unit__code__in={event.unit_code for event in events})
    return dict(agencies.values_list("pk", "name"))


@tells(
    "support_promised",
    "support_recorded",
    "support_changed",
    "support_given",
    "support_withdrawn",
    "proof_added",
    "proof_removed",
)
def _items(events: Sequence[AuditEvent]) -> Tell:
    said = _said(_agency_names(events))

    def tell(event: AuditEvent) -> Told:
        return Told(
            about=event.target_label,
            url=reverse("assignments:household_help", args=[int(event.target_id)]),
            changes=_changes(event.details, said),
        )

    return tell


def _changes(details: Mapping[str, Any], said: Mapping[str, Callable[[Any], str]]) -> Iterator[Change]:
    for key, value in details.items():
        if key in said and isinstance(value, list):
            yield from_to(FIELD_LABELS[key], [said[key](each) for each in value])
        elif key in said and value is not None:
            yield Change(what=FIELD_LABELS[key], after=said[key](value))
        elif key == "fields":
            yield from (Change(what=f"sửa {FIELD_LABELS[name]}") for name in value)
        elif key == "reason":
            yield Change(what="lý do", after=value)


@tells("support_list_read", "support_list_downloaded")
def _lists(events: Sequence[AuditEvent]) -> Tell:
    units, hamlets, agencies = unit_ids(events), hamlet_names(events), _agency_names(events)

    def tell(event: AuditEvent) -> Told:
        given = event.details
        words = {
            "source": SOURCE_LABELS[SupportSource(given["source"])] if given.get("source") else "",
            "agency": agencies.get(given.get("agency"), ""),
            "hamlet": hamlets.get(str(given.get("hamlet")), ""),
            "owed": "có" if given.get("owed") else "",
        }
        filters = [Change(what=FILTER_LABELS[key], after=said) for key, said in words.items() if said]
        return Told(
            about=f"Hỗ trợ năm {given['year']}",
            url=reverse("assignments:support_list", args=[units[event.unit_code], given["year"]]),
            changes=[*filters, *_size(given)],
        )

    return tell


@tells("disclosure_read", "disclosure_downloaded")
def _disclosures(events: Sequence[AuditEvent]) -> Tell:
    units, hamlets = unit_ids(events), hamlet_names(events)

    def tell(event: AuditEvent) -> Told:
        first, last = map(dt.date.fromisoformat, event.details["span"])
        hamlet = hamlets.get(str(event.details["hamlet"]), "")
        return Told(
            about=f"Công khai hỗ trợ {Span(first=first, last=last).label}",
            url=reverse("assignments:disclosure", args=[units[event.unit_code], first.year]),
            changes=[*([Change(what="thôn, tổ", after=hamlet)] if hamlet else []), *_size(event.details)],
        )

    return tell


def _size(details: Mapping[str, Any]) -> Iterator[Change]:
    yield Change(what="số khoản", after=str(details["items"]))
    if details["file"]:
        yield Change(what="loại tệp", after=details["file"])

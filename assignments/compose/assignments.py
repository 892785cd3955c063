"""Events of who helps which household, in words. No person is named but by the household's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from assignments.models import Agency, Assignment, AssignmentBlock
from assignments.rules import HELP_LABELS, SCHEME_LABELS, HelpContent, Scheme
from households.compose import unit_ids
from povertyplan.common.history import Change, Tell, Told, tells
from povertyplan.common.models import AuditEvent

LABELS = {
    field.name: str(field.verbose_name)
    for field in (*Assignment._meta.fields, *Assignment._meta.many_to_many)
    if field.name not in {"household", "year"}  # what the event is about
}


class _Names:
    """The agencies and blocks of the communes that events are of, by id."""

    def __init__(self, events: Sequence[AuditEvent]) -> None:
        codes = {event.unit_code for event in events}
        self.agencies = dict(Agency.objects.filter(unit__code__in=codes).values_list("pk", "name"))
        self.blocks = dict(AssignmentBlock.objects.filter(unit__code__in=codes).values_list("pk", "name"))

    def said(self, name: str, value: Any) -> str:
        """A recorded value in words."""
        match name:
            case _ if value in (None, "", []):
                return ""
            case "lead_agency":
                return self.agencies[value]
            case "supporters":
                return ", ".join(self.agencies[each] for each in value)
            case "block":
                return self.blocks[value]
            case "contents":
                return ", ".join(label for key, label in HELP_LABELS.items() if HelpContent(key) in value)
            case "scheme":
                return SCHEME_LABELS[Scheme(value)]
            case "valid_from" | "valid_to" | "surveyed_date":
                return "/".join(reversed(value.split("-")))
        return str(value)

    def changes(self, details: Mapping[str, Any], *, is_change: bool) -> Iterator[Change]:
        for name, label in LABELS.items():
            if name not in details:
                continue
            if is_change:
                before, after = (self.said(name, value) for value in details[name])
                yield Change(what=label, before=before, after=after)
            elif text := self.said(name, details[name]):
                yield Change(what=label, after=text)


@tells("assignment_created", "assignment_changed", "assignment_withdrawn")
def _assignment(events: Sequence[AuditEvent]) -> Tell:
    names = _Names(events)

    def tell(event: AuditEvent) -> Told:
        changes = list(names.changes(event.details, is_change=event.action == "assignment_changed"))
        if reason := event.details.get("reason"):
            changes.append(Change(what="lý do", after=reason))
        return Told(about=event.target_label, changes=changes)

    return tell


@tells("assignments_created", "assignments_imported")
def _assignments(events: Sequence[AuditEvent]) -> Tell:
    names = _Names(events)

    def tell(event: AuditEvent) -> Told:
        details = event.details
        made = details["assignments"] if "assignments" in details else details["created"]
        changes = [
            Change(what=names.agencies[agency], after=f"{count} hộ")
            for agency, count in Counter(agency for _, agency in made).items()
        ]
        if changed := details.get("changed"):
            changes.append(Change(what="sửa", after=f"{len(changed)} phân công"))
        return Told(about=f"{len(made)} hộ, năm {details['year']}", changes=changes)

    return tell


VIEWS = {
    "": "việc cần phân công",
    "thon": "theo thôn, tổ",
    "co-quan": "theo cơ quan",
    "ma-tran": "ma trận",
    "de-xuat": "đề xuất",
}


@tells("assignments_read")
def _read(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        details = event.details
        return Told(
            about=f"Phân công giúp đỡ năm {details['year']}: {VIEWS[details['view']]}",
            url=reverse("assignments:board", args=[units[event.unit_code], details["year"]]),
            changes=[Change(what="số hộ", after=str(details["households"]))],
        )

    return tell

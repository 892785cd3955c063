"""Events of places and roles in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.urls import reverse

from households.models import AdministrativeUnit, Hamlet, Standard, UnitFigures
from households.rules import AREA_LABELS, HAMLET_LABELS, ROLE_LABELS, Role
from povertyplan.accounts.models import User
from povertyplan.common.dates import short_date
from povertyplan.common.history import Change, Tell, Told, facts, from_to, tells
from povertyplan.common.models import AuditEvent
from povertyplan.common.numbers import format_number

CODE_LABELS: Mapping[str, Mapping[Any, str]] = {"label": HAMLET_LABELS, "area": AREA_LABELS}
FIELD_LABELS = {
    field.name: str(field.verbose_name) for model in (Hamlet, UnitFigures) for field in model._meta.fields
}
MEMBERSHIP_LABELS = {
    "role": "vai trò",
    "unit": "xã, phường",
    "hamlet": "thôn, tổ",
    "sees_health": "xem khuyết tật, bệnh tật",
}


def unit_ids(events: Iterable[AuditEvent]) -> dict[str, int]:
    """The ids of the units that events are of, by code: the unit of today where a code was used twice."""
    units = AdministrativeUnit.objects.filter(code__in={event.unit_code for event in events})
    return dict(units.order_by(F("valid_from").asc(nulls_first=True), "pk").values_list("code", "pk"))


def hamlet_names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """The names of all hamlets of the units that events are of, ended ones included, by id as text and in
    order.
    """
    hamlets = Hamlet.objects.filter(unit__code__in={event.unit_code for event in events})
    return {str(pk): name for pk, name in hamlets.in_order().values_list("pk", "name")}


@tells("hamlets_saved")
def _hamlets(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        return Told(
            about="Danh sách thôn",
            url=reverse("households:hamlets", args=[units[event.unit_code]]),
            changes=_list_changes(event.details),
        )

    return tell


def _list_changes(details: Mapping[str, Any]) -> Iterator[Change]:
    """What came and what of the others is different, in the order of the list; then what left."""
    pairs = details["hamlets"].values()
    for before, after in sorted(pairs, key=lambda pair: (pair[1] is None, (pair[1] or pair[0])[-1])):
        old, new = (each and dict(zip(details["columns"], each, strict=True)) for each in (before, after))
        if not old or not new:
            yield Change(what="thêm" if new else "bỏ", after=_hamlet(new or old).full_name)
            continue
        for column, value in old.items():
            if value != new[column]:
                what, labels = (
                    f"{_hamlet(old).full_name}, {FIELD_LABELS[column]}",
                    CODE_LABELS.get(column, {}),
                )
                yield from_to(what, [labels.get(each, each) for each in (value, new[column])])


def _hamlet(listed: Mapping[str, Any]) -> Hamlet:
    return Hamlet(name=listed["name"], label=listed["label"])


@tells("unit_figures_declared")
def _unit_figures(events: Sequence[AuditEvent]) -> Tell:
    standards = dict(Standard.objects.values_list("code", "name"))

    def tell(event: AuditEvent) -> Told:
        details = event.details
        date = dt.date.fromisoformat(details["date"])
        return Told(
            about=f"Số liệu công bố của xã ngày {short_date(date)}", changes=_counts(details, standards)
        )

    return tell


def _counts(details: Mapping[str, Any], standards: Mapping[str, str]) -> Iterator[Change]:
    yield Change(what="chuẩn nghèo", after=standards[details["standard"]])
    for column, old, new in zip(details["columns"], details["from"], details["to"], strict=True):
        if old != new:
            yield Change(what=FIELD_LABELS[column], before=format_number(old), after=format_number(new))


@tells("membership_created", "membership_ended", "membership_moved")
def _memberships(events: Sequence[AuditEvent]) -> Tell:
    people = User.objects.filter(username__in={event.target_label for event in events})
    names = {person.username: f"{person} ({person.username})" for person in people}

    def tell(event: AuditEvent) -> Told:
        about = names.get(event.target_label, event.target_label)
        return Told(about=about, changes=_with_roles(event.details))

    return tell


def _with_roles(details: Mapping[str, object]) -> Iterable[Change]:
    named = {
        key: ROLE_LABELS[Role(value)] if isinstance(value, str) and value in set(Role) else value
        for key, value in details.items()
    }
    return facts(named, MEMBERSHIP_LABELS)

"""Reads of administrative units and their hamlets."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from households.models import AdministrativeUnit, Hamlet, HamletLineage, Membership
from households.models.places import HamletQuerySet
from households.rules import HamletLabel, UnitKind, default_label, whole_origins
from povertyplan.accounts.models import User
from povertyplan.common.audit import last_event
from povertyplan.common.models import AuditEvent
from povertyplan.common.text import fold

MATCH_LIMIT = 50


@dataclass(frozen=True, kw_only=True)
class UnitChoice:
    """A commune-level unit to choose from."""

    pk: int
    full_name: str
    province_name: str
    code: str


def units_matching(*, text: str, province: str, on: dt.date) -> list[UnitChoice]:
    """Communes as of a day whose name or province matches, at most 50; `province` is a code or blank.

    Those that hold the text in one piece come first: "phu thinh" is Phú Thịnh before Hội Thịnh of Phú Thọ.
    """
    in_one_piece = Case(When(search_key__contains=fold(text), then=0), default=1)
    units = AdministrativeUnit.objects.commune_level().as_of(on).matching(text).select_related("parent")
    if province:
        units = units.filter(parent__code=province)
    return [
        UnitChoice(
            pk=unit.pk,
            full_name=unit.full_name,
            province_name=unit.parent.full_name if unit.parent else "",
            code=unit.code,
        )
        for unit in units.order_by(in_one_piece, "sort_key", "code", "pk")[:MATCH_LIMIT]
    ]


def provinces(*, on: dt.date) -> list[AdministrativeUnit]:
    """Provinces and cities as of a day, by name."""
    return list(AdministrativeUnit.objects.provinces().as_of(on).order_by("sort_key", "pk"))


def communes_of(*, user: User) -> list[AdministrativeUnit]:
    """The communes where the user works today, by name."""
    units = AdministrativeUnit.objects.visible_to(user).select_related("parent")
    return list(units.order_by("sort_key", "pk"))


def communes_opened(*, on: dt.date) -> list[AdministrativeUnit]:
    """The communes of a day where somebody works or worked, or hamlets stand, by name."""
    units = AdministrativeUnit.objects.commune_level().as_of(on).select_related("parent")
    opened = Q(pk__in=Membership.objects.values("unit")) | Q(pk__in=Hamlet.objects.values("unit"))
    return list(units.filter(opened).order_by("sort_key", "pk"))


def hamlets_of(*, unit: AdministrativeUnit, on: dt.date) -> HamletQuerySet:
    """The unit's hamlets on a day, in the commune's own order."""
    return Hamlet.objects.in_unit(unit).as_of(on).in_order()


def hamlet_origins(*, units: Collection[int] | QuerySet[Any, Any]) -> dict[int, list[int]]:
    """By hamlet of the communes (ids, or a query of them) those that went wholly into it."""
    lineage = HamletLineage.objects.filter(successor__unit__in=units).order_by("pk")
    return whole_origins(lineage.values_list("predecessor_id", "successor_id"))


def main_label(*, unit: AdministrativeUnit, hamlets: Iterable[Hamlet]) -> HamletLabel:
    """What the commune mostly calls its parts, or the usual word for such a unit."""
    labels = Counter(HamletLabel(hamlet.label) for hamlet in hamlets)
    return labels.most_common(1)[0][0] if labels else default_label(UnitKind(unit.kind))


def hamlets_saved(*, unit: AdministrativeUnit) -> AuditEvent | None:
    """The last change of the unit's list of hamlets: every one leaves an event."""
    return last_event("hamlets_saved", unit)

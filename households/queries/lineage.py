"""Reads of how hamlets became others, and of what still has to follow them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from households.models import AdministrativeUnit, Hamlet, HamletLineage, Household, Membership
from households.models.households import HouseholdQuerySet


@dataclass(frozen=True, kw_only=True)
class HamletChange:
    """Hamlets that became others on a day."""

    date: dt.date
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        """What it was, in one word for the reader."""
        if len(self.after) > 1:
            return "chia tách"
        return "nhập" if len(self.before) > 1 else "đổi tên"


def hamlet_changes(*, unit: AdministrativeUnit) -> list[HamletChange]:
    """All mergers, splits and renamings of the commune's hamlets, the latest first."""
    rows = list(
        HamletLineage.objects.filter(predecessor__unit=unit)
        .select_related("predecessor", "successor")
        .order_by("pk")
    )
    parts = Counter(row.predecessor_id for row in rows)
    changes: dict[tuple[str, int], HamletChange] = {}
    for row in rows:
        is_split = parts[row.predecessor_id] > 1
        key = ("split", row.predecessor_id) if is_split else ("join", row.successor_id)
        change = changes.setdefault(key, HamletChange(date=row.date))
        for names, hamlet in ((change.before, row.predecessor), (change.after, row.successor)):
            if hamlet.full_name not in names:
                names.append(hamlet.full_name)
    latest = [*changes.values()][::-1]  # of one day, what was recorded last
    return sorted(latest, key=lambda change: change.date, reverse=True)


@dataclass(frozen=True, kw_only=True)
class HamletToAllot:
    """A hamlet that is no more and the number of households still in it."""

    hamlet: Hamlet
    households: int


def hamlets_to_allot(*, unit: AdministrativeUnit) -> list[HamletToAllot]:
    """Hamlets of the past with households that are still kept there."""
    waiting = Household.objects.in_unit(unit).to_allot()
    numbers = dict(waiting.order_by().values_list("hamlet").annotate(Count("pk")))
    hamlets = Hamlet.objects.filter(pk__in=numbers).order_by("-valid_to", "position", "pk")
    return [HamletToAllot(hamlet=hamlet, households=numbers[hamlet.pk]) for hamlet in hamlets]


def households_to_allot(*, hamlet: Hamlet) -> HouseholdQuerySet:
    """Households still in a hamlet that is no more, by the head's name."""
    households = Household.objects.to_allot().filter(hamlet=hamlet)
    return households.select_related("head").in_name_order()


def parts_of(*, hamlet: Hamlet) -> list[Hamlet]:
    """The hamlets that one was split into, in the commune's order."""
    return list(Hamlet.objects.filter(came_from__predecessor=hamlet).in_order())


def roles_of_ended_hamlets(*, on: dt.date) -> list[Membership]:
    """Roles of the day in hamlets that are no more: somebody has to say where they go."""
    roles = Membership.objects.as_of(on).filter(hamlet__valid_to__lte=on)
    return list(roles.select_related("user", "hamlet", "unit").order_by("unit", "hamlet", "pk"))

"""Households in the care of agencies, with the few things that helping needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from assignments.models import Agency, Assignment, EscapeProspect, SupportItem, Visit
from households.models import AdministrativeUnit, Household, Member
from households.queries import known_reviews
from households.rules import NEED_LABELS, Need, positions_of
from povertyplan.accounts.models import User

SUPPORTERS = Prefetch("supporters", queryset=Agency.objects.in_order())


@dataclass(frozen=True, kw_only=True)
class HouseholdInCare:
    """A household as those see it who help it: no personal number, no health, no causes. `support` is what
    was promised or given under the assignment; `visits` are those of its year, the newest first.
    """

    assignment: Assignment
    household: Household
    people: int
    needs: tuple[str, ...]
    support: tuple[SupportItem, ...]
    visits: tuple[Visit, ...]

    @property
    def given(self) -> tuple[SupportItem, ...]:
        return tuple(item for item in self.support if item.date)

    @property
    def owed(self) -> tuple[SupportItem, ...]:
        return tuple(item for item in self.support if not item.date)

    @property
    def last_visit(self) -> Visit | None:
        return self.visits[0] if self.visits else None


def told_needs(mask: int) -> tuple[str, ...]:
    """The needs of a mask in words, without the one that tells that somebody is ill."""
    needs = [*Need]
    named = (needs[position - 1] for position in sorted(positions_of(mask)))
    return tuple(NEED_LABELS[need] for need in named if need is not Need.HEALTH)


def agency_assignments(*, user: User, on: dt.date) -> QuerySet[Assignment]:
    """What the agencies that the user signs in for lead or support, in the year of a day and in the last."""
    own = Assignment.objects.visible_to(user).of_agencies(Agency.objects.joined_by(user))
    return own.standing().filter(year__gte=on.year - 1)


def households_in_care(assignments: QuerySet[Assignment]) -> list[HouseholdInCare]:
    """The households of assignments, the newest year first, then by hamlet and name; in six queries and two
    for each commune and year.
    """
    found = list(
        assignments.select_related("unit", "lead_agency", "household__head", "household__hamlet")
        .prefetch_related(SUPPORTERS)
        .order_by("-year", "household__hamlet__position", "household__sort_key", "pk")
    )
    ids = {assignment.household_id for assignment in found}
    people = people_of(ids)
    needs = _needs(found)
    support: dict[int | None, list[SupportItem]] = defaultdict(list)
    items = SupportItem.objects.standing().filter(assignment__in=found)
    for item in items.select_related("agency").order_by("due_date", "date", "pk"):
        support[item.assignment_id].append(item)
    visits: dict[tuple[int, int], list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(household__in=ids).order_by("-date", "-pk"):
        visits[visit.household_id, visit.date.year].append(visit)
    return [
        HouseholdInCare(
            assignment=assignment,
            household=assignment.household,
            people=people[assignment.household_id],
            needs=told_needs(needs.get((assignment.household_id, assignment.year), 0)),
            support=tuple(support[assignment.pk]),
            visits=tuple(visits[assignment.household_id, assignment.year]),
        )
        for assignment in found
    ]


def _needs(assignments: Iterable[Assignment]) -> dict[tuple[int, int], int]:
    """The needs of each household and year: as its prospect names them, else as its review found them."""
    units: dict[tuple[AdministrativeUnit, int], set[int]] = defaultdict(set)
    for assignment in assignments:
        units[assignment.unit, assignment.year].add(assignment.household_id)
    return {
        (household, year): needs
        for (unit, year), ids in units.items()
        for household, needs in needs_of(unit=unit, year=year, households=ids).items()
    }


def people_of(households: Collection[int]) -> dict[int, int]:
    """How many people live now in each household, by its id."""
    members = Member.objects.present().filter(household__in=households)
    return dict(members.values_list("household").annotate(Count("pk")))


def needs_of(*, unit: AdministrativeUnit, year: int, households: Collection[int]) -> dict[int, int]:
    """The masks of needs of a commune's households (by id) in a year: as their prospects name them, else as
    their reviews found them.
    """
    reviews = known_reviews(unit=unit, year=year).filter(household__in=households)
    named = EscapeProspect.objects.in_year(unit, year).filter(household__in=households).exclude(needs=0)
    return dict(reviews.values_list("household", "needs")) | dict(named.values_list("household", "needs"))

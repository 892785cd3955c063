"""Reads of what those who help cannot solve alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from assignments.models import Agency, Assignment, Difficulty
from assignments.models.agencies import agencies_held
from assignments.models.visits import DifficultyQuerySet
from assignments.rules import DifficultyState
from households.models import AdministrativeUnit, Hamlet, Household
from households.models.households import HouseholdQuerySet
from households.models.roles import hamlets_held, units_held
from households.queries import known_reviews
from households.rules import HAMLET_ROLES, Classification, Role
from povertyplan.accounts.models import User

NEWEST = (F("closed_at").desc(nulls_first=True), "-raised_at", "-pk")  # open ones first


@dataclass(frozen=True, kw_only=True)
class Place:
    """For whom a difficulty may be raised: an agency, a hamlet, or (neither) the commune as a whole."""

    unit: AdministrativeUnit
    agency: Agency | None = None
    hamlet: Hamlet | None = None

    @property
    def key(self) -> str:
        if self.agency:
            return f"agency-{self.agency.pk}"
        return f"hamlet-{self.hamlet.pk}" if self.hamlet else f"unit-{self.unit.pk}"

    @property
    def label(self) -> str:
        if self.agency:
            return self.agency.name
        return self.hamlet.full_name if self.hamlet else self.unit.full_name


def places_of(*, user: User) -> list[Place]:
    """For whom the user may raise a difficulty today: his agencies, his hamlets; an officer for his commune,
    its hamlets and its agencies.
    """
    today = timezone.localdate()
    officer_in = units_held(user, [Role.OFFICER])
    units = list(AdministrativeUnit.objects.filter(pk__in=officer_in).order_by("sort_key"))
    agencies = Agency.objects.as_of(today).filter(Q(pk__in=agencies_held(user)) | Q(unit__in=units))
    own = Q(pk__in=hamlets_held(user, HAMLET_ROLES))
    hamlets = Hamlet.objects.as_of(today).filter(own | Q(unit__in=units))
    return [
        *(Place(unit=unit) for unit in units),
        *(Place(unit=each.unit, agency=each) for each in agencies.select_related("unit").in_order()),
        *(Place(unit=each.unit, hamlet=each) for each in hamlets.select_related("unit").in_order()),
    ]


def households_raisable(*, user: User, places: list[Place]) -> HouseholdQuerySet:
    """The households that the user may name with it: those that his agencies help this year, or that somebody
    helps in his commune; those of his hamlets that are poor or near-poor, too.
    """
    year = timezone.localdate().year
    units = {place.unit.pk: place.unit for place in places}
    helped = Assignment.objects.visible_to(user).standing().filter(year=year, unit__in=units)
    named = Q(pk__in=helped.values("household"))
    hamlets = hamlets_held(user, HAMLET_ROLES)
    for unit in {place.unit.pk: place.unit for place in places if place.hamlet}.values():
        known = known_reviews(unit=unit, year=year).filter(household__hamlet__in=hamlets)
        poor = known.filter(classification__in=(Classification.POOR, Classification.NEAR_POOR))
        named |= Q(pk__in=poor.values("household"))
    households = Household.objects.filter(named, valid_to__isnull=True).select_related(
        "unit", "head", "hamlet"
    )
    return households.order_by("hamlet__position", "hamlet__sort_key", "sort_key", "pk")


def difficulties_of(*, unit: AdministrativeUnit, state: DifficultyState | None = None) -> DifficultyQuerySet:
    """What was raised in a commune, in one state or (None) all: open ones first, then the newest."""
    found = Difficulty.objects.filter(unit=unit)
    if state:
        found = found.in_state(state)
    return found.with_parties().order_by(*NEWEST)


def difficulty_counts(*, unit: AdministrativeUnit) -> dict[DifficultyState, int]:
    """How many of a commune are in each state."""
    closed, answered = Q(closed_at__isnull=False), Q(answered_at__isnull=False)
    counts = Difficulty.objects.filter(unit=unit).aggregate(
        waiting=Count("pk", filter=~closed & ~answered),
        answered=Count("pk", filter=~closed & answered),
        closed=Count("pk", filter=closed),
    )
    return {state: counts[state.value] for state in DifficultyState}


def difficulties_raised(*, user: User) -> list[Difficulty]:
    """What the user raised, open ones first, then the newest."""
    own = Difficulty.objects.visible_to(user).filter(raised_by=user).with_parties()
    return list(own.order_by(*NEWEST)[:200])

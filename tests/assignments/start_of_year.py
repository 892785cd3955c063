"""Households as the last closed review found them, which is what a year's lists start from."""

from __future__ import annotations

from typing import Any

from households.models import AdministrativeUnit, Hamlet, Household, ReviewRound
from households.rules import RoundKind
from tests.factories import HamletFactory, HouseholdFactory, ReviewFactory, ReviewRoundFactory


def closed_round(unit: AdministrativeUnit) -> ReviewRound:
    """The commune's yearly round of the year before, made when it is first asked for."""
    stored = ReviewRound.objects.filter(unit=unit, kind=RoundKind.PERIODIC).first()
    return stored or ReviewRoundFactory.create(unit=unit, closed=True)


def reviewed_household(
    where: AdministrativeUnit | Hamlet, *, found: str = "poor", **review: Any
) -> Household:
    """A household of a hamlet (of a new one of the commune), found `poor`, `near_poor` or `other`."""
    hamlet = where if isinstance(where, Hamlet) else HamletFactory.create(unit=where)
    household = HouseholdFactory.create(hamlet=hamlet)
    ReviewFactory.create(household=household, round=closed_round(hamlet.unit), **{found: True}, **review)
    return household


def left_list(household: Household) -> None:
    """The household is kept no longer."""
    Household.objects.filter(pk=household.pk).update(valid_to=household.valid_from.replace(year=2026))

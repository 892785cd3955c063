"""The way of one household over the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from households.models import Household, HouseholdEvent, Review, ReviewRound
from households.rules import (
    MOVEMENT_LABELS,
    Classification,
    EventKind,
    Movement,
    RoundKind,
    Way,
    movement,
)

STAYS = (Movement.STAYED_POOR, Movement.STAYED_NEAR_POOR, Movement.NEVER)


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """What a round said of a household; no review where it was no longer found.

    `movement` is None in the first round of a commune: there is nothing to compare with.
    """

    round: ReviewRound
    review: Review | None
    movement: Movement | None

    @property
    def when(self) -> str:
        """The year, of a round of a month with it."""
        return f"{self.round.month}/{self.round.year}" if self.round.month else str(self.round.year)

    @property
    def classification_label(self) -> str:
        """The class in words; blank where it was no longer found."""
        return self.review.get_classification_display() if self.review else ""

    @property
    def movement_label(self) -> str:
        """What changed, in words; blank where nothing did."""
        return MOVEMENT_LABELS[self.movement] if self.movement and self.movement not in STAYS else ""


def path_of(
    *, household: Household, reviews: Collection[Review], events: Iterable[HouseholdEvent]
) -> list[PathStep]:
    """The household's classes and movements in the rounds of its commune and of those that reviewed it before
    (one that became this one), oldest first, from all its reviews with their rounds and its events, in one
    query; rounds that never had it on their list are left out, and those that are not closed until it is
    entered. Another hamlet is no movement here: to the household it is none.
    """
    units = {household.unit_id, *(review.round.unit_id for review in reviews)}
    rounds = ReviewRound.objects.filter(unit__in=units).order_by("reference_date", "pk")
    found = {review.round_id: review for review in reviews if review.classification}
    arrivals = list(_arrivals(household, events))
    by_id = {round.pk: round for round in rounds}
    steps = []
    for round in by_id.values():
        review, base = found.get(round.pk), by_id.get(round.base_id or 0)
        before = found.get(base.pk) if base else None
        if review is None and (before is None or round.kind == RoundKind.MONTHLY or not round.is_closed):
            continue
        way = None
        if base:
            earlier = {
                each.classification
                for pk, each in found.items()
                if by_id[pk].is_closed
                and by_id[pk].unit_id == round.unit_id
                and by_id[pk].reference_date < base.reference_date
            }
            way = movement(
                Way(
                    before=Classification(before.classification) if before else None,
                    after=Classification(review.classification) if review else None,
                    poor_earlier=Classification.POOR in earlier,
                    near_poor_earlier=Classification.NEAR_POOR in earlier,
                    came=any(base.reference_date < date <= round.reference_date for date in arrivals),
                )
            )
        if review or way is not Movement.NEVER:
            steps.append(PathStep(round=round, review=review, movement=way))
    return steps


def _arrivals(household: Household, events: Iterable[HouseholdEvent]) -> Iterator[dt.date]:
    """The days on which it moved in or was split off."""
    for event in events:
        if event.household_id != household.pk:
            continue
        if event.kind == EventKind.MOVED_IN or (
            event.kind == EventKind.SPLIT and household.valid_from >= event.date
        ):
            yield event.date

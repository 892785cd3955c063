"""The way of one household over the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from households.models import Household, Review, ReviewRound
from households.rules import (
    MOVEMENT_LABELS,
    Classification,
    EventKind,
    Movement,
    RoundKind,
    Stage,
    Way,
    movement,
)


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """What a closed round said of a household; no review where it was no longer found.

    `movement` is None in the first round of a commune: there is nothing to compare with.
    """

    round: ReviewRound
    review: Review | None
    movement: Movement | None

    @property
    def classification_label(self) -> str:
        """The class in words; blank where it was no longer found."""
        return self.review.get_classification_display() if self.review else ""

    @property
    def movement_label(self) -> str:
        return MOVEMENT_LABELS[self.movement] if self.movement else ""


def path_of(*, household: Household) -> list[PathStep]:
    """The household's classes and movements in the closed rounds of its commune, oldest first, in three
    queries; rounds that never had it on their list are left out. Another hamlet is no movement here: to the
    household it is none.
    """
    rounds = ReviewRound.objects.closed().filter(unit=household.unit_id)
    ordered = list(rounds.select_related("base").order_by("reference_date", "pk"))
    reviews = {review.round_id: review for review in _reviews(household)}
    arrivals = list(_arrivals(household))
    steps = []
    for round in ordered:
        review, base = reviews.get(round.pk), round.base
        before = reviews.get(base.pk) if base else None
        if review is None and (before is None or round.kind == RoundKind.MONTHLY):
            continue
        found = None
        if base:
            earlier = {
                each.classification
                for each in reviews.values()
                if each.round.reference_date < base.reference_date
            }
            found = movement(
                Way(
                    before=Classification(before.classification) if before else None,
                    after=Classification(review.classification) if review else None,
                    poor_earlier=Classification.POOR in earlier,
                    near_poor_earlier=Classification.NEAR_POOR in earlier,
                    came=any(base.reference_date < date <= round.reference_date for date in arrivals),
                )
            )
        if review or found is not Movement.NEVER:
            steps.append(PathStep(round=round, review=review, movement=found))
    return steps


def _reviews(household: Household) -> Iterable[Review]:
    """What closed rounds found of it."""
    found = household.reviews.filter(round__stage=Stage.CLOSED).exclude(classification="")
    return found.select_related("round", "hamlet")


def _arrivals(household: Household) -> Iterator[dt.date]:
    """The days on which it moved in or was split off."""
    events = household.events.filter(kind__in=(EventKind.MOVED_IN, EventKind.SPLIT))
    for kind, date in events.values_list("kind", "date"):
        if kind == EventKind.MOVED_IN or household.valid_from >= date:
            yield date

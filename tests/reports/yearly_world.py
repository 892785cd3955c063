"""A commune whose households are reviewed in months and at the year's end, move, leave, come and merge, and
what an arithmetic that knows no database says of it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from households.models import (
    AdministrativeUnit,
    Hamlet,
    HamletLineage,
    Household,
    HouseholdEvent,
    Review,
    ReviewRound,
)
from households.rules import Classification, EventKind, RoundKind, Stage
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
)

POOR, NEAR_POOR, OTHER = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER
CLASSES = (POOR, POOR, NEAR_POOR, OTHER)
TRAITS = {POOR: "poor", NEAR_POOR: "near_poor", OTHER: "other"}
LATER = dt.timedelta(days=3)  # after which some reviews are recorded
MERGED = dt.date(2026, 5, 1)


@dataclass
class Life:
    """What happened to one household, as the test knows it."""

    household: Household
    before: tuple[Hamlet, Classification] | None = None
    reviews: list[tuple[dt.date, bool, Hamlet, Classification]] = field(default_factory=list)
    left: dt.date | None = None


@dataclass
class YearWorld:
    unit: AdministrativeUnit
    hamlets: list[Hamlet]
    into: Hamlet  # what the first two became
    recorded: dt.datetime  # the moment until which all that is not late was recorded
    lives: list[Life]
    periodic: ReviewRound
    late: set[int] = field(default_factory=set)  # reviews recorded after that moment

    def stood(self, hamlet: Hamlet, day: dt.date) -> Hamlet:
        """The hamlet of a day that stands for one."""
        return self.into if day >= MERGED and hamlet in self.hamlets[:2] else hamlet

    def counts(self, day: dt.date, known: bool) -> Counter[tuple[str, Classification, int]]:
        """Opening, now and escapes by class and hamlet: every household looked at by itself."""
        found: Counter[tuple[str, Classification, int]] = Counter()
        closed = self.periodic.is_closed and day >= self.periodic.reference_date
        for life in self.lives:
            seen = [
                each[:4]
                for number, each in enumerate(life.reviews)
                if each[0] <= day and not (known and (life.household.pk, number) in self.late)
            ]
            if closed:
                seen = [each for each in seen if each[1]]
            start = life.before and life.before[1]
            last = seen[-1] if seen else None
            of = last[3] if last else start
            place = last[2] if last else life.before[0] if life.before else None
            gone = life.left is not None and life.left <= day
            if gone and last and last[1] and life.left <= last[0]:
                gone = False  # the round that found it stands for a later day
            if closed and not last:
                gone = True
            if life.before and start in (POOR, NEAR_POOR):
                at = self.stood(life.before[0], day).pk
                found["opening", start, at] += 1
                if not gone and (start, of) in ((POOR, NEAR_POOR), (POOR, OTHER), (NEAR_POOR, OTHER)):
                    found["escaped", start, at] += 1
            if place and not gone and of in (POOR, NEAR_POOR):
                found["now", of, self.stood(place, day).pk] += 1
        return found


def year_world(*, households: int, seed: int, closed: bool) -> YearWorld:
    """A base round, rounds of three months, the periodic round of the year, and a merging in May."""
    chance = random.Random(seed)
    unit = CommuneFactory.create()
    hamlets = HamletFactory.create_batch(4, unit=unit)
    base = ReviewRoundFactory.create(unit=unit, closed=True)
    months = [
        ReviewRoundFactory.create(
            unit=unit,
            kind=RoundKind.MONTHLY,
            month=month,
            start_date=dt.date(2026, month, 1),
            reference_date=dt.date(2026, month, 28),
            base=base,
        )
        for month in (2, 6, 10)
    ]
    periodic = ReviewRoundFactory.create(
        unit=unit,
        base=base,
        reference_date=dt.date(2026, 12, 10),
        **({"stage": Stage.CLOSED, "closed_at": timezone.now()} if closed else {}),
    )
    lives = [_life(unit, hamlets, base, [*months, periodic], chance) for _ in range(households)]
    into = HamletFactory.create(unit=unit, valid_from=MERGED)
    for hamlet in hamlets[:2]:
        HamletLineage.objects.create(predecessor=hamlet, successor=into, date=MERGED)
        Household.objects.filter(hamlet=hamlet).update(hamlet=into)
        Hamlet.objects.filter(pk=hamlet.pk).update(valid_to=MERGED, successor=into)
    world = YearWorld(unit, hamlets, into, timezone.now(), lives, periodic)
    for life in lives:
        for number, (day, *_) in enumerate(life.reviews):
            if chance.random() < 0.2:
                world.late.add((life.household.pk, number))
                Review.objects.filter(household=life.household, round__reference_date=day).update(
                    entered_at=world.recorded + LATER
                )
    return world


def _life(
    unit: AdministrativeUnit,
    hamlets: list[Hamlet],
    base: ReviewRound,
    rounds: list[ReviewRound],
    chance: random.Random,
) -> Life:
    household = HouseholdFactory.create(unit=unit, hamlet=chance.choice(hamlets))
    life = Life(household)
    if chance.random() < 0.8:
        life.before = (household.hamlet, chance.choice(CLASSES))
        reviewed(household, base, *life.before)
    for round in rounds:
        is_periodic = round.kind == RoundKind.PERIODIC
        if chance.random() < (0.7 if is_periodic else 0.25):
            place = chance.choice(hamlets) if chance.random() < 0.2 else household.hamlet
            of = chance.choice(CLASSES)
            reviewed(household, round, place, of)
            life.reviews.append((round.reference_date, is_periodic, place, of))
    if chance.random() < 0.15:
        life.left = dt.date(2026, chance.choice((3, 7, 11)), 15)
        household.valid_to = life.left
        household.save()
    if chance.random() < 0.1:
        HouseholdEvent.objects.create(household=household, kind=EventKind.MOVED_IN, date=dt.date(2026, 1, 20))
    return life


def reviewed(household: Household, round: ReviewRound, place: Hamlet, of: Classification) -> Review:
    """What a round found of a household in a hamlet."""
    return ReviewFactory.create(household=household, round=round, hamlet=place, **{TRAITS[of]: True})

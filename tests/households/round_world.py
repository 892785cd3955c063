"""A commune with rounds over the years in which everything happens that tables and lists have to count."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from households.models import (
    AdministrativeUnit,
    Ethnicity,
    Hamlet,
    HamletFigures,
    Household,
    HouseholdEvent,
    Indicator,
    Member,
    Review,
    ReviewRound,
)
from households.rules import (
    KINH,
    Cause,
    Classification,
    Dimension,
    EventKind,
    Need,
    Relation,
    RoundKind,
    Sex,
    Stage,
    positions_of,
    stages_on,
)
from tests.factories import CommuneFactory, HamletFactory, StandardFactory

ETHNICITIES = {
    KINH: "Kinh",
    "02": "Tày",
    "03": "Thái",
    "07": "Nùng",
    "08": "Mông",
    "09": "Dao",
    "17": "Sán Dìu",
}
GIVEN_NAMES = (
    "An",
    "Ánh",
    "Bình",
    "Cúc",
    "Đào",
    "Hòa",
    "Lan",
    "Minh",
    "Ơn",
    "Sửu",
    "Tý",
    "Út",
    "Xuân",
    "Yến",
)
CLASSES = (Classification.POOR, Classification.NEAR_POOR, Classification.AVERAGE, Classification.OTHER)


@dataclass(frozen=True, kw_only=True)
class RoundWorld:
    """The rounds of a commune, oldest first, and its hamlets; the last round is open and half entered."""

    unit: AdministrativeUnit
    hamlets: list[Hamlet]
    rounds: list[ReviewRound]

    @property
    def now(self) -> ReviewRound:
        return self.rounds[-1]

    @property
    def last(self) -> ReviewRound:
        return self.rounds[-2]


def round_of(unit: AdministrativeUnit, year: int, base: ReviewRound | None, *, closed: bool) -> ReviewRound:
    """A periodic round of a year, its result as of the end of that year."""
    start = dt.date(year, 9, 1)
    return ReviewRound.objects.create(
        unit=unit,
        kind=RoundKind.PERIODIC,
        year=year,
        standard=StandardFactory.create(),
        start_date=start,
        reference_date=dt.date(year, 12, 31),
        base=base,
        stages=list(stages_on(start)),
        stage=Stage.CLOSED if closed else Stage.ENTRY,
        closed_at=timezone.now() if closed else None,
    )


def reference_lists() -> None:
    """Ethnic groups and indicators, as a few and without the decree's words."""
    Ethnicity.objects.bulk_create(
        (Ethnicity(code=code, name=name) for code, name in ETHNICITIES.items()), ignore_conflicts=True
    )
    standard = StandardFactory.create()
    if not standard.indicators.exists():
        Indicator.objects.bulk_create(
            Indicator(
                standard=standard,
                position=position,
                dimension=[*Dimension][(position - 1) // 2],
                name=f"Chỉ số {position}",
                question="Thiếu",
            )
            for position in range(1, 13)
        )


@transaction.atomic
def round_world(*, households: int, hamlets: int = 4, seed: int = 0, members: int = 1) -> RoundWorld:
    """Three rounds; between them households move in, out and to other hamlets, split off, escape, fall back
    and are born poor. Some hamlets have no figures, some reviews know the score alone.
    """
    chance = random.Random(seed)
    reference_lists()
    unit = CommuneFactory.create()
    places = HamletFactory.create_batch(hamlets, unit=unit)
    rounds: list[ReviewRound] = []
    for year in (2024, 2025, 2026):
        base = rounds[-1] if rounds else None
        rounds.append(round_of(unit, year, base, closed=year < 2026))
    HamletFigures.objects.bulk_create(
        HamletFigures(
            hamlet=hamlet,
            date=rounds[-1].reference_date,
            standard=rounds[-1].standard,
            households=3 * households,
            people=12 * households,
        )
        for hamlet in places[1:]
    )
    kept = households_in(unit, places, households, chance, members)
    reviews: list[Review] = []
    events: list[HouseholdEvent] = []
    gone: list[Household] = []
    for household in kept:
        place = household.hamlet
        for round in rounds:
            way = chance.random()
            if way < 0.15:
                continue
            if way < 0.25:
                place = chance.choice(places)
            if way > 0.93:
                kind = chance.choice((EventKind.MOVED_IN, EventKind.SPLIT))
                events.append(HouseholdEvent(household=household, kind=kind, date=dt.date(round.year, 3, 1)))
            reviews.append(_review(round, household, place, chance))
        if chance.random() < 0.1:
            household.valid_to = dt.date(2026, chance.choice((4, 12)), 1)
            gone.append(household)
    Review.objects.bulk_create(reviews, batch_size=500)
    HouseholdEvent.objects.bulk_create(events)
    Household.objects.bulk_update(gone, ["valid_to"], batch_size=500)
    return RoundWorld(unit=unit, hamlets=places, rounds=rounds)


def households_in(
    unit: AdministrativeUnit, places: list[Hamlet], count: int, chance: random.Random, members: int
) -> list[Household]:
    households, people = [], []
    for number in range(count):
        group = [
            Member(
                id=uuid.uuid4(),
                name=f"Lò Mẫu {chance.choice(GIVEN_NAMES)}",
                sex=chance.choice([*Sex]),
                birth_year=chance.randint(1940, 2020),
                relation=Relation.CHILD if position else Relation.HEAD,
                ethnicity_id=chance.choice([*ETHNICITIES]),
                labour_capacity=chance.choice((None, True, False)),
                position=position,
            )
            for position in range(members)
        ]
        household = Household(
            unit=unit,
            hamlet=chance.choice(places),
            head_id=group[0].pk,
            code=f"M{number}",
            valid_from=chance.choice((dt.date(2020, 1, 1), dt.date(2026, 3, 1))),
        )
        household.prepare_keys(head_name=group[0].name)
        household.head = group[0]
        households.append(household)
        people += [(household, member) for member in group]
    Household.objects.bulk_create(households, batch_size=500)
    for household, member in people:
        member.household = household
        member.prepare()
    Member.objects.bulk_create([member for _, member in people], batch_size=500)
    return households


def _review(round: ReviewRound, household: Household, place: Hamlet, chance: random.Random) -> Review:
    children = chance.randint(0, 3)
    review = Review(
        round=round,
        household=household,
        hamlet=place,
        area=place.area,
        head_name=household.head.name,
        head_sex=household.head.sex,
        ethnicity_id=chance.choice((None, household.head.ethnicity_id, household.head.ethnicity_id)),
        people=children + chance.randint(1, 4),
        children=children,
        children_health=chance.randint(0, children),
        children_education=chance.randint(0, children),
        **{
            name: chance.random() < 0.3
            for name in ("local_minority", "merit", "social_protection", "no_labour", "confirmed_unchanged")
        },
        farming=True,
        average_standard=True,
    )
    if round.is_closed or chance.random() < 0.7:
        _find(review, chance)
    return review


def _find(review: Review, chance: random.Random) -> None:
    mask = chance.randrange(1 << 12)
    found: dict[str, Any] = {
        "deprivations": mask if chance.random() < 0.9 else None,
        "deprivation_score": 10 * len(positions_of(mask)),
        "causes": chance.randrange(1 << len(Cause)),
        "needs": chance.randrange(1 << len(Need)),
        "income_score": chance.randint(60, 200),
        "classification": chance.choice(CLASSES),
        "entered_at": timezone.now(),
    }
    found["computed"] = found["classification"]
    for name, value in found.items():
        setattr(review, name, value)

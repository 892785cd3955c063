"""How households move between two rounds: the rule, and the same in the database for every way there is."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from households.models import Hamlet, HamletLineage, Household, HouseholdEvent, Review, ReviewRound
from households.queries import path_of, reviewed, round_tables
from households.queries.standing import heirs_of, standing
from households.rules import (
    FLOWS,
    Classification,
    EventKind,
    Measure,
    Movement,
    Selection,
    Side,
    Way,
    movement,
)
from tests.factories import CommuneFactory, HamletFactory, HouseholdFactory, ReviewFactory
from tests.households.round_world import round_of

POOR, NEAR_POOR, AVERAGE, OTHER = Classification
FOUND: dict[Classification, dict[str, Any]] = {
    POOR: {"poor": True},
    NEAR_POOR: {"near_poor": True},
    AVERAGE: {
        "other": True,
        "classification": AVERAGE,
        "computed": AVERAGE,
        "farming": True,
        "average_standard": True,
    },
    OTHER: {"other": True},
}


@pytest.mark.parametrize(
    ("before", "after", "also", "expected"),
    [
        (POOR, POOR, {}, Movement.STAYED_POOR),
        (POOR, NEAR_POOR, {}, Movement.ESCAPED_TO_NEAR_POOR),
        (POOR, OTHER, {}, Movement.ESCAPED),
        (POOR, AVERAGE, {}, Movement.ESCAPED),
        (POOR, None, {}, Movement.LEFT_POOR),
        (NEAR_POOR, NEAR_POOR, {}, Movement.STAYED_NEAR_POOR),
        (NEAR_POOR, POOR, {"poor_earlier": True}, Movement.NEAR_POOR_TO_POOR),
        (NEAR_POOR, AVERAGE, {}, Movement.NEAR_POOR_ESCAPED),
        (NEAR_POOR, None, {}, Movement.LEFT_NEAR_POOR),
        (OTHER, POOR, {}, Movement.NEWLY_POOR),
        (None, POOR, {"near_poor_earlier": True}, Movement.NEWLY_POOR),
        (None, POOR, {"poor_earlier": True}, Movement.FELL_BACK_POOR),
        (OTHER, NEAR_POOR, {"near_poor_earlier": True}, Movement.FELL_BACK_NEAR_POOR),
        (None, NEAR_POOR, {"poor_earlier": True}, Movement.NEWLY_NEAR_POOR),
        (None, POOR, {"came": True, "poor_earlier": True}, Movement.ARRIVED_POOR),
        (None, NEAR_POOR, {"came": True}, Movement.ARRIVED_NEAR_POOR),
        (POOR, POOR, {"came": True}, Movement.STAYED_POOR),
        (None, OTHER, {"came": True}, Movement.NEVER),
        (OTHER, OTHER, {"poor_earlier": True}, Movement.NEVER),
        (None, None, {}, Movement.NEVER),
    ],
)
def test_way_is_one_movement(before, after, also, expected):
    way = Way(before=before, after=after, **also)

    assert movement(way) is expected
    assert movement(way, side=Side.BEFORE) is expected


@pytest.mark.parametrize(
    ("before", "after", "there", "here"),
    [
        (POOR, POOR, Movement.LEFT_POOR, Movement.ARRIVED_POOR),
        (NEAR_POOR, NEAR_POOR, Movement.LEFT_NEAR_POOR, Movement.ARRIVED_NEAR_POOR),
        (POOR, NEAR_POOR, Movement.ESCAPED_TO_NEAR_POOR, Movement.ESCAPED_TO_NEAR_POOR),
        (NEAR_POOR, OTHER, Movement.NEAR_POOR_ESCAPED, Movement.NEAR_POOR_ESCAPED),
        (OTHER, POOR, Movement.NEWLY_POOR, Movement.NEWLY_POOR),
        (OTHER, OTHER, Movement.NEVER, Movement.NEVER),
    ],
)
def test_another_hamlet_is_a_loss_there_and_a_gain_here_only_with_the_same_class(before, after, there, here):
    way = Way(before=before, after=after, moved=True)

    assert movement(way, side=Side.BEFORE) is there
    assert movement(way, side=Side.NOW) is here


@pytest.fixture
def rounds(db):
    """Three rounds of a commune; the last is closed too."""
    unit = CommuneFactory.create()
    made: list[ReviewRound] = []
    for year in (2024, 2025, 2026):
        made.append(round_of(unit, year, made[-1] if made else None, closed=True))
    return made


@pytest.fixture
def hamlets(rounds):
    return HamletFactory.create_batch(2, unit=rounds[0].unit)


def found(household, round, classification, hamlet, **fields) -> Review:
    return ReviewFactory.create(
        household=household, round=round, hamlet=hamlet, **FOUND[classification], **fields
    )


def event(household, kind, date) -> HouseholdEvent:
    return HouseholdEvent.objects.create(household=household, kind=kind, date=date)


def movements(round, side=Side.NOW) -> dict[int, str]:
    rows = standing(round=round, side=side, heirs=heirs_of(round=round))
    return dict(rows.values_list("household", "movement"))


def flow(round, place, line=Measure.HOUSEHOLDS, number=2) -> list[Decimal | int | None]:
    tables = round_tables(round=round, numbers=(number,))
    row = tables.total if place is None else next(row for row in tables.rows if row.hamlet_id == place.pk)
    return [row.value(column, line) for column in tables.shape(number).columns]


def every_way() -> Iterator[Way]:
    """All that can be known of a household that one of two rounds found."""
    for before, after in itertools.product((None, *Classification), repeat=2):
        for earlier, came, moved in itertools.product((None, POOR, NEAR_POOR), (False, True), (False, True)):
            if (before or after) and not (moved and None in {before, after}):
                yield Way(
                    before=before,
                    after=after,
                    poor_earlier=earlier is POOR,
                    near_poor_earlier=earlier is NEAR_POOR,
                    came=came,
                    moved=moved,
                )


def gone(way: Way, rounds: list[ReviewRound], here: Hamlet, there: Hamlet) -> Household:
    """A household that went that way."""
    household = HouseholdFactory.create(hamlet=here, valid_from=dt.date(2026, 3, 1))
    if way.poor_earlier or way.near_poor_earlier:
        found(household, rounds[0], POOR if way.poor_earlier else NEAR_POOR, here)
    if way.before:
        found(household, rounds[1], way.before, there if way.moved else here)
    if way.after:
        found(household, rounds[2], way.after, here)
    if way.came:
        event(household, EventKind.SPLIT, dt.date(2026, 3, 1))
    return household


def test_database_finds_the_movement_that_the_rule_finds(rounds, hamlets):
    ways = {gone(way, rounds, *hamlets).pk: way for way in every_way()}

    assert movements(rounds[2]) == {pk: movement(way) for pk, way in ways.items() if way.after}
    assert movements(rounds[2], Side.BEFORE) == {
        pk: movement(way, side=Side.BEFORE) for pk, way in ways.items() if way.before in FLOWS
    }


def test_mother_of_a_split_household_has_not_come(rounds, hamlets):
    mother = HouseholdFactory.create(hamlet=hamlets[0], valid_from=dt.date(2020, 1, 1))
    event(mother, EventKind.SPLIT, dt.date(2026, 3, 1))
    found(mother, rounds[2], POOR, hamlets[0])

    assert movements(rounds[2]) == {mother.pk: Movement.NEWLY_POOR}


def test_arrival_before_the_earlier_round_or_after_this_one_does_not_count(rounds, hamlets):
    for date in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        household = HouseholdFactory.create(hamlet=hamlets[0])
        event(household, EventKind.MOVED_IN, date)
        found(household, rounds[2], POOR, hamlets[0])

    assert set(movements(rounds[2]).values()) == {Movement.NEWLY_POOR}


def test_move_within_the_commune_is_a_loss_there_and_a_gain_here(rounds, hamlets):
    there, here = hamlets
    household = HouseholdFactory.create(hamlet=here)
    found(household, rounds[1], POOR, there, people=3)
    found(household, rounds[2], POOR, here, people=5)

    assert flow(rounds[2], there) == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert flow(rounds[2], here) == [0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert flow(rounds[2], None, Measure.PEOPLE) == [3, 0, 0, 3, 0, 0, 0, 5, 5]


def test_people_born_and_gone_in_a_household_that_stays_are_other_gains_and_losses(rounds, hamlets):
    for before, after in ((3, 4), (4, 1), (2, 2)):
        household = HouseholdFactory.create(hamlet=hamlets[0])
        found(household, rounds[1], POOR, hamlets[0], people=before)
        found(household, rounds[2], POOR, hamlets[0], people=after)

    assert flow(rounds[2], hamlets[0]) == [3, 0, 0, 0, 0, 0, 0, 0, 3]
    assert flow(rounds[2], hamlets[0], Measure.PEOPLE) == [9, 0, 0, 3, 0, 0, 0, 1, 7]


def test_merged_hamlets_are_compared_with_the_sum_of_their_predecessors(rounds, hamlets):
    successor = HamletFactory.create(unit=rounds[0].unit, valid_from=dt.date(2026, 7, 1))
    for hamlet in hamlets:
        hamlet.valid_to = dt.date(2026, 7, 1)
        hamlet.save()
        HamletLineage.objects.create(predecessor=hamlet, successor=successor, date=dt.date(2026, 7, 1))
        stays, leaves = HouseholdFactory.create_batch(2, hamlet=successor)
        found(stays, rounds[1], POOR, hamlet)
        found(stays, rounds[2], POOR, successor)
        found(leaves, rounds[1], POOR, hamlet)

    tables = round_tables(round=rounds[2], numbers=(2,))

    assert [row.hamlet_id for row in tables.rows] == [successor.pk]
    assert flow(rounds[2], successor) == [4, 0, 0, 2, 0, 0, 0, 0, 2]
    assert [row.hamlet_id for row in round_tables(round=rounds[1]).rows] == [hamlet.pk for hamlet in hamlets]


def test_split_hamlet_gives_each_part_its_households_and_keeps_what_nobody_allotted(rounds, hamlets):
    old, other = hamlets
    old.valid_to = dt.date(2026, 7, 1)
    old.save()
    parts = HamletFactory.create_batch(2, unit=rounds[0].unit, valid_from=dt.date(2026, 7, 1))
    for part in parts:
        HamletLineage.objects.create(predecessor=old, successor=part, date=dt.date(2026, 7, 1))
        household = HouseholdFactory.create(hamlet=part)
        found(household, rounds[1], POOR, old)
        found(household, rounds[2], POOR, part)
    found(HouseholdFactory.create(hamlet=old), rounds[1], POOR, old)

    for part in parts:
        assert flow(rounds[2], part) == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert flow(rounds[2], old) == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert flow(rounds[2], other) == [0] * 9


def test_hamlet_that_a_part_was_split_from_keeps_the_rest(rounds, hamlets):
    old, new = hamlets
    HamletLineage.objects.create(predecessor=old, successor=new, date=dt.date(2026, 7, 1))
    for hamlet in hamlets:
        household = HouseholdFactory.create(hamlet=hamlet)
        found(household, rounds[1], POOR, old)
        found(household, rounds[2], POOR, hamlet)
    elsewhere = HamletFactory.create(unit=old.unit)
    for hamlet in (old, elsewhere):
        found(HouseholdFactory.create(hamlet=hamlet, valid_to=dt.date(2026, 3, 1)), rounds[1], POOR, old)

    assert flow(rounds[2], old) == [3, 0, 0, 2, 0, 0, 0, 0, 1]
    assert flow(rounds[2], new) == [1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_hamlet_renamed_twice_is_one(rounds, hamlets):
    old, last = hamlets
    middle = HamletFactory.create(
        unit=rounds[0].unit, valid_from=dt.date(2026, 2, 1), valid_to=dt.date(2026, 7, 1)
    )
    HamletLineage.objects.create(predecessor=old, successor=middle, date=dt.date(2026, 2, 1))
    HamletLineage.objects.create(predecessor=middle, successor=last, date=dt.date(2026, 7, 1))
    found(HouseholdFactory.create(hamlet=last, valid_to=dt.date(2026, 3, 1)), rounds[1], POOR, old)
    stays = HouseholdFactory.create(hamlet=last)
    found(stays, rounds[1], POOR, old)
    found(stays, rounds[2], POOR, last)

    assert flow(rounds[2], last) == [2, 0, 0, 1, 0, 0, 0, 0, 1]


def test_household_without_a_result_is_counted_at_neither_end_while_the_round_is_open(rounds, hamlets):
    open_round = round_of(rounds[0].unit, 2027, rounds[2], closed=False)
    waits, unlisted, ended = HouseholdFactory.create_batch(3, hamlet=hamlets[0])
    for household in (waits, unlisted, ended):
        found(household, rounds[2], POOR, hamlets[0])
    ReviewFactory.create(household=waits, round=open_round)
    Household.objects.filter(pk=ended.pk).update(valid_to=dt.date(2027, 5, 1))

    assert flow(open_round, hamlets[0]) == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert round_tables(round=open_round).pending == 1


def test_round_of_a_month_compares_those_it_reviewed_alone(rounds, hamlets):
    rounds[2].kind, rounds[2].month = "monthly", 10
    rounds[2].save()
    looked_at, other = HouseholdFactory.create_batch(2, hamlet=hamlets[0])
    for household in (looked_at, other):
        found(household, rounds[1], POOR, hamlets[0])
    found(looked_at, rounds[2], OTHER, hamlets[0])

    assert flow(rounds[2], hamlets[0]) == [1, 0, 1, 0, 0, 0, 0, 0, 0]


def test_first_round_knows_no_movement(rounds, hamlets):
    found(HouseholdFactory.create(hamlet=hamlets[0]), rounds[0], POOR, hamlets[0])

    assert flow(rounds[0], hamlets[0]) == [None] * 8 + [1]
    assert reviewed(round=rounds[0], selection=Selection(movement=Movement.NEWLY_POOR)).lines == []
    assert reviewed(round=rounds[0], selection=Selection(side=Side.BEFORE)).lines == []


def steps_of(household):
    reviews = list(household.reviews.select_related("round"))
    return path_of(household=household, reviews=reviews, events=household.events.all())


def test_path_tells_class_and_movement_of_every_round(rounds, hamlets, django_assert_num_queries):
    household = HouseholdFactory.create(hamlet=hamlets[1])
    later = [round_of(rounds[0].unit, year, None, closed=True) for year in (2027, 2028)]
    for base, round in zip((rounds[2], later[0]), later, strict=True):
        round.base = base
        round.save()
    found(household, rounds[0], POOR, hamlets[0])
    found(household, rounds[1], POOR, hamlets[1])
    found(household, rounds[2], OTHER, hamlets[1])
    found(household, later[0], POOR, hamlets[1])

    with django_assert_num_queries(3):  # reviews and events, which the page has read already, are two
        steps = steps_of(household)

    assert [(step.round.year, step.movement) for step in steps] == [
        (2024, None),
        (2025, Movement.STAYED_POOR),
        (2026, Movement.ESCAPED),
        (2027, Movement.FELL_BACK_POOR),
        (2028, Movement.LEFT_POOR),
    ]
    assert [step.classification_label for step in steps[3:]] == ["hộ nghèo", ""]


def test_path_leaves_out_rounds_that_never_knew_the_household(rounds, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    event(household, EventKind.MOVED_IN, dt.date(2026, 3, 1))
    found(household, rounds[2], NEAR_POOR, hamlets[0])
    open_round = round_of(rounds[0].unit, 2027, rounds[2], closed=False)
    found(household, open_round, POOR, hamlets[0])

    listed_round = round_of(rounds[0].unit, 2028, rounds[2], closed=False)
    ReviewFactory.create(household=household, round=listed_round, hamlet=hamlets[0])

    assert [(step.round, step.movement) for step in steps_of(household)] == [
        (rounds[2], Movement.ARRIVED_NEAR_POOR),
        (open_round, Movement.NEAR_POOR_TO_POOR),
    ]


def test_path_goes_on_from_the_commune_that_became_another(rounds, hamlets):
    household = HouseholdFactory.create(hamlet=hamlets[0])
    found(household, rounds[0], POOR, hamlets[0])
    found(household, rounds[1], NEAR_POOR, hamlets[0])
    household.hamlet = HamletFactory.create()
    household.unit = household.hamlet.unit
    household.save()
    found(household, round_of(household.unit, 2027, rounds[1], closed=True), NEAR_POOR, household.hamlet)

    assert [(step.round.year, step.movement) for step in steps_of(household)] == [
        (2024, None),
        (2025, Movement.ESCAPED_TO_NEAR_POOR),
        (2026, Movement.LEFT_NEAR_POOR),
        (2027, Movement.STAYED_NEAR_POOR),
    ]

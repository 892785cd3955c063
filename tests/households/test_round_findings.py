"""What does not fit across the rows of a round."""

from __future__ import annotations

import datetime as dt

import pytest

from households.models import Ethnicity, HouseholdEvent, Member
from households.queries import round_findings
from households.rules import EventKind
from povertyplan.common.dates import months_before
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HouseholdFactory,
    MemberFactory,
    ReviewFactory,
)
from tests.households.round_world import round_of, round_world

SPLIT = dt.date(2026, 1, 5)


@pytest.fixture
def rounds(db):
    unit = CommuneFactory.create()
    before = round_of(unit, 2025, None, closed=True)
    return [before, round_of(unit, 2026, before, closed=False)]


@pytest.fixture
def hamlet(rounds):
    hamlet = HamletFactory.create(unit=rounds[0].unit)
    HamletFiguresFactory.create(
        hamlet=hamlet, date=rounds[1].reference_date, standard=rounds[1].standard, households=100
    )
    return hamlet


def sound(round, hamlet, **fields):
    """A review in which nothing is amiss."""
    household = fields.pop("household", None) or HouseholdFactory.create(hamlet=hamlet)
    fields = {"poor": True, "causes": 1, "ethnicity": ethnicity(), **fields}
    return ReviewFactory.create(round=round, household=household, **fields)


def ethnicity():
    return Ethnicity.objects.get_or_create(code="02", defaults={"name": "Tày"})[0]


def codes(round):
    return [finding.code for finding in round_findings(round=round)]


def test_nothing_is_found_where_all_fits(rounds, hamlet):
    kept = sound(rounds[0], hamlet)
    sound(rounds[1], hamlet, household=kept.household)
    ReviewFactory.create(round=rounds[1], household=HouseholdFactory.create(hamlet=hamlet))

    assert round_findings(round=rounds[1]) == []


def split_off(hamlet, *, date=SPLIT, birth_years=(1950,)):
    household = HouseholdFactory.create(hamlet=hamlet, valid_from=date)
    Member.objects.filter(household=household).update(birth_year=birth_years[0])
    for year in birth_years[1:]:
        MemberFactory.create(household=household, birth_year=year)
    HouseholdEvent.objects.create(household=household, kind=EventKind.SPLIT, date=date)
    return household


@pytest.mark.parametrize(
    ("birth_years", "date", "expected"),
    [
        ((1950, 1966), SPLIT, ["split_elderly"]),
        ((1950, 1967), SPLIT, []),
        ((1950, None), SPLIT, []),
        ((1950,), dt.date(2025, 9, 1), ["split_elderly"]),
        ((1950,), dt.date(2025, 8, 31), []),
    ],
)
def test_household_split_off_with_elderly_people_alone(rounds, hamlet, birth_years, date, expected):
    household = split_off(hamlet, date=date, birth_years=birth_years)
    sound(rounds[1], hamlet, household=household, people=len(birth_years))

    assert codes(rounds[1]) == expected


def test_household_that_another_was_split_from_is_not_split_off(rounds, hamlet):
    household = split_off(hamlet)
    household.valid_from = dt.date(2020, 1, 1)
    household.save()
    sound(rounds[1], hamlet, household=household)

    assert codes(rounds[1]) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"deprivations": None}, "indicators_unknown"),
        ({"causes": 0}, "cause_missing"),
        ({"ethnicity": None}, "ethnicity_missing"),
        ({"people": 3}, "people_differ"),
    ],
)
def test_what_a_review_lacks(rounds, hamlet, fields, expected):
    review = sound(rounds[1], hamlet, **fields)

    (finding,) = round_findings(round=rounds[1])

    assert (finding.code, finding.household_id, finding.hamlet) == (
        expected,
        review.household_id,
        hamlet.name,
    )
    assert review.head_name not in finding.message


def test_household_that_was_left_out_but_not_one_that_ended(rounds, hamlet):
    left_out = sound(rounds[0], hamlet)
    ended = HouseholdFactory.create(hamlet=hamlet, valid_to=dt.date(2026, 3, 1))
    sound(rounds[0], hamlet, household=ended)
    ReviewFactory.create(round=rounds[1], household=ended)

    found = {finding.code: finding.household_id for finding in round_findings(round=rounds[1])}

    assert found == {"not_listed": left_out.household_id}


def test_hamlet_without_households_and_one_with_too_few(rounds, hamlet):
    bare = HamletFactory.create(unit=hamlet.unit)
    hamlet.figures.update(households=1, poor=0, near_poor=0)
    sound(rounds[1], hamlet)
    sound(rounds[1], hamlet, near_poor=True, poor=False)

    found = {finding.code: finding.hamlet_id for finding in round_findings(round=rounds[1])}

    assert found == {"above_households": hamlet.pk, "households_unknown": bare.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("households", [20, 100])
def test_findings_take_as_many_queries_for_many_households(households, django_assert_num_queries):
    world = round_world(households=households)

    with django_assert_num_queries(10):
        assert len(round_findings(round=world.now)) > households / 2


@pytest.mark.parametrize(
    ("date", "months", "expected"),
    [
        (dt.date(2026, 9, 1), 12, dt.date(2025, 9, 1)),
        (dt.date(2026, 1, 31), 2, dt.date(2025, 11, 30)),
        (dt.date(2024, 2, 29), 720, dt.date(1964, 2, 29)),
        (dt.date(2024, 2, 29), 12, dt.date(2023, 2, 28)),
    ],
)
def test_months_before_ends_in_the_month(date, months, expected):
    assert months_before(date, months) == expected

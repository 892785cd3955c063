"""What does not fit across the rows of a round."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from households.models import Ethnicity, HouseholdEvent, Member
from households.queries import round_findings
from households.rules import EventKind, Role
from povertyplan.common.dates import months_before
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    officer_of,
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


# --- the pages ---


@pytest.fixture
def inside(rounds, client):
    client.force_login(officer_of(rounds[0].unit))
    return client


def page_of(client, round):
    return client.get(reverse("households:round_check", args=[round.pk]))


def test_page_groups_what_was_found_errors_first_and_names_nobody(rounds, hamlet, inside):
    left_out = sound(rounds[0], hamlet)
    lacking = [sound(rounds[1], hamlet, causes=0) for _ in range(2)]

    page = page_of(inside, rounds[1])

    found = [(group.first[0].code, group.number) for group in page.context["groups"]]
    assert found == [("not_listed", 1), ("cause_missing", 2)]
    for review in lacking:
        assert reverse("households:review", args=[review.pk]) in page.text
    assert reverse("households:household", args=[left_out.household_id]) in page.text
    assert not any(each.head_name in page.text for each in (left_out, *lacking))


def test_page_of_a_closed_round_leads_to_households_and_to_no_form(rounds, hamlet, inside):
    review = sound(rounds[0], hamlet, causes=0)

    text = page_of(inside, rounds[0]).text

    assert reverse("households:household", args=[review.household_id]) in text
    assert reverse("households:review", args=[review.pk]) not in text


def test_hamlets_without_households_lead_to_the_table_where_they_are_entered(rounds, hamlet, inside):
    hamlet.figures.all().delete()

    text = page_of(inside, rounds[1]).text

    assert reverse("plans:grid", args=[hamlet.unit_id, rounds[1].reference_date.year + 1]) in text


def test_page_says_when_nothing_is_wrong(rounds, hamlet, inside):
    assert "Không có gì sai" in page_of(inside, rounds[1]).text


@pytest.mark.django_db
@pytest.mark.parametrize("households", [20, 100])
def test_page_takes_as_many_queries_for_many_households(households, client, django_assert_num_queries):
    world = round_world(households=households)
    client.force_login(officer_of(world.now.unit))

    with django_assert_num_queries(14):
        page_of(client, world.now)


def test_leader_who_is_about_to_close_is_told_how_much_does_not_fit(rounds, hamlet, client):
    sound(rounds[1], hamlet, causes=0)
    client.force_login(MembershipFactory.create(unit=hamlet.unit, role=Role.LEADER).user)

    text = client.get(reverse("households:round_close", args=[rounds[1].pk])).text

    assert "Còn 1 chỗ chưa khớp" in text
    assert reverse("households:round_check", args=[rounds[1].pk]) in text

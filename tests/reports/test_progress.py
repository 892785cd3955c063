"""Progress by hamlet: what flows in and out adds up, and is what the tables of a closed round say."""

from __future__ import annotations

import datetime as dt

import pytest

from assignments.rules import EscapePath
from households.actions import households_allot
from households.models import HouseholdEvent, Review
from households.queries import round_tables
from households.rules import FLOW_TABLES, Classification, EventKind, Measure, RoundKind, flow_selections
from reports.queries import progress
from reports.rules import Basis, Outcome
from tests.assignments.factories import EscapeProspectFactory
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HamletTargetFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    officer_of,
)
from tests.households.hamlet_changes import join, split
from tests.households.round_world import round_world
from tests.reports.yearly_world import year_world

pytestmark = pytest.mark.django_db
YEAR_END = dt.date(2025, 12, 31)
LAST_DAY = dt.date(2026, 12, 31)
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR
DAYS = (dt.date(2026, 1, 15), dt.date(2026, 4, 1), dt.date(2026, 7, 1), dt.date(2026, 12, 20))


def adds_up(line):
    losses = line.above + line.to_other_class + line.other_out
    gains = line.from_other_class + line.fell_back + line.newly + line.other_in
    return line.opening - losses + gains == line.now


def test_an_official_year_is_what_the_tables_of_its_round_say():
    world = round_world(households=240)

    found = progress(unit=world.unit, year=2025, as_of=YEAR_END)

    assert found.basis is Basis.OFFICIAL
    tables = round_tables(round=world.last, numbers=FLOW_TABLES)
    places = {place.hamlet_id: place for place in (*tables.rows, tables.total)}
    names = ["opening", "to_other_class", "above", "other_out"]
    names += ["from_other_class", "fell_back", "newly", "other_in", "now"]
    for row in (*found.rows, found.total):
        for number, of in FLOW_TABLES.items():
            line = row.line(of)
            columns = {column.key: column for column in tables.shape(number).columns}
            printed = [
                places[row.hamlet_id].value(columns[key], Measure.HOUSEHOLDS) for key in flow_selections(of)
            ]
            assert [getattr(line, name) for name in names] == printed
            assert adds_up(line)
            assert (line.official, line.preliminary) == (line.now, None)
    assert found.total.poor.opening
    assert sum(found.moved.values()) > 0


@pytest.mark.parametrize("closed", [True, False])
def test_every_day_counts_as_who_looks_at_each_household_by_itself(closed):
    world = year_world(households=50, seed=3 + closed, closed=closed)

    for day in DAYS:
        for known_at in (None, world.recorded):
            found = progress(unit=world.unit, year=2026, as_of=day, known_at=known_at)

            expected = world.counts(day, known=known_at is not None)
            counted = 0
            for row in found.rows:
                assert row.hamlet_id
                for of in (POOR, NEAR_POOR):
                    line = row.line(of)
                    for name in ("opening", "now"):
                        assert getattr(line, name) == expected[name, of, row.hamlet_id], (day, known_at, name)
                    assert line.escaped == expected["escaped", of, row.hamlet_id], (day, known_at, row.name)
                    assert adds_up(line)
                    counted += sum(getattr(line, name) for name in ("opening", "now", "escaped"))
            assert counted == sum(expected.values())
            assert all(adds_up(found.total.line(of)) for of in (POOR, NEAR_POOR))


def listed(unit, *, poor=0, hamlet=None, **round):
    """The closed round of the year before, with so many poor households of a hamlet."""
    hamlet = hamlet or HamletFactory.create(unit=unit)
    base = ReviewRoundFactory.create(unit=unit, closed=True, **round)
    households = HouseholdFactory.create_batch(poor, unit=unit, hamlet=hamlet)
    for household in households:
        ReviewFactory.create(household=household, round=base, poor=True)
    return hamlet, base, households


def monthly(unit, base, month=3):
    return ReviewRoundFactory.create(
        unit=unit,
        kind=RoundKind.MONTHLY,
        month=month,
        start_date=dt.date(2026, month, 1),
        reference_date=dt.date(2026, month, 28),
        base=base,
    )


def test_without_a_round_the_start_is_the_figures_and_nothing_moves():
    hamlet = HamletFactory.create()
    HamletFiguresFactory.create(hamlet=hamlet, poor=7)
    HamletTargetFactory.create(hamlet=hamlet, poor_reduction=2)

    found = progress(unit=hamlet.unit, year=2026, as_of=LAST_DAY)

    line = found.total.poor
    assert found.basis is Basis.FIGURES
    assert (line.opening, line.target, line.now, line.escaped, line.percent_of_target) == (
        7,
        2,
        None,
        None,
        None,
    )
    assert line.outcome is None


def test_the_years_round_without_one_before_is_counted_beside_the_figures():
    hamlet = HamletFactory.create()
    HamletFiguresFactory.create(hamlet=hamlet, poor=7)
    round = ReviewRoundFactory.create(unit=hamlet.unit)
    ReviewFactory.create(
        household=HouseholdFactory.create(unit=hamlet.unit, hamlet=hamlet), round=round, poor=True
    )

    found = progress(unit=hamlet.unit, year=2026, as_of=LAST_DAY)

    line = found.rows[0].poor
    assert found.basis is Basis.PRELIMINARY
    assert (line.opening, line.now, line.net_reduction, line.newly) == (7, 1, 6, None)


def test_a_household_that_moves_is_counted_once_on_each_side():
    unit = CommuneFactory.create()
    here, base, [household] = listed(unit, poor=1)
    there = HamletFactory.create(unit=unit)
    ReviewFactory.create(household=household, round=monthly(unit, base), hamlet=there, poor=True)

    found = progress(unit=unit, year=2026, as_of=LAST_DAY)

    lines = {row.hamlet_id: row.poor for row in found.rows}
    assert (lines[here.pk].opening, lines[here.pk].other_out, lines[here.pk].now) == (1, 1, 0)
    assert (lines[there.pk].opening, lines[there.pk].other_in, lines[there.pk].now) == (0, 1, 1)
    assert (found.total.poor.opening, found.total.poor.now) == (1, 1)
    assert found.moved == {POOR: 1}


def test_a_hamlet_merged_in_mid_year_brings_its_households_and_its_target():
    unit = CommuneFactory.create()
    before, _, _ = listed(unit, poor=2)
    other = HamletFactory.create(unit=unit)
    HamletTargetFactory.create(hamlet=before, poor_reduction=1)
    HamletTargetFactory.create(hamlet=other, poor_reduction=2)
    after = join(unit, officer_of(unit), [before, other])

    [row] = progress(unit=unit, year=2026, as_of=LAST_DAY).rows
    early = progress(unit=unit, year=2026, as_of=dt.date(2026, 2, 1))

    assert (row.hamlet_id, row.poor.opening, row.poor.now, row.poor.other_out) == (after.pk, 2, 2, 0)
    assert row.poor.target == 3
    assert [(each.hamlet_id, each.poor.now) for each in early.rows] == [(before.pk, 2), (other.pk, 0)]


def test_the_target_of_a_hamlet_that_was_split_is_not_dropped():
    unit = CommuneFactory.create()
    hamlet, _, _ = listed(unit)
    HamletTargetFactory.create(hamlet=hamlet, poor_reduction=4)
    split(unit, officer_of(unit), hamlet)

    found = progress(unit=unit, year=2026, as_of=LAST_DAY)

    assert len(found.rows) == 3
    assert found.total.poor.target == 4


def test_households_of_a_split_hamlet_stand_where_they_were_allotted_or_stay():
    unit = CommuneFactory.create()
    hamlet, _, [allotted, _] = listed(unit, poor=2)
    [part, other] = split(unit, officer_of(unit), hamlet)
    households_allot(hamlet=hamlet, chosen={allotted.pk: part.pk}, by=officer_of(unit))

    found = progress(unit=unit, year=2026, as_of=LAST_DAY)

    lines = {row.hamlet_id: (row.poor.opening, row.poor.other_out, row.poor.now) for row in found.rows}
    assert lines == {hamlet.pk: (1, 0, 1), part.pk: (1, 0, 1), other.pk: (0, 0, 0)}


def test_who_leaves_the_list_is_gone_when_it_is_known():
    unit = CommuneFactory.create()
    _, _, [household] = listed(unit, poor=1)
    told = HouseholdEvent.objects.create(
        household=household, kind=EventKind.MOVED_OUT, date=dt.date(2026, 4, 1)
    )
    household.valid_to = told.date
    household.save()

    def left(as_of, known_at=None):
        line = progress(unit=unit, year=2026, as_of=as_of, known_at=known_at).total.poor
        return line.other_out, line.now

    assert left(dt.date(2026, 3, 31)) == (0, 1)
    assert left(LAST_DAY) == (1, 0)
    assert left(LAST_DAY, told.recorded_at - dt.timedelta(microseconds=1)) == (0, 1)


def test_an_open_periodic_round_is_a_column_before_its_date_and_the_count_after_it():
    unit = CommuneFactory.create()
    _, base, [escaped, _] = listed(unit, poor=2)
    round = ReviewRoundFactory.create(unit=unit, base=base)
    ReviewFactory.create(household=escaped, round=round, other=True)

    november = progress(unit=unit, year=2026, as_of=dt.date(2026, 11, 10))
    ahead = progress(unit=unit, year=2026, as_of=dt.date(2026, 11, 10), ahead=True)
    august = progress(unit=unit, year=2026, as_of=dt.date(2026, 8, 1))

    line = november.total.poor
    assert (november.basis, line.now, line.preliminary) == (Basis.NO_REVIEW, 2, 1)
    line = ahead.total.poor
    assert (ahead.basis, line.now, line.escaped, ahead.waiting) == (Basis.PRELIMINARY, 1, 1, 1)
    assert (august.total.poor.preliminary, august.total.poor.official) == (None, None)


def test_the_estimate_takes_off_who_is_still_expected_to_leave():
    unit = CommuneFactory.create()
    _, base, households = listed(unit, poor=4)
    for household, path in zip(households, (*EscapePath,), strict=False):
        EscapeProspectFactory.create(
            household=household, unit=unit, year=2026, path=path, reason="Có việc làm ổn định"
        )
    ReviewFactory.create(household=households[0], round=monthly(unit, base), other=True)

    total = progress(unit=unit, year=2026, as_of=LAST_DAY).total

    assert (total.poor.now, total.poor.open, total.poor.estimate) == (3, 2, 1)
    assert (total.near_poor.now, total.near_poor.estimate) == (0, 1)


@pytest.mark.parametrize(
    ("target", "percent", "outcome"),
    [
        (None, None, Outcome.NO_TARGET),
        (0, None, Outcome.EXCEEDED),
        (1, 100, Outcome.REACHED),
        (4, 25, Outcome.MISSED),
    ],
)
def test_a_target_is_measured_on_the_net_reduction(target, percent, outcome):
    unit = CommuneFactory.create()
    hamlet, base, households = listed(unit, poor=3)
    HamletTargetFactory.create(hamlet=hamlet, poor_reduction=target)
    round = monthly(unit, base)
    for household in households[:2]:
        ReviewFactory.create(household=household, round=round, other=True)
    newcomer = HouseholdFactory.create(unit=unit, hamlet=hamlet)
    ReviewFactory.create(household=newcomer, round=round, poor=True)

    [row] = progress(unit=unit, year=2026, as_of=LAST_DAY).rows

    assert (row.poor.escaped, row.poor.newly, row.poor.net_reduction) == (2, 1, 1)
    assert row.poor.percent_of_target == percent
    assert row.poor.outcome is outcome


@pytest.mark.parametrize("households", [20, 120])
def test_progress_takes_as_many_queries_for_few_as_for_many(households, django_assert_num_queries):
    world = round_world(households=households)
    Review.objects.filter(round=world.now, classification="").update(entered_at=None)

    with django_assert_num_queries(6):
        progress(unit=world.unit, year=2026, as_of=LAST_DAY)

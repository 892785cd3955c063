"""The way down of a roadmap: no rise, no year left out."""

from __future__ import annotations

from plans.rules import Milestone, rises, years_missing
from tests.factories import YEAR


def way(*left: int | None) -> list[Milestone]:
    return [Milestone(year=YEAR + number, left=each) for number, each in enumerate(left)]


def test_way_down_has_no_rise_and_years_not_given_are_passed_over():
    assert list(rises(way(21, 12, None, 12, 0))) == []
    assert list(rises(way(None, None))) == []


def test_a_rise_names_the_year_given_before_it():
    (rise,) = rises(way(21, None, 22))

    assert (rise.before.year, rise.milestone.year) == (YEAR, YEAR + 2)


def test_years_of_a_period_that_nothing_is_given_for():
    assert years_missing([2025, 2030], first=2025, last=2030) == (2026, 2027, 2028, 2029)

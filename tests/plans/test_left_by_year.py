"""The way down to a period's last year, in whole households."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from plans.rules import Pace, SpreadRefused, left_by_year

YEARS = range(2026, 2031)


@pytest.mark.parametrize(
    ("pace", "pins", "left"),
    [
        (Pace.EVEN, {}, [32, 24, 16, 9, 2]),
        (Pace.EARLY, {}, [27, 17, 9, 4, 2]),
        (Pace.EVEN, {2027: 39}, [39, 39, 26, 14, 2]),
        (Pace.EVEN, {2026: 45}, [45, 34, 23, 12, 2]),  # rises where it is pinned, and nowhere else
        (Pace.EVEN, {2028: 45}, [40, 40, 45, 23, 2]),
    ],
)
def test_way_down_is_whole_and_ends_where_it_has_to(pace, pins, left):
    assert [*left_by_year(start=40, end=2, years=YEARS, pace=pace, pins=pins).values()] == left


@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize(("start", "end"), [(40, 41), (0, 1)])
def test_end_above_today_is_refused(pace, start, end):
    with pytest.raises(SpreadRefused, match=rf"còn {start} hộ, năm 2030 không thể còn {end} hộ"):
        left_by_year(start=start, end=end, years=YEARS, pace=pace, pins={})


def test_end_above_a_pinned_year_is_refused():
    with pytest.raises(SpreadRefused, match="còn 3 hộ, năm 2030 không thể còn 5 hộ"):
        left_by_year(start=40, end=5, years=YEARS, pace=Pace.EVEN, pins={2029: 3})


@pytest.mark.parametrize(("start", "end"), [(7, 7), (0, 0)])
def test_nothing_to_fall_is_a_level_way(start, end):
    assert {*left_by_year(start=start, end=end, years=YEARS, pace=Pace.EARLY, pins={}).values()} == {end}


def test_random_ways_never_rise_but_into_a_pinned_year_and_keep_pins():
    chance = random.Random("lộ trình")
    for case in range(1000):
        start = chance.randint(0, 400)
        pins = {year: chance.randint(0, 400) for year in YEARS[:-1] if chance.random() < 0.2}
        end = chance.randint(0, min([start, *pins.values()]))

        left = left_by_year(start=start, end=end, years=YEARS, pace=chance.choice([*Pace]), pins=pins)

        assert [*left] == [*YEARS], case
        assert left[2030] == end, case
        assert pins.items() <= left.items(), case
        for (_, before), (year, after) in pairwise([(2025, start), *left.items()]):
            assert after <= before or year in pins, case

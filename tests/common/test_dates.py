"""Dates as decree 30/2020 writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertyplan.common.dates import day_text, long_date, month_text, short_date, two_digits, year_end_before


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (dt.date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (dt.date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (dt.date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (dt.date(2026, 4, 9), "ngày 09 tháng 4 năm 2026"),
        (dt.date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (dt.date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_long_date_has_zeros_before_days_under_10_and_months_1_and_2_only(date, text):
    assert long_date(date) == text


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_short_date_can_be_read_back(date):
    assert dt.datetime.strptime(short_date(date), "%d/%m/%Y").replace(tzinfo=dt.UTC).date() == date


@pytest.mark.parametrize(("number", "text"), [(1, "01"), (9, "09"), (10, "10"), (31, "31")])
def test_day_has_two_digits(number, text):
    assert day_text(number) == text
    assert two_digits(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(1, "01"), (2, "02"), (3, "3"), (9, "9"), (10, "10"), (12, "12")]
)
def test_month_has_a_zero_up_to_two(number, text):
    assert month_text(number) == text


def test_figures_of_a_plan_are_those_of_the_year_before():
    assert year_end_before(2026) == dt.date(2025, 12, 31)

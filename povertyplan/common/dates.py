"""Dates as administrative documents write them."""

from __future__ import annotations

import calendar
import datetime as dt

FIRST_YEAR, LAST_YEAR = 2015, 2060  # what may be a plan's year


def two_digits(number: int, *, below: int = 10) -> str:
    """A leading zero for numbers under `below`."""
    return f"{number:02d}" if number < below else str(number)


def day_text(day: int) -> str:
    """Days under 10 carry a zero (decree 30/2020, annex I, II.4)."""
    return two_digits(day)


def month_text(month: int) -> str:
    """Only months 1 and 2 carry a zero (decree 30/2020, annex I, II.4)."""
    return two_digits(month, below=3)


def long_date(date: dt.date) -> str:
    """ "ngày 05 tháng 4 năm 2026"."""
    return f"ngày {day_text(date.day)} tháng {month_text(date.month)} năm {date.year}"


def short_date(date: dt.date) -> str:
    """ "05/04/2026"."""
    return f"{date:%d/%m/%Y}"


def year_end_before(year: int) -> dt.date:
    """31 December of the year before: the date whose review feeds the plan of `year`."""
    return dt.date(year - 1, 12, 31)


def working_day(year: int, *, today: dt.date) -> dt.date:
    """The day whose map of hamlets a year's tables show: today, held within the year."""
    return min(max(today, dt.date(year, 1, 1)), dt.date(year, 12, 31))


def year_reading(date: dt.date) -> int | None:
    """The year whose plan is fed by figures at `date`; None when no year's is."""
    return date.year + 1 if date == dt.date(date.year, 12, 31) else None


def months_before(date: dt.date, months: int) -> dt.date:
    """The same day so many months before, or the last one of a month that is too short."""
    year, month = divmod(12 * date.year + date.month - 1 - months, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))

"""What commands are given on the command line, found or refused with exit status 2."""

from __future__ import annotations

import datetime as dt

from django.core.management.base import CommandError

from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR


def plan_year(year: int) -> int:
    """A year that a plan may have."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CommandError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", returncode=2)
    return year


def figures_date(text: str) -> dt.date:
    """An ISO date at which a plan may take its figures."""
    first, last = dt.date(FIRST_YEAR - 1, 1, 1), dt.date(LAST_YEAR, 12, 31)
    try:
        date = dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” không phải ngày; viết như 2025-12-31.", returncode=2) from error
    if not first <= date <= last:
        raise CommandError(f"Ngày phải từ {first} đến {last}.", returncode=2)
    return date

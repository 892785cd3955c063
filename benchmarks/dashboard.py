"""The dashboard of a commune of 60 hamlets, 3,000 households and 6 years: how many queries, the processor's
time against an empty page and against its SQL alone, and what 100 other communes in the database cost it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from benchmarks.database import analyse
from benchmarks.growing import grown
from benchmarks.pages import EMPTY_PAGE, empty_page_add, empty_url, opened, signed_in
from benchmarks.result import Result, Size, compared, counted
from benchmarks.stopwatch import SQL_ALONE, asked, paired, processor, repeated
from tests.factories import officer_of
from tests.reports.year_world import YEAR, year_world


@dataclass(frozen=True)
class _Amount:
    hamlets: int
    households: int
    agencies: int
    others: int
    other_households: int
    times: int


AMOUNTS = {Size.FULL: _Amount(60, 3_000, 30, 100, 300, 31), Size.QUICK: _Amount(6, 100, 5, 2, 50, 3)}
YEARS = 6
QUERIES, EMPTY = 12, 3.0


def measure(size: Size) -> Iterator[Result]:
    """Session and reader are among the queries."""
    amount = AMOUNTS[size]
    empty_page_add()
    world = year_world(
        households=amount.households, hamlets=amount.hamlets, years=YEARS, agencies=amount.agencies
    )
    analyse()
    client = signed_in(officer_of(world.unit))
    page = opened(client, reverse("reports:dashboard", args=[world.unit.pk, YEAR]))
    page()
    statements, what = asked(page), f"dashboard of {amount.households} households, {YEARS} years"
    yield counted(what, len(statements), most=QUERIES, unit="queries")
    empty = opened(client, empty_url(world.unit))
    pairs = paired(page, empty, times=amount.times, take=processor)
    yield compared(what, pairs, floor=EMPTY_PAGE, most=EMPTY)
    pairs = paired(page, repeated(statements), times=amount.times, take=processor)
    yield compared(what, pairs, floor=SQL_ALONE, most=None)
    yield from grown(
        {what: page},
        fill=lambda: [
            year_world(households=amount.other_households, hamlets=10, years=YEARS, seed=seed)
            for seed in range(1, amount.others + 1)
        ],
        among=f"with {amount.others} other communes of {amount.other_households}",
        times=amount.times,
    )

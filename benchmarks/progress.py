"""A year's progress of 60 hamlets and 3,000 households: how many queries, how long, against its SQL alone,
and what four other communes of that size cost it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from benchmarks.database import analyse
from benchmarks.growing import grown
from benchmarks.result import Result, Size, compared, counted, timed
from benchmarks.stopwatch import SQL_ALONE, asked, paired, processor, repeated
from reports.queries import progress
from tests.households.round_world import round_world


@dataclass(frozen=True)
class _Amount:
    households: int
    hamlets: int
    others: int
    times: int


AMOUNTS = {Size.FULL: _Amount(3000, 60, 4, 15), Size.QUICK: _Amount(100, 6, 1, 3)}
QUERIES, SECONDS = 15, 0.5


def measure(size: Size) -> Iterator[Result]:
    """Counts, and processor time on the database in use."""
    amount = AMOUNTS[size]
    unit = round_world(households=amount.households, hamlets=amount.hamlets).unit
    analyse()
    run = partial(progress, unit=unit, year=2026, as_of=dt.date(2026, 12, 31))
    what = f"progress of {amount.hamlets} hamlets, {amount.households} households"
    statements = asked(run)
    yield counted(what, len(statements), most=QUERIES, unit="queries")
    pairs = paired(run, repeated(statements), times=amount.times, take=processor)
    yield timed(what, (ours for ours, _ in pairs), most=SECONDS)
    yield compared(what, pairs, floor=SQL_ALONE, most=None)
    yield from grown(
        {what: run},
        fill=lambda: [
            round_world(households=amount.households, hamlets=amount.hamlets, seed=seed)
            for seed in range(1, amount.others + 1)
        ],
        among=f"among {amount.others} communes as large",
        times=amount.times,
    )

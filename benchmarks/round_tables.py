"""The fifteen tables of a round of 3,000 households: how many queries, against their SQL alone, and what ten
times as many households in other communes cost the tables and the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from benchmarks.database import analyse
from benchmarks.growing import grown
from benchmarks.result import Result, Size, compared, counted
from benchmarks.stopwatch import SQL_ALONE, asked, paired, processor, repeated
from households.compose import round_parts
from households.queries import reviewed
from households.rules import TABLE_NUMBERS, Classification, Movement, Selection
from tests.households.round_world import round_world


@dataclass(frozen=True)
class _Amount:
    households: int
    hamlets: int
    others: int
    times: int


AMOUNTS = {Size.FULL: _Amount(3000, 40, 10, 9), Size.QUICK: _Amount(100, 6, 2, 3)}
QUERIES = 15
SELECTION = Selection(classification=Classification.POOR, movement=Movement.FELL_BACK_POOR)


def measure(size: Size) -> Iterator[Result]:
    """Counts, and processor time on the database in use."""
    amount = AMOUNTS[size]
    round = round_world(households=amount.households, hamlets=amount.hamlets, members=4).now
    analyse()
    tables = partial(round_parts, round=round, numbers=TABLE_NUMBERS, hamlets=None)
    listed = partial(reviewed, round=round, selection=SELECTION)
    what = f"15 tables of {amount.households} households"
    statements = asked(tables)
    yield counted(what, len(statements), most=QUERIES, unit="queries")
    pairs = paired(tables, repeated(statements), times=amount.times, take=processor)
    yield compared(what, pairs, floor=SQL_ALONE, most=None)
    yield from grown(
        {what: tables, "a page of the list": listed},
        fill=lambda: [
            round_world(households=amount.households, hamlets=amount.hamlets, seed=seed)
            for seed in range(1, amount.others + 1)
        ],
        among=f"with {amount.others} × the households elsewhere",
        times=amount.times,
    )

"""The fifteen tables of a round of 3,000 households: how many queries, and what ten times as many households
in other communes cost the tables and the list.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.database import Result
from households.compose import round_parts
from households.models import ReviewRound
from households.queries import reviewed
from households.rules import TABLE_NUMBERS, Classification, Movement, Selection
from tests.households.round_world import round_world

HOUSEHOLDS, OTHERS, TIMES = 3000, 10, 7
QUERIES, GROWTH = 15, 1.2


def _tables(round: ReviewRound) -> None:
    round_parts(round=round, numbers=TABLE_NUMBERS, hamlets=None)


def _list(round: ReviewRound) -> None:
    reviewed(
        round=round,
        selection=Selection(classification=Classification.POOR, movement=Movement.FELL_BACK_POOR),
    )


def _seconds(run: Callable[[], None]) -> float:
    """The quickest of some runs: what else the machine does is not measured."""
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> Iterator[Result]:
    """Counts and times on the database in use."""
    round = round_world(households=HOUSEHOLDS, hamlets=40, members=4).now
    _analyse()
    with CaptureQueriesContext(connection) as queries:
        _tables(round)
    yield Result(
        f"15 tables of {HOUSEHOLDS} households: {len(queries)} queries (bar {QUERIES})",
        len(queries) <= QUERIES,
    )
    runs = {"15 tables": partial(_tables, round), "a page of the list": partial(_list, round)}
    alone = {name: _seconds(run) for name, run in runs.items()}
    for seed in range(1, OTHERS + 1):
        round_world(households=HOUSEHOLDS, hamlets=40, seed=seed)
    _analyse()
    for name, run in runs.items():
        among = _seconds(run)
        growth = among / alone[name]
        yield Result(
            f"{name}, {connection.vendor}: {1000 * alone[name]:.0f} ms, with {OTHERS} × the households"
            f" elsewhere {1000 * among:.0f} ms, {growth:.2f} × (bar {GROWTH})",
            growth <= GROWTH,
        )

"""A year's progress of 60 hamlets and 3,000 households: how many queries, how long, and what four other
communes of that size cost it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.database import Result
from households.models import AdministrativeUnit
from reports.queries import progress
from tests.households.round_world import round_world

HOUSEHOLDS, HAMLETS, OTHERS, TIMES = 3000, 60, 4, 7
QUERIES, SECONDS, GROWTH = 15, 0.5, 1.2


def _seconds(unit: AdministrativeUnit) -> float:
    """Processor time of the quickest of some runs: what else the machine does is not measured."""
    times = []
    for _ in range(TIMES):
        start = time.process_time()
        progress(unit=unit, year=2026, as_of=dt.date(2026, 12, 31))
        times.append(time.process_time() - start)
    return min(times)


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> Iterator[Result]:
    """Counts and times on the database in use."""
    unit = round_world(households=HOUSEHOLDS, hamlets=HAMLETS).unit
    _analyse()
    with CaptureQueriesContext(connection) as queries:
        progress(unit=unit, year=2026, as_of=dt.date(2026, 12, 31))
    yield Result(
        f"progress of {HAMLETS} hamlets: {len(queries)} queries (bar {QUERIES})", len(queries) <= QUERIES
    )
    alone = _seconds(unit)
    yield Result(f"{1000 * alone:.0f} ms (bar {1000 * SECONDS:.0f})", alone <= SECONDS)
    for seed in range(OTHERS):
        round_world(households=HOUSEHOLDS, hamlets=HAMLETS, seed=seed + 1)
    _analyse()
    among = _seconds(unit)
    yield Result(
        f"among {OTHERS} other communes: {1000 * among:.0f} ms, {among / alone:.2f} × (bar {GROWTH})",
        among <= GROWTH * alone,
    )

"""The dashboard of a commune of 60 hamlets, 3,000 households and 6 years: how many queries, the processor's
time against a page of ours that shows nothing, and what 100 other communes in the database cost it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.database import Result
from tests.factories import officer_of
from tests.reports.year_world import YEAR, year_world

HAMLETS, HOUSEHOLDS, YEARS, AGENCIES = 60, 3_000, 6, 30
OTHERS, OTHER_HOUSEHOLDS = 100, 300
TIMES = 31
QUERIES, EMPTY, GROWTH = 12, 3.0, 1.2


def _seconds(open: Callable[[], None]) -> float:
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        open()
        times.append(time.process_time() - began)
    return statistics.median(times)


def _opened(client: Client, url: str) -> Callable[[], None]:
    def opened() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")

    return opened


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> Iterator[Result]:
    """The empty view is the list of plans of a year that has none."""
    settings.ALLOWED_HOSTS.append("testserver")
    world = year_world(households=HOUSEHOLDS, hamlets=HAMLETS, years=YEARS, agencies=AGENCIES)
    _analyse()
    client = Client()
    client.force_login(officer_of(world.unit))
    open_page = _opened(client, reverse("reports:dashboard", args=[world.unit.pk, YEAR]))
    open_empty = _opened(client, reverse("plans:plan_list", args=[world.unit.pk, YEAR + 1]))
    open_page()
    with CaptureQueriesContext(connection) as queries:
        open_page()
    asked = [each for each in queries if each["sql"].startswith("SELECT")]
    yield Result(
        f"{len(asked)} queries, session and reader among them (bar {QUERIES})", len(asked) <= QUERIES
    )
    open_empty()
    alone, empty = _seconds(open_page), _seconds(open_empty)
    yield Result(
        f"{1000 * alone:.1f} ms of processor time, a page that shows nothing {1000 * empty:.1f} ms,"
        f" {alone / empty:.1f} × (bar {EMPTY:.0f} ×)",
        alone / empty <= EMPTY,
    )
    for seed in range(1, OTHERS + 1):
        year_world(households=OTHER_HOUSEHOLDS, hamlets=10, years=YEARS, seed=seed)
    _analyse()
    among = _seconds(open_page)
    yield Result(
        f"{connection.vendor}: with {OTHERS} other communes of {OTHER_HOUSEHOLDS} households"
        f" {1000 * among:.1f} ms, {among / alone:.2f} × (bar {GROWTH} ×)",
        among / alone <= GROWTH,
    )

"""200 signed-in people at work on the server that scripts/serve starts, on the database of the benchmarks:
think 2 to 8 seconds, then a list (80 %), a page to read (15 %) or a form filled in and sent (5 %), about 40
requests a second. Then again while, in turn, 5,000 households are brought in, a long list is printed and a
backup is made and tried.

The driver shares the machine with the server, so it has to be cheap: `http.client` in threads takes 0.14 ms
of processor time a request where geventhttpclient, under Locust's quick user, takes 0.29, aiohttp 0.39 and
httpx 0.64 (a page of 20 kB on a new connection), and is there already. Forms are read with lxml, as a browser
would send them: all their fields, versions and tokens among them.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TypeVar

from benchmarks.load.beside import LongWork
from benchmarks.load.crowd import Answer, Crowd
from benchmarks.load.journeys import crowd
from benchmarks.processes import children, holds, seconds_taken
from benchmarks.result import Result, Size, Spread, tallied, timed
from benchmarks.server import served
from households.models import Household, Member, Review
from povertyplan.common.planner import tables_analyze
from reports.management.generate import Commune, commune_store, communes_free
from reports.management.generate import Size as Amount

AMOUNTS = {Size.FULL: Amount(), Size.QUICK: Amount(hamlets=12, households=200)}  # of a commune
COMMUNES = {Size.FULL: 10, Size.QUICK: 1}
PEOPLE = {Size.FULL: int(os.environ.get("LOAD_PEOPLE", 200)), Size.QUICK: 20}
SECONDS = {Size.FULL: float(os.environ.get("LOAD_SECONDS", 600)), Size.QUICK: 8.0}
WARM = {Size.FULL: 60.0, Size.QUICK: 2.0}
STRETCH = {Size.FULL: 25.0, Size.QUICK: 3.0}  # seconds of load between two times alone
ALONE = {Size.FULL: 4.0, Size.QUICK: 1.0}
# Workbooks made beforehand: an import, a print and a backup take 30 s in full, and more than half a second.
IMPORTS = {Size.FULL: 1 + int(SECONDS[Size.FULL] / 30), Size.QUICK: 20}
SLOWER, SLOWER_BESIDE, SLOWEST, GROWTH = 5.0, 8.0, 3.0, 1.1


@dataclass(frozen=True)
class Usage:
    """What a process and its children hold and have taken: kB of memory, seconds of processor time."""

    memory: int
    processor: float

    @classmethod
    def of(cls, server: int) -> Usage:
        """Of gunicorn and its workers; what draws papers comes and goes."""
        processes = [server, *children(server)]
        return cls(sum(map(holds, processes)), sum(map(seconds_taken, processes)))


def _p(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def _slower(what: str, load: Sequence[Answer], idle: Sequence[Answer], *, most: float) -> Result:
    """How much slower the slowest twentieth of answers is than that of the same minutes' idle ones."""
    ours, floor = ([answer.seconds for answer in answers] for answers in (load, idle))
    ratio = _p(ours, 95) / _p(floor, 95)
    return Result(
        what=what,
        unit="s",
        ours=Spread(_p(ours, 50), _p(ours, 95), _p(ours, 99)),
        floor="the same pages asked for by one person, in pauses of the same minutes",
        theirs=Spread(_p(floor, 50), _p(floor, 95), _p(floor, 99)),
        ratio=Spread(ratio, ratio, ratio),
        bar=f"≤ {most:g} ×",
        holds=ratio <= most,
        note=f"median, p95 and p99 stand as least, median and most; {len(ours)} and {len(floor)} answers",
        timed=True,
    )


def _told(what: str, at_work: Crowd, *, most: float) -> Iterator[Result]:
    """What came of a stretch of time: faults, how much slower, the slowest; and forget it."""
    load, idle = at_work.taken()
    outcomes = Counter(answer.fault or "answered" for answer in (*load, *idle))
    faultless = outcomes.keys() <= {"answered"}
    yield tallied(what, outcomes, bar="200, or a redirect after a form", holds=faultless)
    load, idle = ([answer for answer in answers if answer.counts] for answers in (load, idle))
    yield _slower(f"{what}: answers", load, idle, most=most)
    slowest = _p([answer.seconds for answer in load], 99)
    yield timed(f"{what}: p99", [slowest], most=SLOWEST, note=_routes(load))


def _routes(answers: Sequence[Answer]) -> str:
    """The slowest routes by how long they keep the server in all."""
    taken = defaultdict(list)
    for answer in answers:
        taken[answer.route].append(answer.seconds)
    most = sorted(taken.items(), key=lambda each: -sum(each[1]))
    return "; ".join(
        f"{route} {len(seconds)} × {1000 * _p(seconds, 50):.0f} ms, p95 {1000 * _p(seconds, 95):.0f}"
        for route, seconds in most
        if len(seconds) > 1
    )


Work = TypeVar("Work")


def _until(seconds: float, works: Sequence[Work]) -> Iterator[Work]:
    """The works in turn, each once at least, until so many seconds are over."""
    end = time.monotonic() + seconds
    yield from works
    further = cycle(works)
    while time.monotonic() < end:
        yield next(further)


def measure(size: Size) -> Iterator[Result]:
    """Plain load, then load beside long work."""
    free = communes_free(count=COMMUNES[size], province="19")
    for place, unit in free:
        commune_store(Commune(unit=unit, seed=1, place=place, size=AMOUNTS[size]), password="!")
    tables_analyze(Household, Member, Review)
    units = [unit for _, unit in free]
    with tempfile.TemporaryDirectory() as folder, served() as (port, server):
        people = crowd(PEOPLE[size], units=units, port=port)
        beside = LongWork(
            size=size,
            folder=Path(folder),
            unit=units[0],
            officer=people[0],
            imports=IMPORTS[size],
        )
        with Crowd(people, alone=people[0]) as at_work:
            time.sleep(WARM[size])
            before, began, driver = Usage.of(server.pid), time.monotonic(), time.process_time()
            stretch = partial(time.sleep, STRETCH[size])
            at_work.alternate(_until(SECONDS[size], [stretch]), alone=ALONE[size])
            after, lasted = Usage.of(server.pid), time.monotonic() - began
            driver = time.process_time() - driver
            yield from _told(f"{PEOPLE[size]} people at work", at_work, most=SLOWER)
            yield timed(
                "memory of gunicorn and its workers, after against before",
                [after.memory / before.memory],
                most=GROWTH,
                unit="×",
                note=f"{before.memory / 1024:.0f} and {after.memory / 1024:.0f} MB; a second took"
                f" {(after.processor - before.processor) / lasted:.2f} s of processor time of the server's,"
                f" {driver / lasted:.2f} of the driver's",
            )
            at_work.alternate(_until(SECONDS[size], beside.kinds), alone=ALONE[size])
            yield from _told("the same beside long work", at_work, most=SLOWER_BESIDE)
        yield tallied("the long work", beside.outcomes, bar="each done", holds=beside.all_done)

"""The tests run again for each door taken out: `python -m pytest -p benchmarks.security.removal tests/…`.

They run once as things are to learn which of them come by each door and find it closed: only those can see
that it is missing. Then a process is forked for each door: it changes the code in its own memory, runs those
tests, the quickest first, and ends at the first that fails; with the door the same tests pass there, else the
failure is not the door's. The database lies in memory and is forked, too, so that no process sees another's;
tests that want more than a transaction are left out.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import TextIO

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import connection

from benchmarks.security.doors import HOUSE, Door, doors, taken_out
from benchmarks.security.passing import Passages, functions_of

SECONDS = 600  # a door whose tests take longer has not been caught
AT_ONCE = 2
OUTCOMES = {0: "survived", 1: "caught", 3: "unchanged"}
BEYOND = {"transactional_db", "live_server"}


@dataclass
class Learnt:
    """By door the tests that come by, and those it keeps something from; the seconds of each test; why some
    fail as things are.
    """

    met: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    taken: list[float] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    settings.DATABASES["default"]["TEST"]["NAME"] = None  # in memory
    connection.settings_dict["TEST"]["NAME"] = None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not _is_beyond(item)]


def _is_beyond(item: pytest.Item) -> bool:
    """Whether a test commits: what it leaves, or its threads, would be in the way of the others."""
    marker = item.get_closest_marker("django_db")
    return bool(BEYOND & set(getattr(item, "fixturenames", ()))) or bool(
        marker and marker.kwargs.get("transaction")
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of the run: the tests once, and then for each door those that find it closed."""
    chosen = _chosen()
    learnt = _learnt(session, chosen)
    if few := os.environ.get("DOORS"):
        closed = [door for door in chosen if learnt.refused[door.name]]
        chosen = random.Random(os.environ.get("DOORS_SEED", "9")).sample(closed, int(few))
    with Path(os.environ["DOORS_FOUND"]).open("w", buffering=1) as found:
        for door, outcome, test in Trials(session, chosen, learnt).outcomes():
            tests = len(learnt.refused[door.name])
            _write(found, door=door.name, outcome=outcome, tests=tests, met=learnt.met[door.name], test=test)
        for nodeid, reason in learnt.failed.items():
            _write(found, failed=nodeid, reason=reason)
    return True


def _write(found: TextIO, **line: object) -> None:
    found.write(json.dumps(line, ensure_ascii=False) + "\n")


def _chosen() -> list[Door]:
    """All doors, or those that DOORS_ONLY lists."""
    if only := os.environ.get("DOORS_ONLY"):
        wanted = set(Path(only).read_text().splitlines())
        return [door for door in doors() if door.name in wanted]
    return doors()


def _learnt(session: pytest.Session, chosen: list[Door]) -> Learnt:
    learnt, passages = Learnt(), Passages(chosen)
    with passages.watched():
        for number, item in enumerate(session.items):
            passages.fresh()
            begun = time.monotonic()
            reports = runtestprotocol(item, log=False, nextitem=_next(session, number))
            learnt.taken.append(time.monotonic() - begun)
            if wrong := [report for report in reports if report.failed]:
                learnt.failed[item.nodeid] = str(wrong[0].longrepr)[-2000:]
                continue
            for name in passages.met:
                learnt.met[name] += 1
            for name in passages.refused:
                learnt.refused[name].append(number)
    return learnt


def _next(session: pytest.Session, number: int) -> pytest.Item:
    """Never the end: what stands for the session is not torn down before the last door."""
    items = session.items
    return items[(number + 1) % len(items)]


class Trials:
    """The doors taken out one after the other, each in a process of its own."""

    def __init__(self, session: pytest.Session, chosen: list[Door], learnt: Learnt) -> None:
        self.session, self.learnt, self.waiting = session, learnt, list(chosen)
        self.functions = functions_of({str(HOUSE / door.path) for door in chosen})
        self.running: dict[int, tuple[Door, list[int], int, bool]] = {}
        gc.freeze()  # what is there is shared with the processes

    def outcomes(self) -> Iterator[tuple[Door, str, str]]:
        """For each door what came of taking it out, and the test that saw it: caught or survived; not
        entered, or open in every test that comes by, so that none can tell.
        """
        while self.waiting or self.running:
            while self.waiting and len(self.running) < AT_ONCE:
                door = self.waiting.pop(0)
                if tests := self.learnt.refused[door.name]:
                    self._start(door, _ordered(self.session, tests, self.learnt.taken), without=True)
                else:
                    yield door, "always open" if self.learnt.met[door.name] else "not entered", ""
            if self.running:
                yield from self._ended(*os.wait())

    def _start(self, door: Door, tests: list[int], *, without: bool) -> None:
        read, write = os.pipe()
        if child := os.fork():
            os.close(write)
            self.running[child] = door, tests, read, without
        else:
            os.close(read)
            _run(self.session, door if without else None, self.functions, tests, write)

    def _ended(self, child: int, status: int) -> Iterator[tuple[Door, str, str]]:
        """A failure is the door's when the same tests pass with it in another process."""
        if child not in self.running:  # a renderer's
            return
        door, tests, read, without = self.running.pop(child)
        with os.fdopen(read) as pipe:
            place = int(pipe.read() or -1)
        outcome = OUTCOMES.get(os.waitstatus_to_exitcode(status), "hung")
        if without and outcome == "caught":
            self._start(door, tests[: place + 1], without=False)
        elif without:
            yield door, outcome, ""
        elif outcome == "survived":
            yield door, "caught", self.session.items[tests[-1]].nodeid
        else:  # tried again without the test that fails by itself
            wrong = tests[place]
            self.learnt.refused[door.name].remove(wrong)
            self.learnt.failed[self.session.items[wrong].nodeid] = "fails in a process of its own"
            self.waiting.append(door)


def _ordered(session: pytest.Session, tests: list[int], taken: list[float]) -> list[int]:
    """The quickest first, but those of a file together: what stands for a file is made once."""
    files: dict[Path, list[int]] = defaultdict(list)
    for number in sorted(tests, key=lambda number: taken[number]):
        files[session.items[number].path].append(number)
    return [number for numbers in files.values() for number in numbers]


def _run(
    session: pytest.Session, door: Door | None, functions: list[FunctionType], tests: list[int], write: int
) -> None:
    """In a process of its own: end with 1 at the first test that fails without the door, and tell its place;
    else with 0. Without a door all is as it is.
    """
    signal.signal(signal.SIGALRM, lambda *_: os._exit(2))
    signal.alarm(SECONDS)
    try:
        if door and not taken_out(door, functions):
            os._exit(3)
        for place, number in enumerate(tests):
            item, following = session.items[number], session.items[tests[(place + 1) % len(tests)]]
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os.write(write, str(place).encode())
                os._exit(1)
        os._exit(0)
    except BaseException:
        os._exit(2)

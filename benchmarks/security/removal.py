"""The tests run again for each door taken out: `python -m pytest -p benchmarks.security.removal tests/…`.

They run once as things are to learn which functions each of them enters. Then a process is forked for each
door: it changes the code in its own memory, runs the tests that enter the function, and ends at the first
that fails. The database lies in memory and is forked, too, so that no process sees another's.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import connection

from benchmarks.security.doors import APPS, HOUSE, Door, doors, taken_out

SECONDS = 600  # a door whose tests take longer has not been caught
AT_ONCE = 2
OUTCOMES = {0: "survived", 1: "caught", 3: "unchanged"}
Key = tuple[str, str, int]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    settings.DATABASES["default"]["TEST"]["NAME"] = None  # in memory
    connection.settings_dict["TEST"]["NAME"] = None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of the run: the tests once, and then for each door those that come by it."""
    entered, taken, failed = _entered(session)
    with Path(os.environ["DOORS_FOUND"]).open("w", buffering=1) as found:
        for nodeid, reason in failed.items():
            _write(found, failed=nodeid, reason=reason)
        for door, outcome, count, test in _each(session, _chosen(entered), entered, taken):
            _write(found, door=door.name, outcome=outcome, tests=count, test=test)
    return True


def _write(found: TextIO, **line: object) -> None:
    found.write(json.dumps(line, ensure_ascii=False) + "\n")


def _chosen(entered: dict[Key, list[int]]) -> list[Door]:
    """All doors; or those that DOORS_ONLY lists; or so many of those entered as DOORS says."""
    every = doors()
    if only := os.environ.get("DOORS_ONLY"):
        wanted = Path(only).read_text().splitlines()
        return [door for door in every if door.name in wanted]
    if few := os.environ.get("DOORS"):
        met = [door for door in every if any(key in entered for key in _keys(door))]
        return random.Random(os.environ.get("DOORS_SEED", "9")).sample(met, int(few))
    return every


def _keys(door: Door) -> list[Key]:
    """The functions around a door, as a running program names them."""
    return [(str(HOUSE / door.path), *key) for key in door.codes]


def _entered(session: pytest.Session) -> tuple[dict[Key, list[int]], list[float], dict[str, str]]:
    """By function the tests that enter it, the seconds of each test, and why some fail as things are."""
    folders = tuple(str(HOUSE / app) for app in APPS)
    entered: dict[Key, list[int]] = defaultdict(list)
    taken: list[float] = []
    failed: dict[str, str] = {}
    known: dict[CodeType, bool] = {}
    for number, item in enumerate(session.items):
        codes: set[CodeType] = set()

        def watch(frame: FrameType, event: str, _: Any, codes: set[CodeType] = codes) -> None:
            if event == "call":
                codes.add(frame.f_code)

        begun = time.monotonic()
        sys.setprofile(watch)
        try:
            reports = runtestprotocol(item, log=False, nextitem=_next(session, number))
        finally:
            sys.setprofile(None)
        taken.append(time.monotonic() - begun)
        if wrong := [report for report in reports if report.failed]:
            failed[item.nodeid] = str(wrong[0].longrepr)[-2000:]
            continue
        for code in codes:
            if code not in known:
                known[code] = code.co_filename.startswith(folders)
            if known[code]:
                entered[(code.co_filename, code.co_qualname, code.co_firstlineno)].append(number)
    return entered, taken, failed


def _next(session: pytest.Session, number: int) -> pytest.Item:
    """Never the end: what stands for the session is not torn down before the last door."""
    items = session.items
    return items[(number + 1) % len(items)]


def _each(
    session: pytest.Session, chosen: list[Door], entered: dict[Key, list[int]], taken: list[float]
) -> Any:
    """For each door what came of taking it out: caught, survived or never entered; and the tests run."""
    running: dict[int, tuple[Door, list[int], int]] = {}
    waiting = list(chosen)
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            door = waiting.pop(0)
            numbers = {number for key in _keys(door) for number in entered.get(key, ())}
            if not numbers:
                yield door, "not entered", 0, ""
                continue
            tests = sorted(numbers, key=lambda number: (session.items[number].path, taken[number]))
            read, write = os.pipe()
            if child := os.fork():
                os.close(write)
                running[child] = door, tests, read
                continue
            os.close(read)
            _run(session, door, tests, write)
        if running:
            child, status = os.wait()
            if child not in running:  # a renderer's
                continue
            door, tests, read = running.pop(child)
            with os.fdopen(read) as pipe:
                test = pipe.read()
            yield door, OUTCOMES.get(os.waitstatus_to_exitcode(status), "hung"), len(tests), test


def _run(session: pytest.Session, door: Door, tests: list[int], write: int) -> None:
    """In a process of its own: end with 1 at the first test that fails without the door, else with 0."""
    signal.signal(signal.SIGALRM, lambda *_: os._exit(2))
    signal.alarm(SECONDS)
    try:
        if not taken_out(door):
            os._exit(3)
        for place, number in enumerate(tests):
            item, following = session.items[number], session.items[tests[(place + 1) % len(tests)]]
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os.write(write, item.nodeid.encode())
                os._exit(1)
        os._exit(0)
    except BaseException:
        os._exit(2)

"""Access and writes in full: `scripts/bench security`.

`doors`, `passing`, `removal`: each place that lets in or refuses is taken out, and the tests must see it.
`faults`: each statement of each form fails once, and nothing of it is left.
`races`: many people press one button, edit one household. `tries`: passwords tried a thousand times.
Each runs in processes of its own, on databases of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.result import Result, Size, tallied
from benchmarks.security.doors import EQUIVALENT, HOUSE

SQLITE: tuple[str, ...] = ()
POSTGRESQL = (sys.executable, "scripts/pg_run.py")
CAUGHT = 0.98
OF_ACCESS = " or ".join(
    (
        *("test_doors", "answers_each_reader", "post_refuses", "stranger", "hamlet", "foreign_part"),
        *("marker_stands", "names_no", "of_oneself", "agency_sees", "no_page_shows", "gone_for_somebody"),
    )
)
PAGES = tuple(f"tests/{app}" for app in ("accounts", "assignments", "households", "jobs", "reports", "plans"))
QUICK_FORMS = ("reports:scenario_new", "reports:scenario_take", "reports:scenario_drop")


def measure(size: Size) -> Iterator[Result]:
    """Doors on SQLite, the rest on both databases in a full run."""
    databases = {"SQLite": SQLITE} | ({"PostgreSQL": POSTGRESQL} if size is Size.FULL else {})
    yield _doors(size)
    for name, before in databases.items():
        yield _faults(size, name, before)
        yield _faults(Size.QUICK, name, before, broken=True)
        yield from _told("races", size, before)
    yield from _told("tries", size, SQLITE)


def _ran(before: tuple[str, ...], *arguments: str, **environment: str) -> str:
    """What a process of Python printed; its database is that which `before` brings, else SQLite."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    run = subprocess.run(
        [*before, sys.executable, "-W", "ignore", *arguments],
        cwd=HOUSE,
        env=given | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return run.stdout


def _tests(before: tuple[str, ...], plugin: str, *arguments: str, **environment: str) -> None:
    options = ("-p", f"benchmarks.security.{plugin}", "-p", "no:randomly", "-n", "0", "-q")
    printed = _ran(before, "-m", "pytest", *options, *arguments, **environment)
    sys.stderr.write(printed[-2000:])


def _told(module: str, size: Size, before: tuple[str, ...]) -> Iterator[Result]:
    for line in _ran(before, "-m", f"benchmarks.security.{module}", size.value).splitlines():
        result = json.loads(line)
        yield tallied(result["what"], result["outcomes"], bar=result["bar"], holds=result["holds"])


def _doors(size: Size) -> Result:
    """Of all doors how many are seen to be missing: by the access tests, else by those of all pages."""
    with tempfile.TemporaryDirectory() as folder:
        found, again, left = (Path(folder) / name for name in ("found", "again", "left"))
        few = {"DOORS": "5"} if size is Size.QUICK else {}
        tests = "post_refuses and scenario" if size is Size.QUICK else OF_ACCESS
        _tests(SQLITE, "removal", "tests/access", "-k", tests, DOORS_FOUND=str(found), **few)
        lines = _lines(found)
        if size is Size.FULL:
            left.write_text("\n".join(name for name, line in lines.items() if line["outcome"] != "caught"))
            # how many queries a page takes says nothing of who sees what
            pages = (*PAGES, "tests/jobs", "-m", "not browser and not office", "-k", "not queries")
            _tests(SQLITE, "removal", *pages, DOORS_FOUND=str(again), DOORS_ONLY=str(left))
            lines |= _lines(again)
    outcomes: Counter[str] = Counter()
    sorts: dict[str, Counter[str]] = defaultdict(Counter)
    missed = []
    for name, line in lines.items():
        outcome = "equivalent" if _equivalent(name) else line["outcome"]
        outcomes[outcome] += 1
        sorts[name.partition(":")[2].partition(" ")[2].partition(":")[0]][outcome] += 1
        if outcome not in {"caught", "equivalent"}:
            missed.append(name)
    judged = outcomes.total() - outcomes["equivalent"]
    by_sort = [
        f"{sort}: {', '.join(f'{count} {outcome}' for outcome, count in sorted(counts.items()))}"
        for sort, counts in sorted(sorts.items())
    ]
    return tallied(
        "doors taken out one at a time: visible_to, rights, hamlets, parts of a place",
        outcomes,
        bar=f"≥ {CAUGHT:.0%} caught" if size is Size.FULL else "one at least: five say little of all",
        holds=judged > 0 and outcomes["caught"] >= (CAUGHT * judged if size is Size.FULL else 1),
        note="; ".join(by_sort + missed),
    )


def _lines(found: Path) -> dict[str, dict[str, Any]]:
    lines = [json.loads(line) for line in found.read_text().splitlines()] if found.exists() else []
    return {line["door"]: line for line in lines if "door" in line}


def _equivalent(name: str) -> bool:
    """Whether the house does the same without the door; where it stands in its file is no matter."""
    place, _, source = name.partition(" ")
    return f"{place.partition(':')[0]} {source}" in EQUIVALENT


def _faults(size: Size, database: str, before: tuple[str, ...], *, broken: bool = False) -> Result:
    """Each statement of each form the tests send, once; on a `broken` build without transactions."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found"
        chosen: tuple[str, ...] = (*PAGES, "-m", "not browser and not office")
        only: dict[str, str] = {}
        if size is Size.QUICK:
            chosen = ("tests/reports/scenarios", "-k", "page_makes_compares_and_takes")
            only = {"FAULTS_ONLY": " ".join(QUICK_FORMS)}
        without = {"FAULTS_BROKEN": "1"} if broken else {}
        _tests(before, "faults", *chosen, FAULTS_FOUND=str(found), **only, **without)
        cases = json.loads(found.read_text())["cases"]
    outcomes: Counter[str] = Counter()
    for case in cases:
        outcomes.update(case["outcomes"])
    statements = sum(case["statements"] for case in cases)
    faults = [f"{case['name']} {fault}" for case in cases for fault in case["faults"]]
    what = f"each statement failing: {len(cases)} forms, {statements:,} statements on {database}"
    return tallied(
        f"{what}, transactions taken out" if broken else what,
        outcomes,
        bar="parts are left: seen to fail" if broken else "nothing left of it, and a page says so",
        holds=bool(cases) and bool(faults) == broken,
        note="; ".join(faults[:20]),
    )

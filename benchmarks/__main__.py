"""Run the measures and print one table: `scripts/bench`, or `scripts/bench pdf queries`."""

from __future__ import annotations

import argparse
import os
import pkgutil
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import benchmarks
from benchmarks.alone import POSTGRESQL, SQLITE, Databases, measured
from benchmarks.result import Size
from benchmarks.table import Row, table, verdict, written

ORDER = (  # those not named here come after
    *("allocate", "officer_tables", "queries", "audit", "progress", "round_tables", "dashboard", "register"),
    *("growth", "reprint", "pdf", "lists", "xlsx", "tables", "household_import", "jobs", "sign_in", "load"),
    *("crash", "faults", "backup", "upgrade", "hostile", "security"),
)
ASIDE = {"security"}  # hours: by `--security` or by name
LONGEST = {"hostile"}  # begins a quick run, beside all others
# `faults` stops the PostgreSQL that it is given, which here serves all: for it see the README.
ON_BOTH = {"growth", "load", "progress", "round_tables", "dashboard", "register", "crash"}
QUICK_ON_POSTGRESQL = {"growth"}


def names() -> list[str]:
    """The modules and packages of benchmarks/ that measure, in order."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if _measures(module.name)]
    return sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def _measures(name: str) -> bool:
    """Whether a module has `measure`, seen without importing it, for which Django has to be there."""
    spec = find_spec(f"benchmarks.{name}")
    text = Path(spec.origin).read_text() if spec and spec.origin else ""
    return bool(re.search(r"^def measure\(|^from .*\bimport\b.*\bmeasure\b", text, re.MULTILINE))


def main() -> int:
    """Run the named measures, or all; 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="only these; --list names them")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, two at once; times are shown and not judged"
    )
    parser.add_argument("--security", action="store_true", help="access and writes in full, alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    parser.add_argument("--list", action="store_true", help="name the measures and do nothing")
    asked = parser.parse_args()
    there = names()
    if asked.list:
        print(*there, sep="\n")
        return 0
    if unknown := sorted(set(asked.names) - set(there)):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(there)}")
    size = Size.QUICK if asked.quick else Size.FULL
    chosen = asked.names or [name for name in there if (name in ASIDE) == asked.security]
    if asked.quick:
        chosen.sort(key=lambda name: name not in LONGEST)
    jobs = [(name, kind) for name in chosen for kind in databases_of(name, size)]
    rows, seconds, server = list[Row](), dict[str, float](), os.environ["DATABASE_URL"]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        ThreadPoolExecutor(2 if asked.quick else 1) as several,
    ):
        databases = Databases(Path(folder))
        kinds = dict.fromkeys(kind for _, kind in jobs)
        list(several.map(partial(prepare, databases, seconds), kinds))
        for found in several.map(partial(run, databases, size, seconds), jobs):
            rows += found
    print(table(rows, size))
    if asked.json:
        asked.json.write_text(written(rows, size=size, seconds=seconds, server=server))
    return 1 if any(verdict(row.result, size) == "MISS" for row in rows) else 0


def databases_of(name: str, size: Size) -> tuple[str, ...]:
    """The kinds of database that a measure runs on."""
    if size is Size.QUICK:
        return (POSTGRESQL,) if name in QUICK_ON_POSTGRESQL else (SQLITE,)
    return (SQLITE, POSTGRESQL) if name in ON_BOTH else (SQLITE,)


def prepare(databases: Databases, seconds: dict[str, float], kind: str) -> None:
    """Load the demo that every measure on that kind of database begins with."""
    with lasting(f"the demo, {kind}", seconds):
        databases.prepare(kind)


def run(databases: Databases, size: Size, seconds: dict[str, float], job: tuple[str, str]) -> list[Row]:
    """One measure on one kind of database."""
    name, kind = job
    rows = []
    with lasting(f"{name}, {kind}", seconds), databases.copy(kind) as surroundings:
        for result in measured(name, size, surroundings):
            rows.append(Row(name, kind, result))
            print(f"{verdict(result, size):4} {name}: {result.what}", file=sys.stderr, flush=True)
    return rows


@contextmanager
def lasting(what: str, seconds: dict[str, float]) -> Iterator[None]:
    """Say how long it took, and remember."""
    start = time.monotonic()
    yield
    seconds[what] = round(time.monotonic() - start, 1)
    print(f"     {what}: {seconds[what]} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

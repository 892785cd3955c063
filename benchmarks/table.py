"""The results as one aligned table, which Markdown reads too, and as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.result import Result, Size, Spread

HEAD = ("measure", "on", "what", "", "unit", "ours", "floor", "floor took", "ratio", "bar", "note")
DIGITS = 3  # of a figure that count


@dataclass(frozen=True)
class Row:
    """A result with the measure that it is of and the kind of database it was taken on."""

    measure: str
    database: str
    result: Result


def table(rows: Sequence[Row], size: Size) -> str:
    """Least/median/most of each; `-` where a quick run does not judge a time."""
    cells = [HEAD, *(_cells(row, size) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def verdict(result: Result, size: Size) -> str:
    """ok, MISS, or - where nothing is judged."""
    if not result.bar or not result.is_judged(size):
        return "-"
    return "ok" if result.holds else "MISS"


def _cells(row: Row, size: Size) -> tuple[str, ...]:
    result = row.result
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in result.outcomes.items())
    brief = result.unit == "s" and result.ours is not None and result.ours.median < 1
    unit, times = ("ms", 1000) if brief else (result.unit, 1)
    return (
        *(row.measure, row.database, result.what, verdict(result, size), unit),
        *(outcomes or _spread(result.ours, times), result.floor, _spread(result.theirs, times)),
        *(_spread(result.ratio), result.bar, " ".join(result.note.split())),
    )


def _spread(spread: Spread | None, times: int = 1) -> str:
    if spread is None:
        return ""
    values = (spread.least, spread.median, spread.most)
    return "/".join(figure(value * times) for value in dict.fromkeys(values))


def figure(value: float) -> str:
    """Three figures that count, never a power of ten: 0.0123, 4.56, 1235."""
    return f"{value:.0f}" if abs(value) >= 10**DIGITS else f"{value:.{DIGITS}g}"


def machine() -> dict[str, str | int]:
    """What it ran on, in words; not whose it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processors": os.cpu_count() or 0,
        "memory": f"{memory / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions(server: str) -> dict[str, str]:
    """Of what the figures depend on most."""
    connection = psycopg2.connect(server)
    number = connection.info.server_version
    connection.close()
    return {
        "Python": platform.python_version(),
        "Django": version("django"),
        "WeasyPrint": version("weasyprint"),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": f"{number // 10_000}.{number % 10_000}",
    }


def written(rows: Iterable[Row], *, size: Size, seconds: Mapping[str, float], server: str) -> str:
    """The whole run as JSON."""
    git = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    commit = subprocess.run(git, capture_output=True, text=True, cwd=Path(__file__).parent)
    whole: dict[str, Any] = {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "size": size.value,
        "commit": commit.stdout.strip(),
        "machine": machine(),
        "versions": versions(server),
        "seconds": seconds,
        "results": [
            {"measure": row.measure, "database": row.database, "verdict": verdict(row.result, size)}
            | dataclasses.asdict(row.result)
            for row in rows
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)

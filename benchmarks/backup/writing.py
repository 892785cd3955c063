"""Backups while officers write, each restored elsewhere and held against what was stored when."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation, Machine, Vendor
from benchmarks.result import Result, Size, tallied, timed

WRITERS = {Size.FULL: 4, Size.QUICK: 2}
BACKUPS = {Size.FULL: 100, Size.QUICK: 1}
BROKEN = {Size.FULL: 10, Size.QUICK: 1}
BROKEN_BUILDS = {
    Vendor.SQLITE: {
        "copied": "the file copied as it lies there",
        "trusted": "the same, held against nothing",
    },
    Vendor.POSTGRESQL: {"dumped": "dumped as of another moment than counted"},
}
TOTALS = "SELECT (SELECT count(*) FROM assignments_difficulty), (SELECT count(*) FROM common_auditevent)"


@dataclass(frozen=True)
class Commit:
    """What an officer was told that it is stored."""

    began: float
    stored: float
    difficulty: int
    link: tuple[str, int, str]


@contextmanager
def writers(office: Installation, number: int) -> Iterator[list[Path]]:
    """The files in which so many officers write down what they stored; RuntimeError where one gave up."""
    logs = [office.data / f"writer-{turn}" for turn in range(number)]
    running = [
        office.start("-m", "benchmarks.backup.writer", log, str(turn)) for turn, log in enumerate(logs)
    ]
    try:
        while not all(log.exists() and log.stat().st_size for log in logs):
            time.sleep(0.05)
            if any(writer.poll() is not None for writer in running):
                raise RuntimeError("a writer could not begin")
        yield logs
    finally:
        for writer in running:
            writer.communicate()
    if any(writer.returncode for writer in running):
        raise RuntimeError("a writer was refused")


def commits(logs: list[Path]) -> list[Commit]:
    """All that was stored so far."""
    found = []
    for log in logs:
        for line in log.read_text().splitlines():
            words = line.split()
            if len(words) == 6 and len(words[5]) == 64:  # not the line that is being written
                began, stored, difficulty, unit, sequence, digest = words
                link = (unit, int(sequence), digest)
                found.append(Commit(float(began), float(stored), int(difficulty), link))
    return found


def fault(restored: Installation, known: list[Commit], *, started: float, before: tuple[int, int]) -> str:
    """What is wrong with what came back, or ''; `before` are the rows that stood before anybody wrote."""
    with restored.opened() as cursor:
        if unsound := _unsound(cursor, restored.vendor):
            return unsound
        cursor.execute("SELECT id FROM assignments_difficulty")
        difficulties = {row[0] for row in cursor}
        cursor.execute("SELECT unit_code, sequence, previous_hash, hash FROM common_auditevent ORDER BY 1, 2")
        links = cursor.fetchall()
        cursor.execute("SELECT unit_code, sequence, hash FROM common_audithead WHERE sequence > 0")
        heads = {tuple(row) for row in cursor}
    inside = [commit for commit in known if commit.difficulty in difficulties]
    outside = [commit for commit in known if commit.difficulty not in difficulties]
    if any(commit.stored < started for commit in outside):
        return "stored rows missing"
    if outside and max(commit.began for commit in inside) > min(commit.stored for commit in outside):
        return "not of one moment"
    if (len(difficulties) - before[0], len(links) - before[1]) != (len(inside), len(inside)):
        return "counts of no commit"
    chain = {(unit, sequence, digest) for unit, sequence, _, digest in links}
    if chain & {commit.link for commit in known} != {commit.link for commit in inside}:
        return "another chain"
    return _loose(links, heads)


def _unsound(cursor: Any, vendor: Vendor) -> str:
    """Whether the database itself finds fault."""
    if vendor is Vendor.POSTGRESQL:
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")
        return "" if cursor.fetchone() == (0,) else "foreign keys broken"
    cursor.execute("PRAGMA integrity_check")
    if cursor.fetchall() != [("ok",)]:
        return "torn"
    cursor.execute("PRAGMA foreign_key_check")
    return "foreign keys broken" if cursor.fetchall() else ""


def _loose(links: list[tuple[str, int, str, str]], heads: set[tuple[Any, ...]]) -> str:
    """Whether a link does not follow the one before it, or a chain does not end at its head."""
    ends: dict[str, tuple[str, int, str]] = {}
    for unit, sequence, previous, digest in links:
        _, count, last = ends.get(unit, (unit, 0, ""))
        if (sequence, previous) != (count + 1, last):
            return "chain broken"
        ends[unit] = (unit, sequence, digest)
    return "" if heads == {*ends.values()} else "another head"


def measure(desk: Machine, office: Installation, size: Size) -> Iterator[Result]:
    """How many of the backups are what they must be, and what becomes of builds that copy wrongly."""
    with office.opened() as cursor:
        cursor.execute(TOTALS)
        before = cursor.fetchone()
    outcomes: Counter[str] = Counter()
    seconds: list[float] = []
    with writers(office, WRITERS[size]) as logs:
        for _ in range(BACKUPS[size]):
            began = time.monotonic()
            outcomes[_tried(desk, office, logs, before, "manage.py", "backup")] += 1
            seconds.append(time.monotonic() - began)
        yield tallied(
            f"backups on {office.vendor} under {WRITERS[size]} writers, each restored and compared",
            outcomes,
            bar="all good",
            holds=outcomes["good"] == BACKUPS[size],
            note=f"{len(commits(logs))} rows stored meanwhile",
        )
        for kind, words in BROKEN_BUILDS[office.vendor].items():
            build = ("-m", "benchmarks.backup.broken", kind)
            seen = Counter(_tried(desk, office, logs, before, *build) for _ in range(BROKEN[size]))
            yield tallied(
                f"broken build on {office.vendor}: {words}",
                seen,
                bar="none good",
                holds=seen["good"] == 0,
            )
    yield timed(f"a backup on {office.vendor} made, and restored elsewhere", seconds, most=30 * 60)


def _tried(
    desk: Machine, office: Installation, logs: list[Path], before: tuple[int, int], *program: str
) -> str:
    """What comes of one backup: 'good', or where it fails.

    Somebody reads a long list meanwhile, so that on SQLite what is stored stays beside the file.
    """
    with office.opened() as reader:
        reader.execute("BEGIN")
        reader.execute(TOTALS)
        known = len(commits(logs))
        while len(commits(logs)) < known + len(logs):
            time.sleep(0.01)
        started = time.monotonic()
        ended = office.run(*program, "--format", "json")
    if ended.returncode:
        return "refused by the program"
    backup = Path(json.loads(ended.stdout)["file"])
    restored = desk.install("restored", office.vendor)
    back = restored.manage("restore", backup)
    backup.unlink()
    if back.returncode:
        print(back.stderr, file=sys.stderr)
        return "not restored"
    return fault(restored, commits(logs), started=started, before=before) or "good"

"""What a backup is worth: made under writers, read when spoilt, brought to a machine that has nothing."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.backup import fresh, spoilt, writing
from benchmarks.installation import BASE, VENDORS, given, machine
from benchmarks.result import Result, Size


def measure(size: Size) -> Iterator[Result]:
    """On SQLite and on PostgreSQL; a quick run takes the given demo on SQLite alone, and no fresh machine."""
    for vendor in VENDORS[size]:
        with machine() as desk:
            if size is Size.QUICK:
                office = desk.copy(given(), "office", code=BASE)
            else:
                office = desk.install("office", vendor)
                for command in ("migrate", "reference_load", "demo"):
                    office.done(command)
            yield from writing.measure(desk, office, size)
            yield from spoilt.measure(desk, office, size)
            if size is Size.FULL:
                yield from fresh.measure(desk, office)

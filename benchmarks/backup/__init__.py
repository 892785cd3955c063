"""What a backup is worth: made under writers, read when spoilt, brought to a machine that has nothing."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.backup import fresh, spoilt, writing
from benchmarks.installation import Vendor, machine
from benchmarks.result import Result, Size


def measure(size: Size) -> Iterator[Result]:
    """On SQLite and on PostgreSQL."""
    for vendor in Vendor:
        with machine() as desk:
            office = desk.install("office", vendor)
            for command in ("migrate", "reference_load", "demo"):
                office.done(command)
            yield from writing.measure(desk, office, size)
            yield from spoilt.measure(desk, office, size)
            yield from fresh.measure(desk, office, size)

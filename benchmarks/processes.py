"""What the system says of processes; nothing, "" or 0 of one that has gone meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")  # a second


def children(process: int) -> list[int]:
    """Those that any thread of it has started and not buried."""
    with suppress(OSError):
        threads = list(Path(f"/proc/{process}/task").iterdir())
        return [int(each) for thread in threads for each in (thread / "children").read_text().split()]
    return []


def descendants(process: int) -> Iterator[int]:
    """Its children, and theirs."""
    for child in children(process):
        yield child
        yield from descendants(child)


def command(process: int) -> str:
    """What it was started as."""
    return _text(process, "cmdline")


def is_dead(process: int) -> bool:
    """Whether it has ended and nobody has buried it."""
    return _fields(process)[:1] == ["Z"]


def runs(process: int) -> bool:
    """Whether it is there and has not ended."""
    return bool(fields := _fields(process)) and fields[0] != "Z"


def holds(process: int) -> int:
    """How much memory it holds, in kB."""
    return _kilobytes(process, "VmRSS")


def held_at_most(process: int) -> int:
    """The most memory that it has held at once, in kB."""
    return _kilobytes(process, "VmHWM")


def seconds_taken(process: int) -> float:
    """Seconds of processors that it and its buried children have taken."""
    return sum(map(int, _fields(process)[11:15])) / _TICKS


def seconds_of_buried(process: int) -> float:
    """Seconds of processors that its buried children have taken."""
    return sum(map(int, _fields(process)[13:15])) / _TICKS


def _fields(process: int) -> list[str]:
    """Those of `stat` behind the name, the state first."""
    return _text(process, "stat").rpartition(")")[2].split()


def _kilobytes(process: int, name: str) -> int:
    lines = _text(process, "status").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _text(process: int, what: str) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/{what}").read_text(errors="replace")
    return ""

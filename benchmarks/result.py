"""What a measure says: one line of the table, one object of the JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Size(Enum):
    """How much is measured: `scripts/bench` or `scripts/bench --quick`."""

    FULL = "full"
    QUICK = "quick"


@dataclass(frozen=True)
class Spread:
    """Least, median and most of what was taken in one run."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Of at least one value."""
        taken = sorted(values)
        return cls(taken[0], statistics.median(taken), taken[-1])


@dataclass(frozen=True)
class Result:
    """One measure: what was taken, the floor it is held against, its bar, and whether that holds.

    `timed` results are shown but not judged in a quick run: times of a small run say little.
    """

    what: str
    bar: str
    holds: bool
    unit: str = ""
    ours: Spread | None = None
    floor: str = ""
    theirs: Spread | None = None
    ratio: Spread | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    timed: bool = False

    def is_judged(self, size: Size) -> bool:
        """Whether a missed bar counts in a run of this size."""
        return size is Size.FULL or not self.timed


def compared(
    what: str,
    pairs: Sequence[tuple[float, float]],
    *,
    floor: str,
    most: float | None,
    plus: float = 0.0,
    unit: str = "s",
    note: str = "",
) -> Result:
    """Ours against the floor, in pairs: the median of ours is at most `most` × the floor's, and `plus`; shown
    and not judged where no bar was ever set.
    """
    ours, theirs = (Spread.of(values) for values in zip(*pairs, strict=True))
    extra = f" + {plus:g} {unit}" if plus else ""
    return Result(
        what=what,
        unit=unit,
        ours=ours,
        floor=floor,
        theirs=theirs,
        ratio=Spread.of(mine / other for mine, other in pairs),
        bar="" if most is None else f"≤ {most:g} ×{extra}",
        holds=most is None or ours.median <= most * theirs.median + plus,
        note=note,
        timed=True,
    )


def timed(
    what: str, values: Iterable[float], *, most: float | None, unit: str = "s", note: str = ""
) -> Result:
    """Times or amounts of a machine, whose median is at most so much; shown and not judged without a bar."""
    ours = Spread.of(values)
    return Result(
        what=what,
        unit=unit,
        ours=ours,
        bar="" if most is None else f"≤ {most:g} {unit}",
        holds=most is None or ours.median <= most,
        note=note,
        timed=True,
    )


def counted(what: str, count: float, *, most: float, unit: str, note: str = "") -> Result:
    """A number that does not depend on the machine, such as queries: at most so many."""
    return Result(
        what=what,
        unit=unit,
        ours=Spread(count, count, count),
        bar=f"≤ {most:g} {unit}",
        holds=count <= most,
        note=note,
    )


def tallied(what: str, outcomes: Mapping[str, int], *, bar: str, holds: bool, note: str = "") -> Result:
    """How often each outcome of a fault, an attack or a spoilt file occurred."""
    return Result(what=what, outcomes=dict(outcomes), bar=bar, holds=holds, note=note)


def stopped(why: str) -> Result:
    """A measure that came to no end: whatever its bars, they do not hold."""
    return Result(what="came to no end", bar="an end", holds=False, note=why)

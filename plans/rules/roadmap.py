"""The way from today's poor households to those of a period's last year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """Households that are to be left at the end of a year; None is "not given"."""

    year: int
    left: int | None


@dataclass(frozen=True, kw_only=True)
class Rise:
    """A milestone that is above the one before it."""

    before: Milestone
    milestone: Milestone


def rises(milestones: Sequence[Milestone]) -> Iterator[Rise]:
    """Where a way that has to lead down leads up; years that are not given are passed over."""
    given = sorted((each for each in milestones if each.left is not None), key=lambda each: each.year)
    for before, milestone in pairwise(given):
        if (milestone.left or 0) > (before.left or 0):
            yield Rise(before=before, milestone=milestone)


def years_missing(years: Sequence[int], *, first: int, last: int) -> tuple[int, ...]:
    """The years of a period, both ends included, of which nothing is given."""
    return tuple(year for year in range(first, last + 1) if year not in years)

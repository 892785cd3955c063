"""The way from today's poor households to those of a period's last year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from plans.rules.allocate import Claim, SpreadRefused, allocate


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


class Pace(StrEnum):
    """How a fall is spread over years."""

    EVEN = "even"
    EARLY = "early"


PACE_LABELS = {Pace.EVEN: "đều các năm", Pace.EARLY: "năm đầu nhiều, giảm dần"}


def left_by_year(
    *, start: int, end: int, years: Sequence[int], pace: Pace, pins: Mapping[int, int]
) -> dict[int, int]:
    """The households left at the end of each year: `end` at the last one's, `pins` where typed.

    Between two numbers that are given, whole falls sum exactly: all alike, the greater ones first, or (early)
    in proportion to the years still to come. Nothing rises but into a pinned year. Raises SpreadRefused.
    """
    last = years[-1]
    left: dict[int, int] = {}
    before, waiting = start, list[int]()
    for year in years:
        waiting.append(year)
        if year != last and year not in pins:
            continue
        goal = end if year == last else pins[year]
        if year == last and goal > before:
            raise SpreadRefused([f"Trước năm {last} còn {before} hộ, năm {last} không thể còn {goal} hộ."])
        falls = _falls(max(0, before - goal), waiting, pace)
        for each in waiting:
            left[each] = before = before - falls[each]
        left[year] = before = goal
        waiting.clear()
    return left


def _falls(fall: int, years: Sequence[int], pace: Pace) -> dict[int, int]:
    if not fall:
        return dict.fromkeys(years, 0)
    claims = [
        Claim(name=str(year), weight=1 if pace == Pace.EVEN else len(years) - place, ceiling=fall)
        for place, year in enumerate(years)
    ]
    return dict(zip(years, allocate(fall, claims), strict=True))

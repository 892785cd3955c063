"""Where a plan of several years starts and where it has to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from plans.compose import plan_source
from plans.models import Plan, RoadmapYear
from plans.queries import YearFigures
from plans.rules import (
    PACE_LABELS,
    TARGET_INDICATOR_LABELS,
    Aim,
    Comparator,
    Measure,
    Pace,
    TargetIndicator,
    left_by_year,
    reduction_wanted,
)
from povertyplan.documents.figures import rate


@dataclass(frozen=True, kw_only=True)
class RoadmapBasis:
    """A class of households in a plan of several years: how many of all at its start (None: not known), how
    many are to be left at the end of its last year (None: not said), and what its roadmap says of each year.
    """

    plan: Plan
    indicator: TargetIndicator
    figures: YearFigures
    households: int | None
    stored: Mapping[int, RoadmapYear]
    start: int | None
    end: int | None

    @property
    def years(self) -> range:
        return range(self.plan.year, (self.plan.last_year or self.plan.year) + 1)

    @property
    def label(self) -> str:
        return TARGET_INDICATOR_LABELS[self.indicator]

    def left(self, year: int) -> int | None:
        """What the plan's roadmap says is to be left."""
        row = self.stored.get(year)
        return getattr(row, self.indicator) if row else None


def roadmap_basis(*, plan: Plan, indicator: TargetIndicator) -> RoadmapBasis:
    """What a roadmap is spread from and to; a rate for the last year is of the households given with it, else
    of today's.
    """
    source = plan_source(plan)
    stored = {row.year: row for row in source.roadmap}
    start, last = source.total.count(indicator), stored.get(plan.last_year or plan.year)
    end: int | None = getattr(last, indicator) if last else None
    given = getattr(last, f"{indicator}_rate") if last else None
    if last and end is None and given is not None and start is not None:
        wanted = reduction_wanted(
            aim=Aim.REMAINDER,
            comparator=Comparator(getattr(last, f"{indicator}_comparator")),
            value=given,
            measure=Measure.PERCENT,
            stock=start,
            households=last.households or source.total.households,
        )
        end = None if wanted is None else start - wanted
    return RoadmapBasis(
        plan=plan,
        indicator=indicator,
        figures=source.figures,
        households=source.total.households,
        stored=stored,
        start=start,
        end=end,
    )


@dataclass(frozen=True, kw_only=True)
class YearLeft:
    """The households to be left at a year's end, what the plan says now (None: nothing), how many fewer than
    a year before, and their rate among the households at the start.
    """

    year: int
    left: int
    given: int | None
    fall: int
    rate: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way down, year by year."""

    pace: Pace
    end: int
    years: tuple[YearLeft, ...]

    @property
    def label(self) -> str:
        return PACE_LABELS[self.pace]


def ways(basis: RoadmapBasis, *, end: int | None, pins: Mapping[int, int]) -> tuple[Way, ...]:
    """A way for each pace; none as long as its start or its end is not known. Raises SpreadRefused."""
    if basis.start is None or end is None:
        return ()
    return tuple(_way(basis, basis.start, end, pace, pins) for pace in Pace)


def _way(basis: RoadmapBasis, start: int, end: int, pace: Pace, pins: Mapping[int, int]) -> Way:
    left = left_by_year(start=start, end=end, years=basis.years, pace=pace, pins=pins)
    years = tuple(
        YearLeft(
            year=year,
            left=after,
            given=basis.left(year),
            fall=before - after,
            rate=rate(after, basis.households, 2),
        )
        for year, (before, after) in zip(left, pairwise([start, *left.values()]), strict=True)
    )
    return Way(pace=pace, end=end, years=years)

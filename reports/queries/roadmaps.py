"""Where a plan of several years starts and where it has to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plans.models import Plan, RoadmapYear
from plans.queries import YearFigures, year_figures
from plans.rules import TARGET_INDICATOR_LABELS, Aim, Comparator, Measure, TargetIndicator, reduction_wanted
from povertyplan.documents.figures import rate


@dataclass(frozen=True, kw_only=True)
class RoadmapBasis:
    """A class of households in a plan of several years: how many at its start (None: not known), how many
    are to be left at the end of its last year (None: not said), and what its roadmap says of each year.
    """

    plan: Plan
    indicator: TargetIndicator
    figures: YearFigures
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

    def rate(self, left: int) -> Decimal | None:
        """The rate of so many households among those of today."""
        return rate(left, self.figures.total.households, 2)


def roadmap_basis(*, plan: Plan, indicator: TargetIndicator) -> RoadmapBasis:
    """What a roadmap is spread from and to; a rate for the last year is of the households given with it, else
    of today's.
    """
    figures = year_figures(unit=plan.unit, year=plan.year)
    stored = {row.year: row for row in plan.roadmap_years.order_by("year")}
    start, last = figures.total.count(indicator), stored.get(plan.last_year or plan.year)
    end: int | None = getattr(last, indicator) if last else None
    given = getattr(last, f"{indicator}_rate") if last else None
    if last and end is None and given is not None and start is not None:
        wanted = reduction_wanted(
            aim=Aim.REMAINDER,
            comparator=Comparator(getattr(last, f"{indicator}_comparator")),
            value=given,
            measure=Measure.PERCENT,
            stock=start,
            households=last.households or figures.total.households,
        )
        end = None if wanted is None else start - wanted
    return RoadmapBasis(plan=plan, indicator=indicator, figures=figures, stored=stored, start=start, end=end)

"""Taking a way down to the last year's target into the roadmap of a plan that is being written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from plans.actions import parts_save
from plans.models import Plan, RoadmapYear
from plans.rules import Comparator, Pace, SpreadRefused, TargetIndicator, left_by_year
from povertyplan.accounts.models import User
from reports.queries import RoadmapBasis, roadmap_basis

FIELDS = (
    "year",
    "households",
    *("poor", "poor_rate", "poor_comparator"),
    *("near_poor", "near_poor_rate", "near_poor_comparator"),
)


@transaction.atomic
def roadmap_take(
    *,
    plan: Plan,
    indicator: TargetIndicator,
    pace: Pace,
    end: int,
    pins: Mapping[int, int],
    version: int | None = None,
    by: User | None,
) -> dict[int, int]:
    """Write the households left at each year's end into the plan's roadmap; what they are, by year.

    Before the last year a rate that stood beside another number is dropped. Raises SpreadRefused where no way
    leads there, DomainError once the plan is closed, StaleError when it is no longer that of `version`.
    """
    basis = roadmap_basis(plan=plan, indicator=indicator)
    if basis.start is None:
        raise SpreadRefused([f"Chưa có số {basis.label} đầu kỳ; nhập số liệu năm {plan.year}."])
    left = left_by_year(start=basis.start, end=end, years=basis.years, pace=pace, pins=pins)
    years = sorted({*basis.stored, *left})
    rows = [_row(basis, year, left.get(year)) for year in years]
    parts_save(
        plan=plan, model=RoadmapYear, rows=rows, version=plan.version if version is None else version, by=by
    )
    return left


def _row(basis: RoadmapBasis, year: int, left: int | None) -> dict[str, Any]:
    stored = basis.stored.get(year) or RoadmapYear(year=year)
    row = {name: getattr(stored, name) for name in FIELDS}
    if left is None or row[basis.indicator] == left:
        return row
    row[basis.indicator] = left
    if year != basis.years[-1]:
        row |= {f"{basis.indicator}_rate": None, f"{basis.indicator}_comparator": Comparator.EXACTLY}
    return row

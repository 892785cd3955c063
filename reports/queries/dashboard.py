"""Where a commune's year stands: all that its dashboard shows, counted by those who count it elsewhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from assignments.queries import (
    AgencyResult,
    SupportAxis,
    SupportFilter,
    SupportSum,
    agency_results,
    day_of,
    difficulty_counts,
    follow_up_counts,
    support_of_year,
    support_totals,
)
from assignments.rules import Alert, DifficultyState
from households.models import AdministrativeUnit
from households.queries import RoundTables, commune_rounds, round_tables
from plans.models import Plan
from plans.rules import FROZEN, Status
from povertyplan.common.snapshot import read_snapshot
from reports.models import DutyReport, ReportingPeriod
from reports.queries.progress import Progress, progress
from reports.queries.series import SeriesPoint, poverty_series

DEPRIVATIONS, CAUSES = 4, 10  # tables of a round
WAITING = (Status.SUBMITTED, Status.APPROVED, Status.SIGNED)


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """What waits for somebody: alerts of households, plans by status, reports that are late."""

    alerts: Mapping[Alert, int]
    plans: Mapping[Status, int]
    difficulties: int
    periods: int  # past their due date without an issued report
    duty_reports: int  # that actors of the plan should have sent


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """The parts of a dashboard as of a day. `tables` are those of deprivations and causes of the last closed
    yearly round, None where there is none.
    """

    unit: AdministrativeUnit
    year: int
    on: dt.date
    series: tuple[SeriesPoint, ...]
    progress: Progress
    tables: RoundTables | None
    sources: tuple[SupportSum, ...]
    agencies: tuple[AgencyResult, ...]
    to_do: ToDo


def dashboard(*, unit: AdministrativeUnit, year: int, today: dt.date) -> Dashboard:
    """All of a year's dashboard as of today, or of the last day of a year that is over."""
    on = day_of(year, today=today)
    with read_snapshot():
        rounds = commune_rounds(unit=unit)
        found = progress(unit=unit, year=year, as_of=on, rounds=rounds)
        series = poverty_series(rounds=rounds, until=on)
        round = next((point.round for point in reversed(series) if point.round), None)
        items = support_of_year(unit=unit, year=year, filter=SupportFilter())
        return Dashboard(
            unit=unit,
            year=year,
            on=on,
            series=series,
            progress=found,
            tables=round_tables(round=round, numbers=(DEPRIVATIONS, CAUSES), rounds=rounds)
            if round
            else None,
            sources=tuple(support_totals(items, by=SupportAxis.SOURCE)),
            agencies=tuple(agency_results(unit=unit, year=year)),
            to_do=_to_do(unit, year, on),
        )


def _to_do(unit: AdministrativeUnit, year: int, on: dt.date) -> ToDo:
    plans = Plan.objects.in_year(unit, year)
    late = ReportingPeriod.objects.in_year(unit, year).filter(due_date__lt=on)
    owed = DutyReport.objects.filter(period__unit=unit, period__year=year, sent_date__isnull=True)
    counts = _counted(
        periods=late.filter(Q(report__isnull=True) | ~Q(report__paper__status__in=FROZEN)),
        duty_reports=owed.filter(due_date__lt=on),
        **{status.value: plans.filter(status=status) for status in WAITING},
    )
    return ToDo(
        alerts=follow_up_counts(unit=unit, year=year, on=on),
        plans={status: counts[status.value] for status in WAITING},
        difficulties=difficulty_counts(unit=unit)[DifficultyState.WAITING],
        periods=counts["periods"],
        duty_reports=counts["duty_reports"],
    )


def _counted(**rows: QuerySet[Any]) -> Counter[str]:
    """How many rows each has, a few of each, in one query."""
    told = (
        found.order_by().values_list(Value(name, output_field=CharField()), "pk")
        for name, found in rows.items()
    )
    one, *others = told
    return Counter(name for name, _ in one.union(*others, all=True))

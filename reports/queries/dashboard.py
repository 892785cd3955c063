"""Where a commune's year stands: all that its dashboard shows, counted by those who count it elsewhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assignments.queries import (
    AgencyResult,
    SupportFilter,
    SupportSum,
    agency_results,
    day_of,
    difficulties_of,
    follow_up_counts,
    source_totals,
    support_of_year,
)
from assignments.rules import Alert, DifficultyState
from households.models import AdministrativeUnit
from households.queries import CommuneRounds, RoundTables, commune_history, round_tables
from plans.models import Plan
from plans.rules import Status
from povertyplan.common.snapshot import read_snapshot
from povertyplan.common.together import Asked, answers
from reports.models import DutyReport, ReportingPeriod
from reports.queries.progress import Progress, progress
from reports.queries.series import SeriesPoint, poverty_series

DEPRIVATIONS, CAUSES = 4, 10  # tables of a round
WAITING = (Status.SUBMITTED, Status.APPROVED, Status.SIGNED)
Rows = list[tuple[Any, ...]]


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
    """All of a year's dashboard as of today, or of the last day of a year that is over; what is counted apart
    from others is read together.
    """
    on = day_of(year, today=today)
    with read_snapshot():
        history = commune_history(unit=unit)
        series = poverty_series(history=history, until=on)
        round = next((point.round for point in reversed(series) if point.round), None)
        sources, agencies, to_do = answers(
            source_totals(support_of_year(unit=unit, year=year, filter=SupportFilter())),
            agency_results(unit=unit, year=year),
            _to_do(history, year, on),
        )
        return Dashboard(
            unit=unit,
            year=year,
            on=on,
            series=series,
            progress=progress(unit=unit, year=year, as_of=on, rounds=history),
            tables=round_tables(round=round, numbers=(DEPRIVATIONS, CAUSES), history=history)
            if round
            else None,
            sources=tuple(sources),
            agencies=tuple(agencies),
            to_do=to_do,
        )


def _to_do(rounds: CommuneRounds, year: int, on: dt.date) -> Asked[ToDo]:
    unit = rounds.unit
    alerts = follow_up_counts(unit=unit, year=year, on=on, rounds=rounds)
    late = ReportingPeriod.objects.in_year(unit, year).unreported().filter(due_date__lt=on)
    owed = DutyReport.objects.filter(period__unit=unit, period__year=year, sent_date__isnull=True)

    def told(
        plans: list[tuple[Status]], difficulties: Rows, periods: Rows, duty_reports: Rows, *cares: Rows
    ) -> ToDo:
        statuses = Counter(status for (status,) in plans)
        return ToDo(
            alerts=alerts.told(*cares),
            plans={status: statuses[status] for status in WAITING},
            difficulties=len(difficulties),
            periods=len(periods),
            duty_reports=len(duty_reports),
        )

    return Asked(
        (
            Plan.objects.in_year(unit, year).filter(status__in=WAITING).values_list("status"),
            difficulties_of(unit=unit, state=DifficultyState.WAITING).values_list("pk"),
            late.values_list("pk"),
            owed.filter(due_date__lt=on).values_list("pk"),
            *alerts.lists,
        ),
        told,
    )

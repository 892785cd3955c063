"""The calendar of a year, what is due, and who has sent what he owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from households.models import AdministrativeUnit
from plans.models import Plan
from plans.rules import FROZEN
from reports.models import DutyReport, Report, ReportingPeriod
from reports.queries.asked import AskedReports
from reports.rules import (
    PERIOD_KIND_LABELS,
    PERIOD_STATE_LABELS,
    PeriodKind,
    PeriodProposal,
    PeriodState,
    Slot,
    period_state,
    proposals,
)


@dataclass(frozen=True, kw_only=True)
class PeriodLine:
    """A period as a calendar shows it on a day: where it stands, how many owe and how many have sent."""

    period: ReportingPeriod
    state: PeriodState
    owed: int
    sent: int
    overdue: int  # of those who owe, not sent after their day
    paper: Plan | None  # its report, as far as there is one
    days_late: int  # of the report; 0 where it is not late

    @property
    def state_label(self) -> str:
        return PERIOD_STATE_LABELS[self.state]

    @property
    def kind_label(self) -> str:
        return PERIOD_KIND_LABELS[PeriodKind(self.period.kind)]

    @property
    def unsent(self) -> int:
        return self.owed - self.sent


def _lines(periods: QuerySet[ReportingPeriod], today: dt.date) -> list[PeriodLine]:
    """Periods by due date, in one query."""
    unsent = Q(duty_reports__sent_date__isnull=True)
    rows = (
        periods.select_related("unit", "report__paper", "closed_by")
        .defer("tables")
        .annotate(
            owed=Count("duty_reports"),
            unsent=Count("duty_reports", filter=unsent),
            late=Count("duty_reports", filter=unsent & Q(duty_reports__due_date__lt=today)),
        )
        .order_by("due_date", "closing_date", "kind", "number", "pk")
    )
    return [_line(period, today) for period in rows]


def _line(period: ReportingPeriod, today: dt.date) -> PeriodLine:
    report: Report | None = getattr(period, "report", None)
    paper = report.paper if report else None
    counts = vars(period)
    state = period_state(
        closing_date=period.closing_date,
        due_date=period.due_date,
        is_closed=period.is_closed,
        is_reported=bool(period.reported_as) or (paper is not None and paper.status in FROZEN),
        today=today,
    )
    return PeriodLine(
        period=period,
        state=state,
        owed=counts["owed"],
        sent=counts["owed"] - counts["unsent"],
        overdue=counts["late"],
        paper=paper,
        days_late=(today - period.due_date).days if state == PeriodState.OVERDUE else 0,
    )


def period_lines(*, unit: AdministrativeUnit, year: int, today: dt.date) -> list[PeriodLine]:
    """The calendar of a commune and year, by due date, in one query."""
    return _lines(ReportingPeriod.objects.in_year(unit, year), today)


def period_line(*, period: ReportingPeriod, today: dt.date) -> PeriodLine:
    """One period as the calendar shows it, in one query."""
    [line] = _lines(ReportingPeriod.objects.filter(pk=period.pk), today)
    return line


def due_periods(*, unit: AdministrativeUnit, today: dt.date) -> list[PeriodLine]:
    """The periods of a commune without a report that are overdue or near their day, whatever their year, the
    most overdue first; in one query.
    """
    issued = Report.objects.filter(period=OuterRef("pk"), paper__status__in=FROZEN)
    waiting = ReportingPeriod.objects.filter(~Exists(issued), unit=unit, reported_as="")
    urgent = (PeriodState.OVERDUE, PeriodState.NEAR)
    return [line for line in _lines(waiting, today) if line.state in urgent]


def proposed_periods(*, unit: AdministrativeUnit, year: int, asked: AskedReports) -> list[PeriodProposal]:
    """The periods that the calendar of a year lacks, in one query."""
    known = ReportingPeriod.objects.in_year(unit, year).values_list("kind", "number")
    standing = {Slot(kind=PeriodKind(kind), number=number) for kind, number in known}
    return proposals(year=year, asked=asked.asked, standing=standing)


# --- who has sent ---


class DutyState(StrEnum):
    """By which the list of who owes a report is filtered."""

    UNSENT = "chua-gui"
    OVERDUE = "qua-han"
    SENT = "da-gui"


DUTY_STATE_LABELS = {
    DutyState.UNSENT: "chưa gửi",
    DutyState.OVERDUE: "quá hạn",
    DutyState.SENT: "đã gửi",
}


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """What an actor owes as a list shows it on a day; `days_late` is of what was sent late as well."""

    report: DutyReport
    days_late: int

    @property
    def is_sent(self) -> bool:
        return self.report.sent_date is not None

    @property
    def is_overdue(self) -> bool:
        return not self.is_sent and self.days_late > 0

    def is_in(self, state: DutyState | None) -> bool:
        """Whether a filter leaves it."""
        kept = {DutyState.UNSENT: not self.is_sent, DutyState.OVERDUE: self.is_overdue}
        return state is None or kept.get(state, self.is_sent)


def duty_lines(*, period: ReportingPeriod, today: dt.date) -> Sequence[DutyLine]:
    """Who owes a report for a period, in the plan's order, in one query."""
    rows = DutyReport.objects.filter(period=period).select_related("recorded_by")
    return [
        DutyLine(report=row, days_late=max(0, ((row.sent_date or today) - row.due_date).days))
        for row in rows.order_by("order", "pk")
    ]

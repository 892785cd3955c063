"""Facts that a report tells, as of its closing date and as known at a moment. What nobody entered is None,
never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import Count, Q, QuerySet, Sum

from assignments.models import Assignment, Difficulty, SupportItem
from assignments.queries import help_lists
from households.models import AdministrativeUnit
from plans.models import IndicatorTarget, Plan
from plans.rules import PlanRelation
from reports.models import (
    CapitalEntry,
    FundEntry,
    Guidance,
    IndicatorActual,
    Inspection,
    PolicyResult,
    ReportingPeriod,
)
from reports.rules import CapitalFlow, CapitalKind, Fund, FundFlow, Policy

Row = TypeVar("Row", bound=models.Model)


def _rows(model: type[Row]) -> QuerySet[Row]:
    """All of a model: managers of abstract models do not say whose rows they give."""
    return QuerySet(model)


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which facts a report tells: from a day to another, known at a moment.

    Events are those of the period (`start`); money and help count from the first day of the year.
    """

    unit: AdministrativeUnit
    year: int
    start: dt.date
    end: dt.date
    known_at: dt.datetime

    def in_period(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """What happened in the period."""
        return self._known(rows).filter(date__range=(self.start, self.end))

    def in_year(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """What happened in the year until the period's end."""
        return self._known(rows).filter(date__range=(dt.date(self.year, 1, 1), self.end))

    def _known(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        return rows.filter(unit=self.unit, recorded_at__lte=self.known_at)


def guidance_of(window: Window) -> list[Guidance]:
    """The documents that were issued in the period, by date."""
    return list(window.in_period(_rows(Guidance)).order_by("date", "number", "pk"))


def inspections_of(window: Window) -> list[Inspection]:
    """The inspections of the period, by date."""
    return list(window.in_period(_rows(Inspection)).order_by("date", "pk"))


@dataclass(frozen=True, kw_only=True)
class CapitalSum:
    """What a project was given of a source in the year, and what of it was paid out, in đồng."""

    project: str
    source: str
    kind: CapitalKind
    allocated: Decimal | None
    disbursed: Decimal | None


def capital_sums(window: Window) -> list[CapitalSum]:
    """Capital by project, source and kind, in the order in which projects were first given any."""
    rows = window.in_year(_rows(CapitalEntry)).values("project", "source", "kind")
    sums = rows.annotate(
        allocated=Sum("amount", filter=Q(flow=CapitalFlow.ALLOCATED)),
        disbursed=Sum("amount", filter=Q(flow=CapitalFlow.DISBURSED)),
        first=models.Min("pk"),
    )
    found = [
        CapitalSum(
            project=row["project"],
            source=row["source"],
            kind=CapitalKind(row["kind"]),
            allocated=row["allocated"],
            disbursed=row["disbursed"],
        )
        for row in sums.order_by("first")
    ]
    projects = [*dict.fromkeys(each.project for each in found)]
    return sorted(found, key=lambda each: projects.index(each.project))


@dataclass(frozen=True, kw_only=True)
class FundSum:
    """What a fund received and paid in the year, in đồng."""

    fund: Fund
    received: Decimal | None = None
    paid: Decimal | None = None


def fund_sums(window: Window) -> list[FundSum]:
    """Every fund, in the order of their list."""
    rows = window.in_year(_rows(FundEntry)).values("fund").order_by("fund")
    sums = {
        row["fund"]: row
        for row in rows.annotate(
            received=Sum("amount", filter=Q(flow=FundFlow.RECEIPT)),
            paid=Sum("amount", filter=Q(flow=FundFlow.PAYMENT)),
        )
    }
    return [
        FundSum(**{"received": None, "paid": None} | sums.get(fund, {}) | {"fund": fund}) for fund in Fund
    ]


def policy_results(period: ReportingPeriod, window: Window) -> dict[Policy, PolicyResult]:
    """What the policies brought, as far as it was entered."""
    rows = _rows(PolicyResult).filter(period=period, recorded_at__lte=window.known_at).order_by("pk")
    return {Policy(row.policy): row for row in rows}


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """What a plan wants of a service, and how far it has come."""

    target: IndicatorTarget
    actual: IndicatorActual | None


def outcome_lines(period: ReportingPeriod, window: Window) -> list[OutcomeLine]:
    """The indicators of the year's plans in their order, each with what was entered for it."""
    year = Q(year=period.year) | Q(year__lte=period.year, last_year__gte=period.year)
    plans = Plan.objects.plans().filter(year, unit=period.unit).exclude(relation=PlanRelation.CORRECTS)
    actuals = _rows(IndicatorActual).filter(period=period, recorded_at__lte=window.known_at)
    given = {row.subject: row for row in actuals.order_by("pk")}
    targets = IndicatorTarget.objects.filter(plan__in=plans).order_by("plan", "order", "pk")
    newest = {target.subject: target for target in targets}  # of an amended plan and the one amending it
    return [OutcomeLine(target=target, actual=given.get(target.subject)) for target in newest.values()]


@dataclass(frozen=True, kw_only=True)
class HelpSum:
    """Help by an agency or to a household: items promised and not given yet, items given, their value in
    đồng.
    """

    owed: int = 0
    given: int = 0
    value: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Help:
    """The year's assignments with what came of them, and the items by agency (id) and by household (id)."""

    assignments: tuple[Assignment, ...]
    by_agency: dict[int | None, HelpSum]
    by_household: dict[int, HelpSum]
    end: dt.date

    def has_result(self, assignment: Assignment) -> bool:
        """Whether the agency had told by the closing date what came of its help."""
        return assignment.result_date is not None and assignment.result_date <= self.end


def help_given(window: Window) -> Help:
    """Who helps whom, and what was promised and given until the closing date."""
    first = dt.date(window.year, 1, 1)
    standing = SupportItem.objects.standing().filter(unit=window.unit, recorded_at__lte=window.known_at)
    given = Q(date__range=(first, window.end))
    owed = Q(date__isnull=True) | Q(date__gt=window.end)
    items = standing.filter(given | owed).order_by()

    def sums(key: str) -> dict[Any, HelpSum]:
        rows = items.values(key).annotate(
            owed_count=Count("pk", filter=owed),
            given_count=Count("pk", filter=given),
            given_value=Sum("value", filter=given, default=Decimal(0)),
        )
        return {
            row[key]: HelpSum(owed=row["owed_count"], given=row["given_count"], value=row["given_value"])
            for row in rows
        }

    return Help(
        assignments=tuple(
            line.assignment for line in help_lists(unit=window.unit, year=window.year).assigned
        ),
        by_agency=sums("agency"),
        by_household=sums("household"),
        end=window.end,
    )


def last_reported(period: ReportingPeriod) -> ReportingPeriod | None:
    """The period before this one that was reported, here or by another paper."""
    reported = _earlier(period).filter(Q(report__isnull=False) | ~Q(reported_as=""))
    return reported.first()


def last_closed(period: ReportingPeriod) -> ReportingPeriod | None:
    """The period before this one whose figures were closed."""
    return _earlier(period).filter(closed_at__isnull=False).first()


def _earlier(period: ReportingPeriod) -> QuerySet[ReportingPeriod]:
    earlier = ReportingPeriod.objects.filter(unit=period.unit, closing_date__lt=period.closing_date)
    return earlier.defer("tables").order_by("-closing_date", "-pk")


def difficulties_raised(window: Window, *, since: dt.date | None) -> list[Difficulty]:
    """Difficulties raised after a day (None: since the year began) until the closing date."""
    raised = Difficulty.objects.filter(
        unit=window.unit, raised_at__date__lte=window.end, raised_at__lte=window.known_at
    )
    after = raised.filter(raised_at__date__gt=since) if since else raised.filter(raised_at__year=window.year)
    return list(after.select_related("agency", "hamlet").order_by("raised_at", "pk"))


@dataclass(frozen=True, kw_only=True)
class LateFact:
    """A fact of an earlier period, recorded after it was closed; `late_records` tells of households."""

    date: dt.date
    what: str
    recorded_at: dt.datetime


def recorded_later(window: Window, *, closed: ReportingPeriod) -> list[LateFact]:
    """Facts of the days of a closed period that were recorded after it was closed."""
    days = {"date__range": (closed.start_date, closed.closing_date)}
    moment = {"recorded_at__gt": closed.closed_at, "recorded_at__lte": window.known_at}
    return [*_late(window.unit, {**days, **moment})]


def _late(unit: AdministrativeUnit, when: dict[str, Any]) -> Iterator[LateFact]:
    for entry in _rows(CapitalEntry).filter(unit=unit, **when).order_by("pk"):
        what = f"Vốn {entry.get_flow_display()}: {entry}"
        yield LateFact(date=entry.date, what=what, recorded_at=entry.recorded_at)
    for paid in _rows(FundEntry).filter(unit=unit, **when).order_by("pk"):
        what = f"{paid.get_fund_display()}, {paid.get_flow_display()}: {paid}"
        yield LateFact(date=paid.date, what=what, recorded_at=paid.recorded_at)
    for document in _rows(Guidance).filter(unit=unit, **when).order_by("pk"):
        yield LateFact(date=document.date, what=f"Văn bản: {document}", recorded_at=document.recorded_at)
    for inspection in _rows(Inspection).filter(unit=unit, **when).order_by("pk"):
        what = f"Kiểm tra, giám sát: {inspection}"
        yield LateFact(date=inspection.date, what=what, recorded_at=inspection.recorded_at)

"""Facts that a report tells, as of its closing date and as known at a moment. What nobody entered is None,
never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet, Sum

from assignments.models import Assignment, Difficulty, SupportItem
from assignments.queries import help_lists
from assignments.rules import Result
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


def capital_entries(window: Window) -> QuerySet[CapitalEntry]:
    """Capital given and paid out in the year."""
    return window.in_year(_rows(CapitalEntry))


def fund_entries(window: Window) -> QuerySet[FundEntry]:
    """What funds received and paid in the year."""
    return window.in_year(_rows(FundEntry))


@dataclass(frozen=True, kw_only=True)
class CapitalSum:
    """What a project was given of a source in the year, and what of it was paid out, in đồng; `key` is the id
    of the first entry.
    """

    key: int
    project: str
    source: str
    kind: CapitalKind
    allocated: Decimal | None
    disbursed: Decimal | None


def capital_sums(window: Window) -> list[CapitalSum]:
    """Capital by project, source and kind, in the order in which projects were first given any."""
    rows = capital_entries(window).values("project", "source", "kind")
    sums = rows.annotate(
        allocated=Sum("amount", filter=Q(flow=CapitalFlow.ALLOCATED)),
        disbursed=Sum("amount", filter=Q(flow=CapitalFlow.DISBURSED)),
        first=models.Min("pk"),
    )
    found = [
        CapitalSum(
            key=row["first"],
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

    @property
    def left(self) -> Decimal | None:
        """Received less paid; None where neither was entered."""
        if self.received is None and self.paid is None:
            return None
        return (self.received or Decimal(0)) - (self.paid or Decimal(0))


def fund_sums(window: Window) -> list[FundSum]:
    """Every fund, in the order of their list."""
    rows = fund_entries(window).values("fund").order_by("fund")
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
    """Items promised and not given yet, items given, their value in đồng."""

    owed: int
    given: int
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Help:
    """The year's assignments with what came of them, and the items promised or given by anybody."""

    assignments: tuple[Assignment, ...]
    items: tuple[SupportItem, ...]
    end: dt.date

    def is_given(self, item: SupportItem) -> bool:
        """Whether an item had been given by the closing date."""
        return item.date is not None and item.date <= self.end

    def has_result(self, assignment: Assignment) -> bool:
        """Whether the agency had told by the closing date what came of its help."""
        return assignment.result_date is not None and assignment.result_date <= self.end

    def told(self, assignment: Assignment) -> Result:
        """What the agency had told by the closing date."""
        return Result(assignment.result) if self.has_result(assignment) else Result.OPEN

    @property
    def leads(self) -> tuple[int, ...]:
        """The leading agencies (ids) in the order of their assignments."""
        return tuple(dict.fromkeys(each.lead_agency_id for each in self.assignments))

    @property
    def others(self) -> frozenset[int | None]:
        """Who gave or promised something and leads no assignment (ids; None is nobody named)."""
        return frozenset(item.agency_id for item in self.items) - {*self.leads}

    @property
    def assigned_households(self) -> frozenset[int]:
        """The households (ids) that somebody was to help."""
        return frozenset(each.household_id for each in self.assignments)

    def assigned_to(self, agencies: Collection[int | None] | None) -> list[Assignment]:
        """The assignments that one of the agencies leads; None is any."""
        return [each for each in self.assignments if agencies is None or each.lead_agency_id in agencies]

    def items_of(
        self, *, agencies: Collection[int | None] | None = None, households: Collection[int] | None = None
    ) -> list[SupportItem]:
        """The items of these agencies to these households; None is any."""
        return [
            item
            for item in self.items
            if (agencies is None or item.agency_id in agencies)
            and (households is None or item.household_id in households)
        ]

    def summed(self, items: Iterable[SupportItem]) -> HelpSum:
        """How many of the items are owed and given, and what was given is worth."""
        items = list(items)
        given = [item for item in items if self.is_given(item)]
        value = sum((item.value for item in given if item.value is not None), Decimal(0))
        return HelpSum(owed=len(items) - len(given), given=len(given), value=value)


def help_given(window: Window) -> Help:
    """Who helps whom, and what was promised and given until the closing date."""
    given = Q(date__range=(dt.date(window.year, 1, 1), window.end))
    owed = Q(date__isnull=True) | Q(date__gt=window.end)
    standing = SupportItem.objects.standing().filter(unit=window.unit, recorded_at__lte=window.known_at)
    lists = help_lists(unit=window.unit, year=window.year)
    return Help(
        assignments=tuple(line.assignment for line in lists.assigned),
        items=tuple(standing.filter(given | owed).select_related("agency").order_by("date", "pk")),
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

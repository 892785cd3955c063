"""Reads for pages and documents of a year: figures and targets by hamlet, where the plans stand, what is
next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from households.models import AdministrativeUnit, Hamlet, Standard, UnitFigures
from households.queries import declared_series
from households.rules import FigureSource
from plans.models import (
    CommuneTarget,
    DeclaredFigure,
    Plan,
    Reading,
    TableImport,
    TableMapping,
    TableUpload,
)
from plans.queries.counted import CountedFigures, counted_figures
from plans.queries.figures import YearFigures, hamlet_lines, year_figures
from plans.queries.locks import figures_refusal
from plans.rules import COLUMN_LABELS, EDITABLE, INPUTS, Line, PlanKind, PlanRelation, Status
from povertyplan.accounts.models import User
from povertyplan.common.dates import year_end_before, year_reading
from povertyplan.common.snapshot import read_snapshot


def last_import(*, unit: AdministrativeUnit) -> TableImport | None:
    """What was brought in last and not undone."""
    standing = TableImport.objects.filter(unit=unit, undone_at__isnull=True)
    return standing.select_related("by").order_by("-at", "-pk").first()


def upload_of(*, user: User, unit: AdministrativeUnit, year: int) -> TableUpload | None:
    """The workbook that a person is about to bring in."""
    return TableUpload.objects.filter(by=user, unit=unit, year=year).select_related("unit").first()


def remembered_mappings(*, unit: AdministrativeUnit) -> dict[str, Any]:
    """How the commune's headings were read the last time, by their fingerprint."""
    return dict(TableMapping.objects.filter(unit=unit).values_list("headings", "mapping"))


@dataclass(frozen=True, kw_only=True)
class HamletYear:
    """One hamlet's line of a year."""

    year: int
    date: dt.date
    line: Line


@dataclass(frozen=True, kw_only=True)
class HamletYears:
    """One hamlet with its lines, the newest year first."""

    hamlet: Hamlet
    years: tuple[HamletYear, ...]

    @property
    def this_year(self) -> HamletYear:
        return self.years[0]

    @property
    def rows(self) -> list[tuple[str, list[int | None]]]:
        """The columns by label, each with its count in every year."""
        return [
            (COLUMN_LABELS[column], [year.line.count(column) for year in self.years]) for column in INPUTS
        ]


def hamlet_years(*, user: User, year: int) -> list[HamletYears]:
    """The hamlets that a person leads or surveys, each with the year's line and the one before, in two
    queries.
    """
    own = Hamlet.objects.surveyed_by(user).as_of(timezone.localdate()).in_order().select_related("unit")
    with read_snapshot():
        hamlets = list(own)
        tables = hamlet_lines(
            Hamlet.objects.filter(pk__in={hamlet.pk for hamlet in hamlets}),
            units={hamlet.unit_id for hamlet in hamlets},
            asked=[(year_end_before(each), each) for each in (year, year - 1)],
        )
    lines = {
        (row.hamlet_id, each): row.line
        for each, table in zip((year, year - 1), tables, strict=True)
        for row in table.rows
    }
    return [
        HamletYears(
            hamlet=hamlet,
            years=tuple(
                HamletYear(year=each, date=year_end_before(each), line=lines[hamlet.pk, each])
                for each in (year, year - 1)
            ),
        )
        for hamlet in hamlets
    ]


def commune_targets(*, unit: AdministrativeUnit, year: int) -> list[CommuneTarget]:
    """The commune's targets of a year, in order."""
    return list(CommuneTarget.objects.in_year(unit, year).order_by("order", "pk"))


def targets_version(targets: Iterable[CommuneTarget]) -> int:
    """Which saving of a year's targets these are: each writes all rows anew. 0 for none."""
    return max((target.pk for target in targets), default=0)


@dataclass(frozen=True, kw_only=True)
class YearBefore:
    """A commune's figures and reductions of one year before, as far as they are known."""

    date: dt.date  # of the figures; the reductions are those of the year after it
    line: Line
    hamlets: int  # that the figures add up; 0 where they were published for the whole commune
    without_figures: int  # of those hamlets
    standard: Standard | None  # None where no figures are known

    @property
    def year(self) -> int:
        return self.date.year + 1

    @property
    def declared(self) -> bool:
        return self.standard is not None and not self.hamlets


def year_before(now: YearFigures) -> YearBefore:
    """What the hamlets gave one year earlier, else what was published of the commune for that date; under the
    standard of now if it was.
    """
    then = year_figures(unit=now.unit, year=now.year - 1)
    if then.total.households is not None or then.total.poor is not None:
        return YearBefore(
            date=then.date,
            line=then.total,
            hamlets=len(then.rows),
            without_figures=len(then.hamlets_without_figures),
            standard=then.standard,
        )
    published = list(
        UnitFigures.objects.filter(unit=now.unit, date=then.date, source=FigureSource.DECLARED)
        .select_related("standard")
        .order_by("-standard__valid_from", "pk")
    )
    standards = (now.standard, then.standard)
    found = next((row for standard in standards for row in published if row.standard == standard), None)
    return YearBefore(
        date=then.date,
        line=replace(then.total, **asdict(found.counts)) if found else then.total,
        hamlets=0,
        without_figures=0,
        standard=found.standard if found else None,
    )


def plans_of(*, unit: AdministrativeUnit, year: int) -> list[Plan]:
    """The plans of a commune and year, oldest first."""
    return list(Plan.objects.in_year(unit, year).order_by("created_at", "pk"))


def papers_waiting(*, unit: AdministrativeUnit) -> list[Plan]:
    """Plans and reports of any year that wait for a leader, the one submitted first first."""
    return list(Plan.objects.filter(unit=unit, status=Status.SUBMITTED).order_by("changed_at", "pk"))


def plans_before(*, unit: AdministrativeUnit, year: int) -> QuerySet[Plan]:
    """The commune's plans of other years that a new one may follow, the newest first."""
    whole = Plan.objects.plans().filter(unit=unit).exclude(year=year).exclude(relation=PlanRelation.CORRECTS)
    return whole.order_by("-year", "-created_at", "-pk")


def years_of(*, unit: AdministrativeUnit) -> list[int]:
    """Years to switch between: those with plans, last year, this one and the next; newest first."""
    this_year = timezone.localdate().year
    with_plans = Plan.objects.filter(unit=unit).order_by("year").values_list("year", flat=True).distinct()
    return sorted({*with_plans, this_year - 1, this_year, this_year + 1}, reverse=True)


def default_year(*, unit: AdministrativeUnit) -> int:
    """The year to open first: the newest with a plan, else this one."""
    newest = Plan.objects.plans().filter(unit=unit).order_by("-year").values_list("year", flat=True).first()
    return newest or timezone.localdate().year


def table_years(*, date: dt.date, year: int | None) -> list[int]:
    """The years whose plans print figures at `date` or targets of `year`."""
    return [each for each in dict.fromkeys((year, year_reading(date))) if each]


def table_refusal(*, unit: AdministrativeUnit, date: dt.date, year: int | None) -> str:
    """Why figures at `date` and targets of `year` may not change; '' when they may."""
    years = table_years(date=date, year=year)
    return figures_refusal(list(Plan.objects.plans().filter(unit=unit, year__in=years)))


def declared_totals(plan: Plan) -> dict[str, Decimal]:
    """The published numbers of the plan's total row, by column."""
    rows = plan.declared_figures.filter(hamlet__isnull=True).values_list("column", "value")
    return dict(rows)


def declared_elsewhere(plan: Plan, *, in_total_row: Collection[str]) -> list[DeclaredFigure]:
    """The plan's published numbers that do not stand in the given columns of the total row."""
    in_foot = Q(hamlet__isnull=True, column__in=in_total_row)
    rows = plan.declared_figures.exclude(in_foot).select_related("hamlet")
    return list(rows.order_by("hamlet__position", "column", "pk"))


@dataclass(frozen=True)
class LastLook:
    """When a reader first looked at a plan, and what it said when it last said something else."""

    first_at: dt.datetime | None
    before: Reading | None


def last_look(*, plan: Plan, user: User, content_hash: str) -> LastLook:
    """What a reader saw of a plan before it said what it says now."""
    readings = list(Reading.objects.filter(plan=plan, user=user).defer("blocks").order_by("-at", "-pk"))
    before = next((reading for reading in readings if reading.content_hash != content_hash), None)
    return LastLook(readings[-1].at if readings else None, before)


class Step(StrEnum):
    """Names of the steps to a plan, in order."""

    HAMLETS = "hamlets"
    FIGURES = "figures"
    TARGETS = "targets"
    PLAN = "plan"
    SUBMIT = "submit"
    APPROVE = "approve"
    PRINT = "print"
    ISSUE = "issue"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class YearOverview:
    """The year page: figures, targets, plans, and the next step for an officer and for a leader."""

    figures: YearFigures
    targets: tuple[CommuneTarget, ...]
    plans: tuple[Plan, ...]
    series: tuple[UnitFigures, ...]
    counted: CountedFigures | None

    @property
    def poor_rate(self) -> Decimal | None:
        """Poor households in percent, two decimals."""
        return self.figures.total.rate("poor_rate", 2)

    @property
    def near_poor_rate(self) -> Decimal | None:
        """Near-poor households in percent, two decimals."""
        return self.figures.total.rate("near_poor_rate", 2)

    @property
    def next_step(self) -> Step:
        """What comes next for the year."""
        if not self.figures.rows:
            return Step.HAMLETS
        if self.figures.hamlets_without_figures:
            return Step.FIGURES
        if not self.plans:
            return Step.PLAN
        if self.figures.total.poor_reduction is None and self.figures.total.near_poor_reduction is None:
            return Step.TARGETS
        statuses = {Status(plan.status) for plan in self.plans}
        if statuses & EDITABLE:
            return Step.SUBMIT
        waiting = (
            (Status.SUBMITTED, Step.APPROVE),
            (Status.APPROVED, Step.PRINT),
            (Status.SIGNED, Step.ISSUE),
        )
        return next((step for status, step in waiting if status in statuses), Step.DONE)

    def step_for(self, *, approves: bool) -> Step:
        """What comes next for a reader; a leader first sees what waits for approval."""
        waits = any(plan.status == Status.SUBMITTED for plan in self.plans)
        return Step.APPROVE if approves and waits else self.next_step

    def plan_at(self, step: Step) -> Plan | None:
        """The newest plan that a step is about."""
        statuses = {
            Step.SUBMIT: (Status.RECALLED, Status.RETURNED, Status.DRAFT),
            Step.APPROVE: (Status.SUBMITTED,),
            Step.PRINT: (Status.APPROVED,),
            Step.ISSUE: (Status.SIGNED,),
            Step.DONE: (Status.ISSUED, Status.CORRECTED, Status.AMENDED, Status.REPLACED),
        }.get(step, ())
        found = [plan for status in statuses for plan in reversed(self.plans) if plan.status == status]
        return found[0] if found else None


def year_overview(*, unit: AdministrativeUnit, year: int) -> YearOverview:
    """All of the year page, as of one moment."""
    with read_snapshot():
        figures = year_figures(unit=unit, year=year)
        return YearOverview(
            figures=figures,
            counted=counted_figures(figures),
            targets=tuple(commune_targets(unit=unit, year=year)),
            plans=tuple(plans_of(unit=unit, year=year)),
            series=tuple(declared_series(unit=unit)),
        )


def default_kind(unit: AdministrativeUnit) -> PlanKind:
    """The kind offered first: the newest plan's, else the annual one."""
    newest = (
        Plan.objects.plans().filter(unit=unit).order_by("-year", "-pk").values_list("kind", flat=True).first()
    )
    return PlanKind(newest) if newest else PlanKind.ANNUAL

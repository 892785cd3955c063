"""What the plans of a year ask to be reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from households.models import AdministrativeUnit
from plans.models import Duty, Plan
from plans.rules import IN_FORCE, PlanRelation, ReportPeriod
from povertyplan.documents.checks import due_dates
from reports.rules import Asked, asked_in_words

TO_COMMITTEE = "Ủy ban nhân dân"  # as a plan prints it where it names nobody


@dataclass(frozen=True, kw_only=True)
class AskedReports:
    """The plans that a year's calendar follows, and what their duties ask for, in their order."""

    plans: tuple[Plan, ...]
    asked: tuple[Asked, ...]

    @property
    def are_in_force(self) -> bool:
        """Whether the plans are issued, and not the newest draft for want of one."""
        return all(plan.status in IN_FORCE for plan in self.plans)


def asked_reports(*, unit: AdministrativeUnit, year: int) -> AskedReports:
    """What the plans in force in a year ask for, the newest first; where none is, what the newest plan of
    the year does. In two queries.
    """
    covers = Q(year=year) | Q(year__lte=year, last_year__gte=year)
    plans = Plan.objects.filter(covers, unit=unit, report__isnull=True).exclude(
        relation=PlanRelation.CORRECTS
    )
    known = list(plans.order_by("-year", "-created_at", "-pk"))
    followed = tuple(plan for plan in known if plan.status in IN_FORCE) or tuple(known[:1])
    duties = Duty.objects.filter(plan__in=followed).order_by("-plan__year", "-plan", "order", "pk")
    return AskedReports(plans=followed, asked=tuple(each for duty in duties for each in _asked(duty, year)))


def _asked(duty: Duty, year: int) -> Iterator[Asked]:
    """By its period, and by the days that its words name for a report."""
    addressee = duty.report_to or TO_COMMITTEE
    if duty.report_period:
        period = ReportPeriod(duty.report_period)
        yield Asked(
            actor=duty.actor,
            addressee=addressee,
            said=asked_in_words(period, duty.report_due),
            period=period,
            due=duty.report_due,
            dates=due_dates(duty.report_due, year=year),
        )
    for line in duty.text.splitlines():
        if "báo cáo" in line.lower() and (dates := due_dates(line, year=year)):
            yield Asked(actor=duty.actor, addressee=addressee, said=line, dates=dates)

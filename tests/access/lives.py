"""The life a plan is led to where an address asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from plans.actions import plan_amend, plan_return, signed_copy_add
from plans.models import Plan
from plans.rules import PlanKind, PlanRelation
from reports.actions import report_new
from reports.models import ReportingPeriod
from tests.access.marker import MARKER
from tests.factories import YEAR, approved, clerk_of, issued, leader_of, signed, submitted


def brought_back(plan: Plan) -> Plan:
    """An issued plan with a signed copy of it."""
    plan, content = issued(plan), f"%PDF-{MARKER}\n%%EOF".encode()
    signed_copy_add(plan=plan, content=content, is_scan=True, by=clerk_of(plan.unit))
    return plan


def changed(plan: Plan, relation: PlanRelation) -> Plan:
    """The draft that changes the plan, which is issued."""
    return plan_amend(original=issued(plan), relation=relation, by=None)


def partly_unlocked(plan: Plan) -> Plan:
    """The plan, given back with only what was commented unlocked."""
    return plan_return(plan=submitted(plan), note="Sửa.", only_commented=True, by=leader_of(plan.unit))


def of_years(plan: Plan) -> Plan:
    """The plan as one of several years."""
    Plan.objects.filter(pk=plan.pk).update(kind=PlanKind.ROADMAP, last_year=YEAR + 2)
    return plan


def reported(plan: Plan) -> Plan:
    """The report of its commune's period."""
    return report_new(period=ReportingPeriod.objects.get(unit=plan.unit), by=None).paper


LIVES: dict[str, Callable[[Plan], Plan]] = {
    "plans:plan_approve": submitted,
    "plans:plan_return": submitted,
    "plans:plan_recall": approved,
    "plans:plan_sign": approved,
    "plans:approved_pdf": partial(approved, pdf=f"%PDF-{MARKER}".encode()),
    "plans:plan_issue": signed,
    "plans:signed_copy_add": issued,
    "plans:signed_copy": brought_back,
    "plans:plan_amend": issued,
    "plans:plan_changes": partial(changed, relation=PlanRelation.AMENDS),
    "plans:slips": partial(changed, relation=PlanRelation.CORRECTS),
    "plans:register": issued,
    "plans:plan_unlock": partly_unlocked,
    "reports:roadmap": of_years,
    "reports:report_addressees": reported,
}

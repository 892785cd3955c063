"""A commune with a plan that asks for reports, and periods to report on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from households.models import AdministrativeUnit
from plans.models import Duty, Plan
from reports.models import DutyReport, ReportingPeriod
from reports.rules import PeriodKind
from tests.factories import YEAR, issued, small_plan

HALF, HALF_DUE = dt.date(YEAR, 6, 14), dt.date(YEAR, 6, 20)
OFFICE = "Phòng Kinh tế"
EVIDENCE = "Báo cáo số mười hai"


def duty(plan: Plan, actor: str = OFFICE, **fields: Any) -> Duty:
    """A duty of the plan, reporting every half year unless told otherwise."""
    given: dict[str, Any] = {"report_period": "half_yearly", "order": plan.duties.count() + 1}
    return Duty.objects.create(plan=plan, actor=actor, **(given | fields))


def planned(unit: AdministrativeUnit) -> Plan:
    """An issued plan, of whose actors one reports every half year."""
    plan = issued(small_plan(unit))
    plan.duties.all().delete()
    duty(plan)
    return plan


def half_year(unit: AdministrativeUnit, **fields: Any) -> ReportingPeriod:
    """The first half of the year, unless told otherwise."""
    given: dict[str, Any] = {
        "year": YEAR,
        "kind": PeriodKind.SIX_MONTHS,
        "name": "Sáu tháng đầu năm",
        "start_date": dt.date(YEAR, 1, 1),
        "closing_date": HALF,
        "due_date": HALF_DUE,
    }
    return ReportingPeriod.objects.create(unit=unit, **(given | fields))


def owing(period: ReportingPeriod, actor: str = OFFICE, **fields: Any) -> DutyReport:
    """Somebody who owes a report for the period."""
    given: dict[str, Any] = {"due_date": period.due_date, "order": period.duty_reports.count() + 1}
    return DutyReport.objects.create(period=period, actor=actor, **(given | fields))

"""The reporting calendars of the demo's communes: what was reported, who has sent and who has not."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from households.models import AdministrativeUnit, Membership
from households.resources import FIXTURES
from households.rules import Role
from povertyplan.accounts.models import User
from reports.actions import DATES, PeriodContent, duty_report_add, period_add, periods_add
from reports.models import DutyReport, ReportingPeriod
from reports.queries import asked_reports, proposed_periods
from reports.rules import PeriodKind, Slot


def calendars_load(units: Mapping[str, AdministrativeUnit]) -> None:
    """Give the communes their calendars; the last thing of the demo, as it closes periods."""
    calendars = json.loads((FIXTURES / "demo" / "calendars.json").read_text(encoding="utf-8"))
    for calendar in calendars:
        unit, year = units[calendar["unit"]], calendar["year"]
        officer = Membership.objects.filter(unit=unit, role=Role.OFFICER).select_related("user").first()
        by = officer.user if officer else None
        rows = calendar["periods"]
        wanted = {Slot(kind=PeriodKind(row["kind"]), number=row.get("number", 1)) for row in rows}
        usual = proposed_periods(unit=unit, year=year, asked=asked_reports(unit=unit, year=year))
        contents = [
            PeriodContent(slot=each.slot, name=each.name, **{name: getattr(each, name) for name in DATES})
            for each in usual
            if each.slot in wanted
        ]
        periods_add(unit=unit, year=year, contents=contents, by=by)
        for row in rows:
            _reported(_period(unit, year, row, by=by), row, by=by)


def _period(
    unit: AdministrativeUnit, year: int, row: Mapping[str, Any], *, by: User | None
) -> ReportingPeriod:
    if row["kind"] == PeriodKind.AD_HOC:
        dates = {name: dt.date.fromisoformat(row[name]) for name in DATES}
        return period_add(unit=unit, year=year, name=row["name"], by=by, **dates)
    return ReportingPeriod.objects.in_year(unit, year).get(kind=row["kind"], number=row.get("number", 1))


def _reported(period: ReportingPeriod, row: Mapping[str, Any], *, by: User | None) -> None:
    """Who owes, who sent; then the paper by which it was reported, and the closing."""
    due = row.get("due", {})
    for actor in row.get("extra", ()):
        day = dt.date.fromisoformat(due[actor]) if actor in due else period.due_date
        duty_report_add(period=period, actor=actor, addressee="Ủy ban nhân dân", due_date=day, by=by)
    for actor, (day, evidence) in row.get("sent", {}).items():
        report = DutyReport.objects.get(period=period, actor=actor)
        report.sent_date, report.evidence = dt.date.fromisoformat(day), evidence
        report.recorded_by = by
        report.recorded_at = dt.datetime.combine(
            report.sent_date, dt.time(15, 10), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")
        )
        report.full_clean()
        report.save()
    period.reported_as = row.get("reported_as", "")
    if row.get("closed"):  # now, so that everything of the demo was recorded before
        period.closed_at, period.closed_by = timezone.now(), by
    period.full_clean()
    period.save()

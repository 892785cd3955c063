"""The demo's report: what a commune recorded in half a year, and the paper that its leader approved."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from households.models import AdministrativeUnit, Membership
from households.resources import FIXTURES
from households.rules import Role
from plans.actions import plan_approve, plan_submit, section_save
from plans.actions.life import content_hash
from plans.compose import plan_view
from plans.models import Plan, PlanSection
from plans.rules import SectionContent
from povertyplan.accounts.models import User
from reports.actions import report_address, report_new
from reports.models import (
    CapitalEntry,
    FundEntry,
    Guidance,
    Inspection,
    PolicyResult,
    ReportingPeriod,
)

FILE = FIXTURES / "demo" / "bach-quang-2026-report.json"
COLUMNS: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "capital": (CapitalEntry, ("project", "source", "kind", "flow", "date", "amount")),
    "funds": (FundEntry, ("fund", "flow", "date", "amount", "about")),
    "guidance": (Guidance, ("kind", "number", "date", "subject")),
    "inspections": (Inspection, ("date", "place", "team", "conclusion")),
}
POLICY_COLUMNS = ("policy", "households", "people", "amount", "source")


def facts_load(units: Mapping[str, AdministrativeUnit]) -> None:
    """What happened; before the calendars, which close periods."""
    data = _data()
    unit = units[data["unit"]]
    for name, (model, columns) in COLUMNS.items():
        for row in data[name]:
            values = dict(zip(columns, row, strict=True))
            values["date"] = dt.date.fromisoformat(values["date"])
            _kept(model(unit=unit, recorded_by=_holder(unit, Role.OFFICER), **values))


def report_load(units: Mapping[str, AdministrativeUnit]) -> None:
    """The report of the period: made from its figures, gone on with by hand, approved."""
    data = _data()
    unit = units[data["unit"]]
    officer, leader = _holder(unit, Role.OFFICER), _holder(unit, Role.LEADER)
    period = ReportingPeriod.objects.in_year(unit, data["year"]).get(kind=data["period"])
    for row in data["policies"]:
        values = dict(zip(POLICY_COLUMNS, row, strict=True))
        _kept(PolicyResult(period=period, recorded_by=officer, **values))
    report = report_new(period=period, by=officer)
    paper = report.paper
    addressees = "\n".join(data["addressees"])
    report_address(report=report, addressees=addressees, version=paper.version, by=officer)
    for section in PlanSection.objects.filter(plan=paper, heading__in=data["words"]).order_by("pk"):
        section_save(
            section=section,
            heading=section.heading,
            body=data["words"][section.heading],
            content=SectionContent(section.content),
            version=section.version,
            by=officer,
        )
    plan_submit(plan=paper, by=officer)
    paper = Plan.objects.select_related("unit").get(pk=paper.pk)
    plan_approve(plan=paper, seen_hash=content_hash(plan_view(paper)), reason="", by=leader)


def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return data


def _holder(unit: AdministrativeUnit, role: Role) -> User:
    members = Membership.objects.filter(unit=unit, role=role).select_related("user").order_by("pk")
    return members[0].user


def _kept(row: Model) -> None:
    row.full_clean()
    row.save()

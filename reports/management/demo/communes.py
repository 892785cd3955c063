"""The communes of the demo with their hamlets, figures and plans, from the fixtures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assignments.actions import AreaLine, area_assignments_save, committee_save
from households.actions import HamletLine, hamlets_save, unit_figures_declare
from households.models import AdministrativeUnit, Hamlet, Membership, Standard
from households.resources import FIXTURES
from households.rules import Area, Counts, HamletLabel, Role
from plans.actions import commune_targets_save, declared_save, grid_save, parts_save, plan_new
from plans.models import ProspectCount
from plans.resources import placeholders, plan_content
from plans.rules import INPUTS, PlanKind
from povertyplan.accounts.models import User
from reports.management.demo.people import people_create


def communes_load() -> dict[str, AdministrativeUnit]:
    """Load the communes and those who work there; returns them by code."""
    communes = json.loads((FIXTURES / "demo" / "communes.json").read_text(encoding="utf-8"))
    units = {data["unit"]: _unit(data) for data in communes}
    people_create(units)
    for data in communes:
        _load(data, units[data["unit"]])
    return units


def _unit(data: Mapping[str, Any]) -> AdministrativeUnit:
    units = AdministrativeUnit.objects.filter(code=data["unit"]).order_by("valid_from", "pk")
    return units.filter(valid_to__isnull=True).first() or units.get()


def _load(data: Mapping[str, Any], unit: AdministrativeUnit) -> None:
    officer = Membership.objects.filter(unit=unit, role=Role.OFFICER).select_related("user").first()
    by = officer.user if officer else None
    label = HamletLabel(data.get("label") or HamletLabel.THON)
    rows = data.get("hamlets", [])
    lines = [
        HamletLine(name=row["name"], label=label, area=Area(row.get("area") or data["area"]), line=number)
        for number, row in enumerate(rows, start=1)
    ]
    hamlets_save(unit=unit, lines=lines, by=by)
    ids = dict(Hamlet.objects.in_unit(unit).values_list("name", "pk"))
    for figures in data.get("unit_figures", []):
        unit_figures_declare(
            unit=unit,
            date=dt.date.fromisoformat(figures["date"]),
            standard=Standard.objects.get(code=figures["standard"]),
            counts=Counts(
                households=figures.get("households"),
                poor=figures.get("poor"),
                near_poor=figures.get("near_poor"),
                no_labour=figures.get("no_labour"),
            ),
            by=by,
        )
    year = data.get("year")
    if year is None:
        return
    cells = {(ids[row["name"]], column): row.get(column) for row in rows for column in INPUTS}
    grid_save(unit=unit, year=year, cells=cells, seen={}, by=by)
    area_assignments_save(
        unit=unit,
        year=year,
        lines=[
            AreaLine(
                official=area["official"],
                position=area["position"],
                hamlets=tuple(ids[name] for name in area["hamlets"]),
                committee_role=area.get("committee_role", ""),
            )
            for area in data.get("area_assignments", [])
        ],
        by=by,
    )
    if committee := data.get("committee"):
        date = dt.date.fromisoformat(committee["decision_date"])
        committee_save(unit=unit, year=year, **{**committee, "decision_date": date}, by=by)
    if data.get("plan"):
        _plan(data, unit, year, label, ids, by=by)


def _plan(
    data: Mapping[str, Any],
    unit: AdministrativeUnit,
    year: int,
    label: HamletLabel,
    ids: Mapping[str, int],
    *,
    by: User | None,
) -> None:
    path = FIXTURES / "demo" / data["plan"]["file"]
    last_year = data["plan"].get("last_year")
    names = placeholders(unit, year=year, label=label, end_year=last_year)
    targets = json.loads(path.read_text(encoding="utf-8")).get("targets", [])
    commune_targets_save(
        unit=unit,
        year=year,
        rows=[{**target, "value": Decimal(target["value"])} for target in targets],
        by=by,
    )
    kind = PlanKind(data["plan"]["kind"])
    plan = plan_new(
        unit=unit, kind=kind, year=year, content=plan_content(path, names), by=by, last_year=last_year
    )
    if rows := data.get("prospects"):
        rows = [{**row, "hamlet_id": row["hamlet"] and ids[row["hamlet"]]} for row in rows]
        rows = [{name: value for name, value in row.items() if name != "hamlet"} for row in rows]
        parts_save(plan=plan, model=ProspectCount, rows=rows, version=plan.version, by=by)
    declared = data.get("declared", {})
    figures: dict[tuple[int | None, str], Decimal | None] = {
        (None, column): Decimal(value) for column, value in declared.get("total", {}).items()
    }
    for name, cells in declared.get("hamlets", {}).items():
        figures |= {(ids[name], column): Decimal(value) for column, value in cells.items()}
    declared_save(plan=plan, figures=figures, by=by)

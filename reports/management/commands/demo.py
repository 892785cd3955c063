"""Load the demo: five communes with the figures of real plans, two complete plans, invented people."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from assignments.actions import AreaLine, area_assignments_save
from households.actions import HamletLine, hamlets_save, membership_create, unit_figures_declare, user_create
from households.models import AdministrativeUnit, Hamlet, Membership, Standard
from households.resources import FIXTURES
from households.rules import Area, Counts, HamletLabel, Role
from plans.actions import commune_targets_save, declared_save, grid_save, plan_new
from plans.models import Plan
from plans.resources import placeholders, plan_content
from plans.rules import INPUTS, PlanKind
from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User

PEOPLE = (
    ("canbo", "Lò Thị Mận", "Cán bộ giảm nghèo xã Phú Thịnh", Role.OFFICER, "05800"),
    ("lanhdao", "Hà Văn Thuận", "Phó Chủ tịch UBND xã Phú Thịnh", Role.LEADER, "05800"),
    ("vanthu", "Bùi Thu Trang", "Văn thư UBND xã Phú Thịnh", Role.CLERK, "05800"),
    ("kiemtra", "Nông Quốc Việt", "Ban Kinh tế - Xã hội HĐND xã Phú Thịnh", Role.AUDITOR, "05800"),
    ("canbo.bacson", "Đỗ Minh Khang", "Cán bộ giảm nghèo phường Bắc Sơn", Role.OFFICER, "14809"),
    ("quantri", "Vũ Ngọc Lam", "Quản trị hệ thống", Role.ADMINISTRATOR, ""),
)
HAMLET_LEADER = ("totruong", "Lý A Páo", "Trưởng xóm Ba Giăng và Lê Lợi")
HAMLETS_LED = ("Ba Giăng", "Lê Lợi")


class Command(BaseCommand):
    help = "Load the demo communes, plans and users; does nothing where the demo users already are."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("Dữ liệu trình diễn đã có.")
            return
        communes = json.loads((FIXTURES / "demo" / "communes.json").read_text(encoding="utf-8"))
        units = {data["unit"]: _unit(data) for data in communes}
        for username, full_name, position, role, code in PEOPLE:
            user_create(
                username=username,
                full_name=full_name,
                position=position,
                password=DEMO_PASSWORD,
                role=role,
                unit=units.get(code),
                by=None,
                is_demo=True,
            )
        for data in communes:
            _load(data, units[data["unit"]])
        _hamlet_leader(units["05800"])
        self.stdout.write(f"Đã nạp {len(units)} xã, phường và {Plan.objects.count()} kế hoạch trình diễn.")


def _unit(data: Mapping[str, Any]) -> AdministrativeUnit:
    units = AdministrativeUnit.objects.filter(code=data["unit"]).order_by("valid_from", "pk")
    return units.filter(valid_to__isnull=True).first() or units.get()


def _hamlet_leader(unit: AdministrativeUnit) -> None:
    username, full_name, position = HAMLET_LEADER
    first, second = (Hamlet.objects.in_unit(unit).get(name=name) for name in HAMLETS_LED)
    user = user_create(
        username=username,
        full_name=full_name,
        position=position,
        password=DEMO_PASSWORD,
        role=Role.HAMLET_LEADER,
        unit=unit,
        hamlet=first,
        by=None,
        is_demo=True,
    )
    membership_create(user=user, role=Role.HAMLET_LEADER, unit=unit, hamlet=second, by=None)


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
            )
            for area in data.get("area_assignments", [])
        ],
        by=by,
    )
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
    names = placeholders(unit, year=year, label=label)
    targets = json.loads(path.read_text(encoding="utf-8")).get("targets", [])
    commune_targets_save(
        unit=unit,
        year=year,
        rows=[{**target, "value": Decimal(target["value"])} for target in targets],
        by=by,
    )
    kind = PlanKind(data["plan"]["kind"])
    plan = plan_new(unit=unit, kind=kind, year=year, content=plan_content(path, names), by=by)
    declared = data.get("declared", {})
    figures: dict[tuple[int | None, str], Decimal | None] = {
        (None, column): Decimal(value) for column, value in declared.get("total", {}).items()
    }
    for name, cells in declared.get("hamlets", {}).items():
        figures |= {(ids[name], column): Decimal(value) for column, value in cells.items()}
    declared_save(plan=plan, figures=figures, by=by)

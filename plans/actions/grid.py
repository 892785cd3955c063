"""Saving the hamlet grid: figures at the reference date and targets of the year, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from households.actions import figures_record
from households.models import AdministrativeUnit
from plans.actions.writing import declared_save
from plans.models import HamletTarget, Plan
from plans.queries import HamletLine, YearFigures, grid_is_open, year_figures
from plans.rules import INPUTS, TARGETS, Line
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError

Cells = Mapping[tuple[int, str], int | None]
Reductions = tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One cell from → to."""

    hamlet: str
    column: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class GridSaved:
    """What saving changed: cells, and how many published numbers of the total row."""

    changes: tuple[CellChange, ...]
    declared: int


class GridRefused(DomainError):
    """Cells that cannot be, with a sentence each, by (hamlet id, column)."""

    def __init__(self, errors: Mapping[tuple[int, str], str]) -> None:
        super().__init__("Có ô cần xem lại; chưa ghi gì.")
        self.errors = dict(errors)


class GridStale(StaleError):
    """Cells that somebody else changed meanwhile, with their value now, by (hamlet id, column)."""

    def __init__(self, now: Mapping[tuple[int, str], int | None]) -> None:
        super().__init__("Trong lúc đó người khác đã sửa bảng này; xem lại các ô được đánh dấu rồi lưu lại.")
        self.now = dict(now)


@transaction.atomic
def grid_save(
    *,
    unit: AdministrativeUnit,
    year: int,
    cells: Cells,
    seen: Cells,
    declared: Mapping[str, Decimal | None] | None = None,
    plan: Plan | None = None,
    by: User | None,
) -> GridSaved:
    """Save edited cells, given by (hamlet id, column) with the value each showed when the page was made.

    `declared` are the published numbers of `plan`'s total row, by column. Cells not given stay. Raises
    GridStale when a cell to change is no longer as seen, GridRefused when a row cannot be (more poor
    households than households, target above stock).
    """
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)  # a year without a plan has no other lock
    plans = list(Plan.objects.in_year(unit, year).select_for_update().order_by("pk"))
    if not grid_is_open(plans):
        raise DomainError(
            "Kế hoạch năm này đang trình hoặc đã duyệt; lãnh đạo trả lại thì mới sửa được số liệu."
        )
    figures = year_figures(unit=unit, year=year)
    rows = {row.hamlet_id: row for row in figures.rows}
    if any(hamlet not in rows or column not in INPUTS for hamlet, column in cells):
        raise DomainError("Danh sách thôn vừa thay đổi; tải lại trang.")
    changes = {
        (hamlet, column): value
        for (hamlet, column), value in cells.items()
        if rows[hamlet].line.count(column) != value
    }
    if moved := _moved_meanwhile(rows, changes, seen):
        raise GridStale(moved)
    after = {
        hamlet: Line(**{column: cells.get((hamlet, column), row.line.count(column)) for column in INPUTS})
        for hamlet, row in rows.items()
        if any((hamlet, column) in changes for column in INPUTS)
    }
    if errors := {
        (hamlet, field): sentence
        for hamlet, line in after.items()
        for field, sentence in line.violations().items()
    }:
        raise GridRefused(errors)
    _write(figures, after, by=by)
    totals: dict[tuple[int | None, str], Decimal | None] = {
        (None, column): value for column, value in (declared or {}).items()
    }
    declared_changes = declared_save(plan=plan, figures=totals, by=by) if plan and totals else 0
    return GridSaved(
        tuple(
            CellChange(
                hamlet=rows[hamlet].name, column=column, before=rows[hamlet].line.count(column), after=value
            )
            for (hamlet, column), value in changes.items()
        ),
        declared_changes,
    )


def _moved_meanwhile(
    rows: Mapping[int, HamletLine], changes: Cells, seen: Cells
) -> dict[tuple[int, str], int | None]:
    return {
        (hamlet, column): rows[hamlet].line.count(column)
        for hamlet, column in changes
        if (hamlet, column) in seen and seen[hamlet, column] != rows[hamlet].line.count(column)
    }


def _write(figures: YearFigures, after: Mapping[int, Line], *, by: User | None) -> None:
    figures_record(
        unit=figures.unit,
        date=figures.date,
        standard=figures.standard,
        counts={hamlet: line.counts for hamlet, line in after.items()},
        by=by,
    )
    targets_record(
        unit=figures.unit,
        year=figures.year,
        targets={hamlet: (line.poor_reduction, line.near_poor_reduction) for hamlet, line in after.items()},
        by=by,
    )


def targets_record(
    *, unit: AdministrativeUnit, year: int, targets: Mapping[int, Reductions], by: User | None
) -> None:
    """Record what hamlets (by their id) are to reduce in a year: poor households, near-poor households."""
    existing = {
        row.hamlet_id: row
        for row in HamletTarget.objects.select_for_update().filter(hamlet__unit=unit, year=year)
    }
    fresh: list[HamletTarget] = []
    stale: list[HamletTarget] = []
    changed: dict[str, list[Reductions]] = {}
    for hamlet_id, given in targets.items():
        row = existing.get(hamlet_id) or HamletTarget(hamlet_id=hamlet_id, year=year)
        before = (row.poor_reduction, row.near_poor_reduction)
        if before == given:
            continue
        row.poor_reduction, row.near_poor_reduction = given
        (stale if row.pk else fresh).append(row)
        changed[str(hamlet_id)] = [before, given]
    HamletTarget.objects.bulk_create(fresh)
    HamletTarget.objects.bulk_update(stale, TARGETS, batch_size=500)
    if changed:
        record_event(
            "hamlet_targets_recorded",
            target=unit,
            by=by,
            unit_code=unit.code,
            details={"year": year, "columns": TARGETS, "hamlets": changed},
        )

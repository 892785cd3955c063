"""Saving the hamlet grid: figures at the reference date and targets of the year, all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from households.actions import figures_record
from households.models import AdministrativeUnit
from plans.actions.writing import Figures, declared_save
from plans.models import HamletTarget, Plan
from plans.queries import HamletLine, Reductions, TableFigures, figures_refusal, year_figures
from plans.rules import INPUTS, TARGETS, Line
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError

Cells = Mapping[tuple[int, str], int | None]


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


def figures_lock(*, unit: AdministrativeUnit, years: Collection[int]) -> None:
    """Lock the unit's table; refused while a plan of one of the years closes it."""
    AdministrativeUnit.objects.hold(unit.pk)  # a year without a plan has no other lock
    plans = Plan.objects.plans().filter(unit=unit, year__in=years).select_for_update().order_by("pk")
    if refusal := figures_refusal(list(plans)):
        raise DomainError(refusal)


@transaction.atomic
def grid_save(
    *,
    unit: AdministrativeUnit,
    year: int,
    cells: Cells,
    seen: Cells,
    declared: Mapping[str, Decimal | None] | None = None,
    declared_seen: Mapping[str, Decimal | None] | None = None,
    plan: Plan | None = None,
    by: User | None,
) -> GridSaved:
    """Save edited cells, given by (hamlet id, column) with the value each showed when the page was made.

    `declared` are the published numbers of `plan`'s total row, by column, `declared_seen` what the page
    showed there. Cells not given stay. Raises StaleError (GridStale for cells) when one to change is no
    longer as seen, GridRefused when a row cannot be (more poor households than households, target above
    stock).
    """
    figures_lock(unit=unit, years=[year])
    figures = year_figures(unit=unit, year=year)
    rows = {row.hamlet_id: row for row in figures.rows}
    if any(hamlet not in rows or column not in INPUTS for hamlet, column in cells):
        raise DomainError("Danh sách thôn vừa thay đổi; tải lại trang.")
    changes = {
        (hamlet, column): value
        for (hamlet, column), value in cells.items()
        if rows[hamlet].line.count(column) != value
    }
    if moved := moved_meanwhile(rows, changes, seen):
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
    lines_write(figures, after, by=by)
    declared_changes = (
        declared_save(plan=plan, figures=in_total_row(declared), seen=in_total_row(declared_seen), by=by)
        if plan and declared
        else 0
    )
    return GridSaved(
        tuple(
            CellChange(
                hamlet=rows[hamlet].name, column=column, before=rows[hamlet].line.count(column), after=value
            )
            for (hamlet, column), value in changes.items()
        ),
        declared_changes,
    )


def in_total_row(figures: Mapping[str, Decimal | None] | None) -> Figures:
    """Published numbers of the total row as `declared_save` wants them."""
    return {(None, column): value for column, value in (figures or {}).items()}


def moved_meanwhile(
    rows: Mapping[int, HamletLine], changes: Cells, seen: Cells
) -> dict[tuple[int, str], int | None]:
    """The cells to change that are no longer as they were seen, with their value now."""
    return {
        (hamlet, column): rows[hamlet].line.count(column)
        for hamlet, column in changes
        if (hamlet, column) in seen and seen[hamlet, column] != rows[hamlet].line.count(column)
    }


def lines_write(figures: TableFigures, after: Mapping[int, Line], *, by: User | None) -> None:
    """Record lines (by hamlet id) of a table: its figures, and its targets where it has a year."""
    figures_record(
        unit=figures.unit,
        date=figures.date,
        standard=figures.standard,
        counts={hamlet: line.counts for hamlet, line in after.items()},
        by=by,
    )
    if figures.year is not None:
        reductions = {
            hamlet: (line.poor_reduction, line.near_poor_reduction) for hamlet, line in after.items()
        }
        targets_record(unit=figures.unit, year=figures.year, targets=reductions, by=by)


def targets_record(
    *, unit: AdministrativeUnit, year: int, targets: Mapping[int, Reductions], by: User | None
) -> None:
    """Record what hamlets (by their id) are to reduce in a year: poor households, near-poor households."""
    existing = HamletTarget.objects.select_for_update().filter(hamlet__unit=unit, year=year).by_hamlet()
    nothing = (None, None)
    changed = {
        hamlet_id: [existing.get(hamlet_id, nothing), given]
        for hamlet_id, given in targets.items()
        if existing.get(hamlet_id, nothing) != given
    }
    rows = [
        HamletTarget(hamlet_id=hamlet_id, year=year, poor_reduction=poor, near_poor_reduction=near_poor)
        for hamlet_id, (_, (poor, near_poor)) in changed.items()
    ]
    HamletTarget.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["hamlet", "year"], update_fields=TARGETS
    )
    if changed:
        record_event(
            "hamlet_targets_recorded",
            target=unit,
            by=by,
            unit_code=unit.code,
            details={"year": year, "columns": TARGETS, "hamlets": changed},
        )

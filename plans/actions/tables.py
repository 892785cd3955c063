"""Bringing in a table of hamlets that came as a workbook, taking it back, and what is kept while an officer
looks at it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from households.actions import LineErrors, hamlets_add, hamlets_remove
from households.models import AdministrativeUnit, Hamlet
from plans.actions.grid import Cells, GridStale, figures_lock, lines_write, moved_meanwhile
from plans.models import HamletTarget, TableImport, TableMapping, TableUpload
from plans.queries import HamletLine, TableFigures, last_import, table_figures, table_years
from plans.rules import COLUMN_LABELS, FIGURES, INPUTS, Line
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.collector import collector_paused
from povertyplan.common.dates import year_reading
from povertyplan.common.errors import DomainError, StaleError

UPLOAD_LIFE = dt.timedelta(days=1)
NAME = "name"


class TableRow(Protocol):
    """One row of a workbook: where it stands, whose it is (None: a new hamlet's), and the values it gives."""

    @property
    def row(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def hamlet_id(self) -> int | None: ...
    @property
    def values(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, kw_only=True)
class TableImported:
    """How many hamlets got their first figures, changed, or stayed; no record where nothing changed."""

    created: int
    updated: int
    unchanged: int
    record: TableImport | None


class TableRefused(DomainError):
    """Rows that cannot be, with a sentence each, by (row of the sheet, column or "name")."""

    def __init__(self, errors: Mapping[tuple[int, str], str]) -> None:
        super().__init__("Có ô cần xem lại; chưa ghi gì.")
        self.errors = dict(errors)


class ImportMoved(StaleError):
    """Cells that were changed since the import, with their value now, by (hamlet id, column)."""

    def __init__(self, places: Sequence[str], *, now: Mapping[tuple[int, str], int | None]) -> None:
        super().__init__(
            f"Sau lần nhập đó đã có người sửa: {shortened(places)}. "
            "Không hoàn tác được; sửa thẳng trong bảng."
        )
        self.now = dict(now)


def shortened(names: Sequence[str]) -> str:
    """The first five, and how many more."""
    rest = len(names) - 5
    return "; ".join(names[:5]) + (f" và {rest} chỗ khác" if rest > 0 else "")


def checked_figures(*, unit: AdministrativeUnit, date: dt.date, year: int | None) -> TableFigures:
    """The table that rows are checked against: with the targets of `year`, else of the year that reads it."""
    return table_figures(unit=unit, date=date, year=year or year_reading(date))


def _lock(unit: AdministrativeUnit, date: dt.date, year: int | None) -> TableFigures:
    figures_lock(unit=unit, years=table_years(date=date, year=year))
    return checked_figures(unit=unit, date=date, year=year)


@dataclass(frozen=True)
class _Merged:
    """A row with the hamlet's line as stored, and as it is with the row's values."""

    row: TableRow
    before: Line
    after: Line
    cells: Mapping[str, list[int | None]]  # what changes, by column: from, to

    @property
    def is_new(self) -> bool:
        return self.row.hamlet_id is None or self.after.brings_figures(self.before)


@collector_paused()
@transaction.atomic
def table_import(
    *,
    unit: AdministrativeUnit,
    date: dt.date,
    year: int | None,
    rows: Sequence[TableRow],
    sha256: str,
    seen: Cells | None,
    by: User | None,
) -> TableImported:
    """Save all rows or none: figures at `date`, targets of `year`, new hamlets at the end of the list.

    A value that a row does not give stays as stored. Raises TableRefused where a row cannot be, GridStale
    where a cell to change is no longer as `seen` (by hamlet id and column).
    """
    figures = _lock(unit, date, year)
    stored = {row.hamlet_id: row for row in figures.rows}
    _check_hamlets(rows, stored)
    if any(not row.values.keys() <= set(INPUTS if year else FIGURES) for row in rows):
        raise DomainError("Chỉ tiêu chỉ nhập được khi chọn năm.")
    merged = [_merge(row, stored) for row in rows]
    changed = [each for each in merged if each.cells]
    if errors := {
        (each.row.row, column): sentence
        for each in changed
        for column, sentence in each.after.violations().items()
    }:
        raise TableRefused(errors)
    changes = {
        (each.row.hamlet_id, column): None for each in changed if each.row.hamlet_id for column in each.cells
    }
    if moved := moved_meanwhile(stored, changes, seen or {}):
        raise GridStale(moved)
    added = _hamlets_add(unit, {row.row: row.name for row in rows if row.hamlet_id is None}, by=by)
    ids = {row.row: row.hamlet_id or added[row.row] for row in rows}
    lines_write(figures, {ids[each.row.row]: each.after for each in changed}, by=by)
    touched = len(changed) + sum(each.row.hamlet_id is None and not each.cells for each in merged)
    created = sum(each.is_new for each in merged)
    counts = {"created": created, "updated": touched - created, "unchanged": len(rows) - touched}
    if not touched:
        return TableImported(**counts, record=None)
    record = TableImport(
        unit=unit,
        date=date,
        year=year,
        sha256=sha256,
        cells={str(ids[each.row.row]): each.cells for each in changed},
        hamlets=list(added.values()),
        by=by,
        at=timezone.now(),
    )
    record.full_clean()
    record.save()
    details = {"date": date.isoformat(), "year": year, "sha256": sha256, **counts}
    record_event("table_imported", target=record, by=by, unit_code=unit.code, details=details)
    return TableImported(**counts, record=record)


def _check_hamlets(rows: Sequence[TableRow], stored: Collection[int]) -> None:
    """Every row stands for a hamlet of the list, or a new one, and none for the same as another."""
    if any(row.hamlet_id is not None and row.hamlet_id not in stored for row in rows):
        raise DomainError("Danh sách thôn vừa thay đổi; xem lại tệp từ đầu.")
    first: dict[int, int] = {}
    if errors := {
        (row.row, NAME): f"Thôn này đã có ở dòng {first[row.hamlet_id]}."
        for row in rows
        if row.hamlet_id and first.setdefault(row.hamlet_id, row.row) != row.row
    }:
        raise TableRefused(errors)


def _merge(row: TableRow, stored: Mapping[int, HamletLine]) -> _Merged:
    before = stored[row.hamlet_id].line if row.hamlet_id else Line()
    cells = {
        column: [before.count(column), value]
        for column, value in row.values.items()
        if before.count(column) != value
    }
    return _Merged(row, before, replace(before, **row.values), cells)


def _hamlets_add(unit: AdministrativeUnit, names: Mapping[int, str], *, by: User | None) -> dict[int, int]:
    """The new hamlets' ids by the row of the sheet."""
    try:
        added = hamlets_add(unit=unit, names=names, by=by)
    except LineErrors as error:
        raise TableRefused({(row, NAME): sentence for row, sentence in error.errors.items()}) from error
    return {row: hamlet.pk for row, hamlet in added.items()}


@collector_paused()
@transaction.atomic
def table_import_undo(*, record: TableImport, by: User | None) -> None:
    """Put every cell back to what it was before the unit's last import; all of it or nothing.

    Hamlets that the import added leave the list. Raises ImportMoved when a cell was changed since.
    """
    unit = record.unit
    figures = _lock(unit, record.date, record.year)
    if record != last_import(unit=unit):
        raise DomainError("Chỉ hoàn tác được lần nhập gần nhất; lần này đã hoàn tác hoặc đã có lần nhập sau.")
    stored = {row.hamlet_id: row for row in figures.rows}
    cells = {int(hamlet): columns for hamlet, columns in record.cells.items()}
    _check_unmoved(cells, record.hamlets, stored)
    lines = {
        hamlet: replace(stored[hamlet].line, **{column: old for column, (old, _) in columns.items()})
        for hamlet, columns in cells.items()
    }
    if impossible := [stored[hamlet].name for hamlet, line in lines.items() if line.violations()]:
        raise DomainError(
            f"Số cũ không còn khớp với số được sửa sau lần nhập đó: {shortened(impossible)}. "
            "Không hoàn tác được; sửa thẳng trong bảng."
        )
    lines_write(figures, lines, by=by)
    blank = HamletTarget.objects.filter(poor_reduction__isnull=True, near_poor_reduction__isnull=True)
    blank.filter(hamlet__in=record.hamlets).delete()
    hamlets_remove(unit=unit, hamlet_ids=record.hamlets, by=by)
    record.undone_by, record.undone_at = by, timezone.now()
    record.full_clean()
    record.save()
    record_event("table_import_undone", target=record, by=by, unit_code=unit.code)


def _check_unmoved(
    cells: Mapping[int, Mapping[str, list[int | None]]],
    added: Collection[int],
    stored: Mapping[int, HamletLine],
) -> None:
    gone = {*cells, *added} - stored.keys()
    names = Hamlet.objects.filter(pk__in=gone).order_by("pk").values_list("name", flat=True)
    now = {
        (hamlet, column): stored[hamlet].line.count(column)
        for hamlet, columns in cells.items()
        if hamlet in stored
        for column, (_, new) in columns.items()
        if stored[hamlet].line.count(column) != new
    }
    if gone or now:
        places = [f"{stored[hamlet].name} ({COLUMN_LABELS[column]})" for hamlet, column in now]
        raise ImportMoved([*names, *places], now=now)


@transaction.atomic
def upload_keep(
    *, unit: AdministrativeUnit, year: int, workbook: Mapping[str, Any], sha256: str, by: User
) -> TableUpload:
    """Keep a workbook that was read while the officer looks at it, instead of the one before it.

    Workbooks that nobody has looked after for a day are forgotten.
    """
    now = timezone.now()
    TableUpload.objects.filter(at__lt=now - UPLOAD_LIFE).delete()
    values = {"at": now, "sha256": sha256, "workbook": workbook, "mapping": {}}
    upload, _ = TableUpload.objects.update_or_create(unit=unit, year=year, by=by, defaults=values)
    details = {"year": year, "sha256": sha256}
    record_event("table_uploaded", target=upload, by=by, unit_code=unit.code, details=details)
    return upload


@transaction.atomic
def upload_map(*, upload: TableUpload, mapping: Mapping[str, Any]) -> None:
    """Note how the officer says the workbook is to be read. No event: nothing of the commune changes."""
    if not TableUpload.objects.filter(pk=upload.pk, sha256=upload.sha256).update(mapping=mapping):
        raise DomainError("Tệp đang xem không còn; tải tệp lên lại.")


@transaction.atomic
def upload_drop(*, upload: TableUpload) -> None:
    """Forget a workbook that was brought in or given up."""
    upload.delete()


@transaction.atomic
def mapping_remember(
    *,
    unit: AdministrativeUnit,
    headings: str,
    mapping: Mapping[str, Any],
    by: User | None,
) -> TableMapping:
    """Remember how headings with this fingerprint are to be read."""
    AdministrativeUnit.objects.hold(unit.pk)
    kept = TableMapping.objects.filter(unit=unit, headings=headings).first()
    if kept and kept.mapping == mapping:
        return kept
    kept = kept or TableMapping(unit=unit, headings=headings)
    kept.mapping, kept.at = mapping, timezone.now()
    kept.full_clean()
    kept.save()
    details = {"headings": headings, "mapping": mapping}
    record_event("table_mapping_remembered", target=kept, by=by, unit_code=unit.code, details=details)
    return kept


@transaction.atomic
def upload_bring_in(
    *,
    upload: TableUpload,
    date: dt.date,
    rows: Sequence[TableRow],
    seen: Cells | None,
    headings: str,
    mapping: Mapping[str, Any],
    by: User,
) -> TableImported:
    """Save what a kept workbook gives, remember how it was read and forget it: all of that or nothing.

    Raises what `table_import` does.
    """
    imported = table_import(
        unit=upload.unit,
        date=date,
        year=upload.year,
        rows=rows,
        sha256=upload.sha256,
        seen=seen,
        by=by,
    )
    mapping_remember(unit=upload.unit, headings=headings, mapping=mapping, by=by)
    upload_drop(upload=upload)
    return imported

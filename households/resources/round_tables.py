"""The tables of a round and lists of its households as workbooks and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from households.compose import RoundTable
from households.models import ReviewRound
from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import Align, Cell, Column, Figure, Row, Table
from povertyplan.documents.figures import rounded
from povertyplan.documents.xlsx import ColumnOut, SheetOut, write_workbook
from povertyplan.documents.xlsx.writer import Value

WIDTH = 4.5  # letters that a part of a column's width is in a workbook
LANDSCAPE_ABOVE = 8


def tables_workbook(round: ReviewRound, parts: Sequence[RoundTable]) -> bytes:
    """A sheet for each table, numbers as numbers."""
    return write_workbook([_sheet(round, f"Biểu {part.number}", part.title, part.table) for part in parts])


def list_workbook(round: ReviewRound, table: Table, *, said: Sequence[str]) -> bytes:
    """A list of households, with what it was chosen by above it."""
    title = f"Danh sách hộ {round}"
    return write_workbook(
        [_sheet(round, "Danh sách", title, table, notes=(", ".join(said),) if said else ())]
    )


def tables_json(round: ReviewRound, parts: Sequence[RoundTable]) -> dict[str, Any]:
    """The tables for scripts: rates in percent, rounded as printed; null is "not known"."""
    return {
        "unit": round.unit.code,
        "round": str(round),
        "reference_date": round.reference_date.isoformat(),
        "official": round.is_closed,
        "tables": [
            {
                "number": part.number,
                "title": part.title,
                "columns": [
                    {"key": column.key, "group": column.group, "label": column.label}
                    for column in part.table.columns
                ],
                "rows": [_json_row(row) for row in part.table.rows],
                "total": part.table.total and _json_row(part.table.total),
            }
            for part in parts
        ],
    }


def _json_row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "cells": [_plain(cell) for cell in row.cells]}


def _plain(cell: Cell) -> str | int | float | None:
    if not isinstance(cell, Figure) or cell.value is None:
        return None if isinstance(cell, Figure) else cell
    return float(rounded(cell.value, cell.decimals)) if cell.decimals else int(cell.value)


def _sheet(
    round: ReviewRound, name: str, title: str, table: Table, *, notes: tuple[str, ...] = ()
) -> SheetOut:
    when = (
        f"{round.unit.full_name}, tính đến {short_date(round.reference_date)}, kết quả {round.result_label}"
    )
    return table_sheet(table, name=name, title=(title, when), notes=notes)


def table_sheet(table: Table, *, name: str, title: tuple[str, ...], notes: tuple[str, ...] = ()) -> SheetOut:
    """A table of a document as a sheet, numbers as numbers."""
    rows = (*table.rows, *([table.total] if table.total else []))
    return SheetOut(
        name=name,
        title=title,
        notes=notes,
        columns=tuple(
            _column(column, [row.cells[at] for row in rows]) for at, column in enumerate(table.columns)
        ),
        rows=tuple(tuple(map(_value, row.cells)) for row in table.rows),
        total=tuple(map(_value, table.total.cells)) if table.total else None,
        landscape=len(table.columns) > LANDSCAPE_ABOVE,
        frozen_columns=2,
    )


def _column(column: Column, cells: Sequence[Cell]) -> ColumnOut:
    figures = [cell for cell in cells if isinstance(cell, Figure)]
    return ColumnOut(
        label=column.label,
        group=column.group,
        width=WIDTH * column.width if column.align is Align.LEFT else 10,
        decimals=figures[0].decimals if figures else None,
    )


def _value(cell: Cell) -> Value:
    """Numbers stay numbers, what is not known its dots."""
    if not isinstance(cell, Figure):
        return cell
    return (cell.blank or None) if cell.value is None else cell.value

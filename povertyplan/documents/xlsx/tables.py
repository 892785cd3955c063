"""Every table of a document as a sheet of a workbook: figures are numbers, words are words."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from povertyplan.documents.blocks import Cell, Column, Document, Figure, Row, Table, walk
from povertyplan.documents.figures import printed_value
from povertyplan.documents.layout import document_title
from povertyplan.documents.numbering import appendix_label
from povertyplan.documents.xlsx.writer import ColumnOut, SheetOut, Value, write_workbook

WIDE = 8  # columns that still stand upright


def render_xlsx(document: Document) -> bytes:
    """The document's tables as a workbook, in reading order; one sheet that says so where there is none."""
    names = _names(document)
    title = document_title(document)
    sheets = [_sheet(table, name, title) for table, name in zip(document.tables(), names, strict=True)]
    return write_workbook(
        sheets or [SheetOut(name="Không có bảng", columns=(ColumnOut(label=title),), rows=())]
    )


def _names(document: Document) -> list[str]:
    """ "Bảng 1", "Phụ lục II": how readers of the paper call the tables."""
    size = len(document.appendices)
    labels = ["Bảng"] * sum(isinstance(block, Table) for block in walk(document.blocks))
    for index, appendix in enumerate(document.appendices, 1):
        labels += [appendix_label(index, size)] * sum(
            isinstance(each, Table) for each in walk(appendix.blocks)
        )
    many, seen, names = Counter(labels), Counter[str](), []
    for label in labels:
        seen[label] += 1
        names.append(f"{label} {seen[label]}" if many[label] > 1 else label)
    return names


def _sheet(table: Table, name: str, title: str) -> SheetOut:
    return SheetOut(
        name=name,
        title=(title, *([table.caption] if table.caption else [])),
        columns=tuple(_column(table, column) for column in table.columns),
        rows=tuple(_values(row) for row in table.rows),
        total=_values(table.total) if table.total else None,
        landscape=len(table.columns) > WIDE,
    )


def _column(table: Table, column: Column) -> ColumnOut:
    """As many decimals as its most exact figure; text where no figure stands."""
    cells = [table.cell(row, column.key) for row in (*table.rows, *([table.total] if table.total else []))]
    decimals = [cell.decimals for cell in cells if isinstance(cell, Figure)]
    return ColumnOut(
        label=column.label,
        group=column.group,
        width=8 + 4 * column.width,
        decimals=max(decimals, default=None),
    )


def _values(row: Row) -> tuple[Value, ...]:
    return tuple(map(_value, row.cells))


def _value(cell: Cell) -> Value:
    """A figure as it is printed, after rounding; what stands for a blank one stays text."""
    if isinstance(cell, str):
        return cell or None
    value: Decimal | None = printed_value(cell)
    return cell.blank or None if value is None else value

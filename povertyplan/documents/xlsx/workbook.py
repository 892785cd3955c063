"""A workbook that was read: what a person would see in its cells, and what is hidden. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class CellKind(StrEnum):
    """What stands in a cell."""

    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    BOOLEAN = "b"
    ERROR = "e"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetCell:
    """A cell that is not empty.

    `text` is one clean line in NFC, cut at 4,000 characters: a number without grouping and with a decimal
    comma ("1234,5"), a percentage as one ("1,2%" of 0.012), dates as dd/mm/yyyy, errors and truth as Excel
    writes them. `number` belongs to numbers alone. A formula stands in `formula` with its sign ("=D7-E7");
    the rest is then its cached value, TEXT and "" where the file has none.
    """

    kind: CellKind
    text: str
    number: Decimal | None = None
    formula: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A sheet from A1 to its last row and column that hold something; every row is as wide as the widest.

    Hidden rows and columns and merged ranges (first row, first column, last row, last column) count from 1
    and are cut to these rows and columns.
    """

    name: str
    hidden: bool = False
    rows: tuple[tuple[SheetCell | None, ...], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """The sheets in the order of their tabs."""

    sheets: tuple[Sheet, ...]


def column_name(column: int) -> str:
    """The letters of a column counted from 1: 3 is "C", 27 is "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """What Excel calls the cell, both counted from 1: (7, 3) is "C7"."""
    return f"{column_name(column)}{row}"


def to_json(workbook: Workbook) -> Json:
    """The workbook in JSON's own types: a plain text is a string, any other cell a short list."""
    return {
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "rows": [[_encode(cell) for cell in row] for row in sheet.rows],
                "hidden_rows": sorted(sheet.hidden_rows),
                "hidden_columns": sorted(sheet.hidden_columns),
                "merged": [list(each) for each in sheet.merged],
            }
            for sheet in workbook.sheets
        ]
    }


def from_json(data: Mapping[str, Any]) -> Workbook:
    """The workbook that `to_json` was given."""
    return Workbook(
        sheets=tuple(
            Sheet(
                name=sheet["name"],
                hidden=sheet["hidden"],
                rows=tuple(tuple(map(_decode, row)) for row in sheet["rows"]),
                hidden_rows=frozenset(sheet["hidden_rows"]),
                hidden_columns=frozenset(sheet["hidden_columns"]),
                merged=tuple((top, left, bottom, right) for top, left, bottom, right in sheet["merged"]),
            )
            for sheet in data["sheets"]
        )
    )


def _encode(cell: SheetCell | None) -> str | list[str] | None:
    if cell is None:
        return None
    if cell.kind is CellKind.TEXT and not cell.formula:
        return cell.text
    number = "" if cell.number is None else str(cell.number)
    return [cell.kind, cell.text, number, *([cell.formula] if cell.formula else ())]


def _decode(data: str | list[str] | None) -> SheetCell | None:
    if data is None:
        return None
    if isinstance(data, str):
        return SheetCell(kind=CellKind.TEXT, text=data)
    kind, text, number, *formula = data
    return SheetCell(
        kind=CellKind(kind), text=text, number=Decimal(number) if number else None, formula="".join(formula)
    )

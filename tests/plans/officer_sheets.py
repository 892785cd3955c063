"""Sheets as the reader gives them, written by hand in tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from povertyplan.documents.xlsx import CellKind, Sheet, SheetCell


def text(value: str) -> SheetCell:
    """A cell of text as the reader gives it."""
    return SheetCell(kind=CellKind.TEXT, text=" ".join(value.split()))


def number(value: int | str | Decimal, formula: str = "") -> SheetCell:
    """A cell that holds a number."""
    amount = Decimal(value)
    return SheetCell(
        kind=CellKind.NUMBER, text=f"{amount:f}".replace(".", ","), number=amount, formula=formula
    )


@dataclass
class Paper:
    """A sheet to write on; rows and columns count from 1."""

    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def sheet(self, name: str = "Sheet1", *, hidden: bool = False) -> Sheet:
        """What is written, as the reader gives it."""
        height = max((row for row, _ in self.cells), default=0)
        width = max((column for _, column in self.cells), default=0)
        return Sheet(
            name=name,
            hidden=hidden,
            rows=tuple(
                tuple(self.cells.get((row, column)) for column in range(1, width + 1))
                for row in range(1, height + 1)
            ),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            merged=tuple(self.merged),
        )


def paper(*rows: str, merged: tuple[tuple[int, int, int, int], ...] = ()) -> Paper:
    """A sheet from lines of cells parted by "|"; what looks like a whole number is one."""
    written = Paper(merged=list(merged))
    for row, line in enumerate(rows, 1):
        for column, value in enumerate(line.split("|"), 1):
            if value.strip():
                plain = value.strip()
                written.cells[row, column] = number(plain) if plain.isdecimal() else text(plain)
    return written


BAD_VALUES = {
    "decimal text": text("1,5"),
    "decimal": number("2.5"),
    "negative": number(-3),
    "words": text("năm hộ"),
    "date": SheetCell(kind=CellKind.DATE, text="05/01/2026"),
    "boolean": SheetCell(kind=CellKind.BOOLEAN, text="TRUE"),
    "error": SheetCell(kind=CellKind.ERROR, text="#REF!"),
    "formula": number(4, "=C7-D7"),
    "formula without result": SheetCell(kind=CellKind.TEXT, text="", formula="=C7-D7"),
    "too large": number(12_345_678),
    "share": SheetCell(kind=CellKind.NUMBER, text="12%", number=Decimal("0.12")),
    "english": text("1,234"),
}

"""What a workbook of households says once it is read: households, refusals and what was left out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from households.rules import Relation
from povertyplan.documents.xlsx import column_name
from povertyplan.documents.xlsx.heads import Grid

MAX_LISTED = 12


@dataclass(frozen=True, kw_only=True)
class CellError:
    """A cell that is refused, row and column counted as Excel shows them; `value` as the officer sees it,
    `message` what is expected. A row of 0 is the whole file.
    """

    sheet: str
    row: int
    column: str
    value: str
    message: str

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}" if self.row else ""

    @property
    def told(self) -> str:
        """The cell and what is expected; what stands there may be a person's and stays in the file."""
        place = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, kw_only=True)
class UnknownHamlet:
    """A name that is no hamlet's of the commune, with those written most like it."""

    cell: str
    written: str
    suggestions: tuple[int, ...]


@dataclass(kw_only=True)
class FileMember:
    """A person as one row gives him; only what was given is in `values`."""

    row: int
    values: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def is_head(self) -> bool:
        return self.values.get("relation") is Relation.HEAD


@dataclass(kw_only=True)
class FileHousehold:
    """A household as the file gives it; `cells` says in which row each value stands."""

    row: int
    hamlet_id: int | None = None
    record: tuple[int, int, int] | None = None  # id, version, version of the review
    code: str = ""
    members: list[FileMember] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)

    @property
    def head(self) -> FileMember:
        """The head; only of a household without errors."""
        return next(member for member in self.members if member.is_head)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A row that was not read, and why."""

    row: int
    reason: str


@dataclass
class RegisterContent:
    """All that a sheet says; it may be taken over only when there are no errors and no unknown hamlets."""

    sheet: str
    columns: Mapping[str, int]
    households: list[FileHousehold] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    unknown: list[UnknownHamlet] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    grid: Grid | None = None
    refused: set[tuple[int, str]] = field(default_factory=set)
    refused_rows: set[int] = field(default_factory=set)

    def refuse(self, row: int, key: str, message: str) -> None:
        """An error at the cell of that row in the column of that key."""
        self.refused.add((row, key))
        self.refused_rows.add(row)
        column = self.columns.get(key, 0)
        cell = self.grid.cell(row, column) if self.grid and column and row else None
        self.errors.append(
            CellError(
                sheet=self.sheet,
                row=row,
                column=column_name(column) if column else "",
                value=(cell.text or cell.formula) if cell else "",
                message=message,
            )
        )


def left_out_notes(left_out: Sequence[LeftOut]) -> Iterator[str]:
    """The rows that were not read, as sentences, those of a kind together."""
    reasons: dict[str, list[int]] = {}
    for each in left_out:
        reasons.setdefault(each.reason, []).append(each.row)
    for reason, rows in reasons.items():
        more = f" và {len(rows) - MAX_LISTED} dòng khác" if len(rows) > MAX_LISTED else ""
        yield f"Không đọc dòng {', '.join(map(str, rows[:MAX_LISTED]))}{more}: {reason}"

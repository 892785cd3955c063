"""What an officer's table says once it is read: rows, refusals, questions and what was left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A hamlet's row: its name as in the commune's list, or as written for a new one (`hamlet_id` None).

    `values` holds only what was given; `cells` says where each value and the name stand ("C7").
    """

    row: int
    name: str
    hamlet_id: int | None
    values: Mapping[str, int]
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CellError:
    """A cell that is refused; `value` as the officer sees it, `message` what is expected."""

    sheet: str
    cell: str
    value: str
    message: str


@dataclass(frozen=True, kw_only=True)
class UnknownName:
    """A name that is not in the commune's list, with the hamlets (at most three) written most like it."""

    cell: str
    written: str
    suggestions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A row that was not read, and why."""

    row: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TableContent:
    """All that a sheet says; `rows` may be taken over only when there are no errors and no unknown names."""

    rows: tuple[TableRow, ...]
    errors: tuple[CellError, ...]
    unknown: tuple[UnknownName, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

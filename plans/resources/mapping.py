"""Which sheet, which head rows and which column of an officer's workbook hold what. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.resources.names import HamletName
from plans.rules import INPUTS
from povertyplan.documents.xlsx import Workbook

NAME = "name"
COLUMN_KEYS = (NAME, *INPUTS)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column as its head calls it, from the top row to the lowest ("Chỉ tiêu giảm năm 2026: Số hộ nghèo").

    `key` is one of `COLUMN_KEYS`, or "" where the column is not used; `samples` are the first values below.
    """

    column: int
    text: str
    key: str
    hidden: bool
    samples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SheetMapping:
    """How a sheet is read: its head rows (0 and 0 without any; data starts below `last_head`) and the column
    of each key, all counted from 1.

    `names` is what the officer decided: the name as written (`name_key`) to the hamlet's key. With
    `add_names` a name that is not in the list becomes a new hamlet.
    """

    sheet: str
    first_head: int
    last_head: int
    columns: Mapping[str, int]
    names: Mapping[str, int]
    add_names: bool = False

    def to_json(self) -> dict[str, Any]:
        """The mapping in JSON's own types."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetMapping:
        """The mapping that `to_json` was made from. Raises ValueError for anything else."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """How the workbook would be read, to be confirmed by the officer.

    `problems` are sentences on what is unclear; what is unclear is not mapped. `fingerprint` is the same for
    the same head in another year's file.
    """

    mapping: SheetMapping
    headings: tuple[Heading, ...]
    sheets: tuple[str, ...]
    problems: tuple[str, ...]
    fingerprint: str


def propose(
    workbook: Workbook,
    *,
    hamlets: Sequence[HamletName],
    year: int,
    remembered: Callable[[str], SheetMapping | None] = lambda fingerprint: None,
    sheet: str = "",
) -> Proposal:
    """How the sheet that looks most like the table of `year` (or the one named) would be read."""
    raise NotImplementedError

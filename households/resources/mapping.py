"""How the columns of an officer's sheet are read, whatever the table is: what is remembered of it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Self

from povertyplan.documents.xlsx import column_name
from povertyplan.documents.xlsx.heads import Grid, Head

SAMPLES = 3
SAMPLED_ROWS = 600


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column as its head calls it, from the top row to the lowest ("Chỉ tiêu giảm năm 2026: Số hộ nghèo").

    `key` is that of a column of ours, or "" where it is not used; `samples` are the first values below.
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

    KEYS: ClassVar[frozenset[str]] = frozenset()

    sheet: str
    first_head: int
    last_head: int
    columns: Mapping[str, int]
    names: Mapping[str, int]
    add_names: bool = False

    def to_json(self) -> dict[str, Any]:
        """The mapping in JSON's own types."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The mapping that `to_json` was made from. Raises ValueError for anything else."""
        try:
            mapping = cls(
                sheet=str(data["sheet"]),
                first_head=int(data["first_head"]),
                last_head=int(data["last_head"]),
                columns={str(key): int(column) for key, column in data["columns"].items()},
                names={str(name): int(pk) for name, pk in data["names"].items()},
                add_names=data["add_names"] is True,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a mapping") from error
        columns = mapping.columns
        if (
            not columns.keys() <= cls.KEYS
            or len(set(columns.values())) < len(columns)
            or min(columns.values(), default=1) < 1
            or not 0 <= mapping.first_head <= mapping.last_head
        ):
            raise ValueError("not a mapping")
        return mapping


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """How the workbook would be read, to be confirmed by the officer.

    `problems` are sentences on what is unclear, which is not mapped; `doubts` are those that a choice of
    columns settles. `fingerprint` is the same for the same head in the same columns, in another year's file
    too; "" (nothing to remember) without a head.
    """

    mapping: SheetMapping
    headings: tuple[Heading, ...]
    sheets: tuple[str, ...]
    problems: tuple[str, ...]
    fingerprint: str
    doubts: tuple[str, ...] = ()

    def decided(self, mapping: SheetMapping) -> Proposal:
        """The proposal as the officer said it: what he chose for the columns settles what was in doubt."""
        keys = {column: key for key, column in mapping.columns.items()}
        return replace(
            self,
            mapping=replace(
                self.mapping, columns=mapping.columns, names=mapping.names, add_names=mapping.add_names
            ),
            headings=tuple(replace(heading, key=keys.get(heading.column, "")) for heading in self.headings),
            problems=tuple(problem for problem in self.problems if problem not in self.doubts),
        )


@dataclass
class HeadedSheet:
    """A sheet with the head of its table."""

    grid: Grid
    head: Head

    def headings(self, columns: Mapping[str, int]) -> Iterator[Heading]:
        """Every column that has a heading or holds something."""
        keys = {column: key for key, column in columns.items()}
        for column in range(1, self.grid.width + 1):
            text = self.title(column)
            samples = tuple(dict.fromkeys(self.values(column)))[:SAMPLES]
            if text or samples:
                yield Heading(
                    column=column,
                    text=text,
                    key=keys.get(column, ""),
                    hidden=column in self.grid.sheet.hidden_columns,
                    samples=samples,
                )

    def title(self, column: int) -> str:
        """What stands above the column, level by level."""
        return ": ".join(self.head.texts(column))

    def called(self, column: int) -> str:
        """The column as a sentence names it."""
        return f"cột {column_name(column)} (“{self.title(column)}”)"

    def values(self, column: int) -> Iterator[str]:
        """What stands in the column, of the first rows below the head."""
        last = min(self.grid.height, self.head.last + SAMPLED_ROWS)
        return filter(None, (self.grid.text(row, column) for row in range(self.head.last + 1, last + 1)))


def fingerprint(titles: Iterable[str]) -> str:
    """What the folded headings say and in which columns (from 1), "" where there are none."""
    lines = [f"{column}:{title}" for column, title in enumerate(titles, 1) if title]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""

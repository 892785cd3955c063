"""How the columns of an officer's sheet are read, whatever the table is: what is remembered of it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

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


def fingerprint(titles: Iterable[str]) -> str:
    """What the folded headings say and in which columns (from 1), "" where there are none."""
    lines = [f"{column}:{title}" for column, title in enumerate(titles, 1) if title]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""

"""Which sheet of a workbook lists households, and which of its columns is what. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from households.resources.mapping import HeadedSheet, Proposal, SheetMapping, fingerprint
from households.resources.names import HamletNames
from households.resources.register.columns import COLUMN_LABELS, is_heading, key_of, names_somebody
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import Sheet, Workbook
from povertyplan.documents.xlsx.heads import Grid, Head, Vocabulary, given_head, heads

WORDS = Vocabulary(is_heading=is_heading, is_role=names_somebody)


class RegisterMapping(SheetMapping):
    """How a sheet of households is read."""

    KEYS = frozenset(COLUMN_LABELS)


def propose(
    workbook: Workbook,
    *,
    names: HamletNames,
    remembered: Callable[[str], SheetMapping | None] = lambda fingerprint: None,
    sheet: str = "",
) -> Proposal:
    """How the sheet that looks most like a list of households (or the one named) would be read.

    `remembered` gives the mapping that the officer confirmed for a fingerprint. Raises ValueError when there
    is no sheet of that name.
    """
    lists = [_List.on(each) for each in workbook.sheets if sheet in ("", each.name)]
    if not lists:
        raise ValueError(f"no sheet {sheet!r}")
    best = max(lists, key=lambda each: each.likeness)
    mapping = RegisterMapping(
        sheet=best.grid.sheet.name,
        first_head=best.head.first,
        last_head=best.head.last,
        columns=best.columns,
        names={},
    )
    doubts = best.doubts
    mark = fingerprint(map(fold, map(best.title, range(1, best.grid.width + 1))))
    if mark and (known := remembered(mark)):
        columns = {key: column for key, column in known.columns.items() if column <= best.grid.width}
        known_names = {name: pk for name, pk in known.names.items() if pk in names.by_pk}
        mapping, doubts = replace(mapping, columns=columns, names=known_names), []
    return Proposal(
        mapping=mapping,
        headings=tuple(best.headings(mapping.columns)),
        sheets=tuple(each.name for each in workbook.sheets),
        problems=tuple(doubts),
        fingerprint=mark,
        doubts=tuple(doubts),
    )


@dataclass
class _List(HeadedSheet):
    """A sheet with the head that fits best, and what its columns mean."""

    columns: dict[str, int] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, sheet: Sheet) -> _List:
        """The sheet under the head that gives most columns, the first of equals."""
        grid = Grid(sheet)
        found = [cls(grid, _whole(grid, head)) for head in heads(grid, WORDS)]
        found = found or [cls(grid, given_head(grid, 0, 0))]
        for each in found:
            each.read_columns()
        return max(found, key=lambda each: each.likeness)

    @property
    def likeness(self) -> tuple[int, bool]:
        """How much it looks like what we look for."""
        return len(self.columns), not self.grid.sheet.hidden

    def read_columns(self) -> None:
        """Find the column of each key, and say which cannot be told apart."""
        if not self.head.first:
            self.doubts.append(
                f"Không tìm thấy hàng tiêu đề trên trang “{self.grid.sheet.name}”. Hãy chọn trang tính khác, "
                "hoặc chỉ ra từng cột."
            )
        claims: dict[str, list[int]] = defaultdict(list)
        for column in range(1, self.grid.width + 1):
            if key := key_of(self.head.texts(column)):
                claims[key].append(column)
        for key, columns in claims.items():
            if len(columns) == 1:
                self.columns[key] = columns[0]
            else:
                listed = ", ".join(map(self.called, columns))
                self.doubts.append(f"“{COLUMN_LABELS[key]}” có thể là {listed}. Hãy chọn một cột.")
        if self.head.first and not self.columns.keys() & {"name", "head_name"}:
            self.doubts.append("Không tìm thấy cột họ tên (chủ hộ hoặc nhân khẩu). Hãy chỉ ra cột này.")


def _whole(grid: Grid, head: Head) -> Head:
    """The head with a row of groups above it: merged cells that stand over its columns."""
    above = head.first - 1
    cells = grid.filled(above) if above else []
    spans = [grid.ranges.get((above, column)) for column, _ in cells]
    over = [
        span for span in spans if span and span[0] == span[2] and 1 < span[3] - span[1] + 1 < grid.width / 2
    ]
    if cells and len(over) == len(cells):
        return given_head(grid, above, head.last)
    return head

"""Which sheet, which head rows and which column of an officer's workbook hold what. Pure.

What is clear is proposed; of two readings with equal right neither is, and the proposal says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from households.resources.mapping import HeadedSheet, fingerprint
from households.resources.mapping import Proposal as Proposal
from households.resources.mapping import SheetMapping as BaseMapping
from households.resources.names import HamletName, HamletNames
from plans.resources.headings import COLUMN_KEYS, NAME, Role, contradicts, meaning, role
from plans.resources.heads import differs, heads, repeated_heads
from plans.rules import COLUMN_LABELS, INPUTS
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import Sheet, Workbook, cell_name
from povertyplan.documents.xlsx.heads import Grid, given_head


class SheetMapping(BaseMapping):
    """How a hamlet table is read."""

    KEYS = frozenset(COLUMN_KEYS)


def propose(
    workbook: Workbook,
    *,
    hamlets: Sequence[HamletName],
    year: int,
    remembered: Callable[[str], BaseMapping | None] = lambda fingerprint: None,
    sheet: str = "",
) -> Proposal:
    """How the sheet that looks most like the table of `year` (or the one named) would be read.

    `remembered` gives the mapping that the officer confirmed for a fingerprint. Raises ValueError when there
    is no sheet, or none of that name.
    """
    names = HamletNames(hamlets)
    tables = [_Table.on(each, names, year) for each in workbook.sheets if sheet in ("", each.name)]
    if not tables:
        raise ValueError(f"no sheet {sheet!r}")
    best = max(tables, key=lambda table: table.likeness)
    rivals = [table.name for table in tables if table.likeness == best.likeness and best.columns]
    problems = list(best.problems)
    if len(rivals) > 1:
        listed = ", ".join(f"“{name}”" for name in rivals)
        problems.insert(0, f"Các trang tính {listed} đều giống bảng cần đọc như nhau; hãy chọn một trang.")
    fingerprint = best.fingerprint(year)
    mapping = SheetMapping(
        sheet=best.name,
        first_head=best.head.first,
        last_head=best.head.last,
        columns=best.columns,
        names={},
        add_names=not hamlets,
    )
    if fingerprint and (known := remembered(fingerprint)):
        mapping = replace(
            mapping,
            columns={key: column for key, column in known.columns.items() if column <= best.grid.width},
            names={name: pk for name, pk in known.names.items() if pk in names.by_pk},
        )
        problems = [problem for problem in problems if problem not in best.doubts]
    return Proposal(
        mapping=mapping,
        headings=tuple(best.headings(mapping.columns)),
        sheets=tuple(each.name for each in workbook.sheets),
        problems=tuple(problems),
        fingerprint=fingerprint,
        doubts=tuple(best.doubts),
    )


@dataclass
class _Table(HeadedSheet):
    """A sheet with the head that fits it best, and what its columns mean.

    `doubts` are unclear columns, which the officer's choice of columns settles; `clashes` it does not.
    """

    matched: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, sheet: Sheet, names: HamletNames, year: int) -> _Table:
        """The sheet under the head that gives most keys, the first of equals."""
        grid = Grid(sheet)
        found = [cls(grid, head) for head in heads(grid)] or [cls(grid, given_head(grid, 0, 0))]
        for table in found:
            table.read_columns(names, year)
        best = max(found, key=lambda table: table.likeness)
        best.compare_repeated_heads()
        return best

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.grid.sheet.name

    @property
    def likeness(self) -> tuple[int, bool, int]:
        """How much it looks like the table we look for."""
        return len(self.columns), not self.grid.sheet.hidden, self.matched

    @property
    def problems(self) -> list[str]:
        """All that is unclear, as sentences."""
        return [*self.doubts, *self.clashes]

    def read_columns(self, names: HamletNames, year: int) -> None:
        """Find the column of each key, and say what is unclear."""
        if not self.head.first:
            self.doubts.append(
                f"Không tìm thấy hàng tiêu đề của bảng trên trang “{self.name}”. Hãy chọn trang tính khác, "
                "hoặc chỉ ra từng cột."
            )
        self._read_names(names)
        self._read_figures(year)
        if not self.problems and not set(self.columns) & set(INPUTS):
            self.doubts.append("Không nhận ra cột số hộ nào; hãy chỉ ra từng cột.")

    def compare_repeated_heads(self) -> None:
        """A head repeated on the next page must say what the first one says."""
        if NAME not in self.columns:
            return
        for again in repeated_heads(self.grid, self.head, self.columns[NAME]):
            for key, column in list(self.columns.items()):
                if key != NAME and differs(self.head, again, column):
                    del self.columns[key]
                    self.clashes.append(
                        f"Tiêu đề lặp lại ở ô {cell_name(again.first, column)} ghi khác tiêu đề của "
                        f"{self.called(column)}, nên không đọc cột này."
                    )

    def fingerprint(self, year: int) -> str:
        """What the head says and where, years counted from the table's own; "" without a head."""

        def relative(match: re.Match[str]) -> str:
            return f"{int(match[0]) - year:+d}"

        titles = (fold(self.title(column)) for column in range(1, self.grid.width + 1))
        return fingerprint(re.sub(r"20[0-9][0-9]", relative, title) for title in titles)

    def _read_names(self, names: HamletNames) -> None:
        every = range(1, self.grid.width + 1)
        headed = [each for each in every if Role.NAME in map(role, self.head.texts(each)[-1:])]
        matched = {each: self._matched(each, names, worded=not headed) for each in headed or every}
        most = max(matched.values(), default=0)
        best = [each for each in matched if matched[each] == most and (headed or most > 1)]
        if len(best) == 1:
            self.columns[NAME], self.matched = best[0], matched[best[0]]
        elif best:
            listed = ", ".join(map(self.called, best))
            self.doubts.append(f"Cột tên thôn, tổ dân phố có thể là {listed}. Hãy chọn một cột.")
        elif self.head.first:
            self.doubts.append("Không tìm thấy cột tên thôn, tổ dân phố. Hãy chỉ ra cột này.")

    def _matched(self, column: int, names: HamletNames, *, worded: bool) -> int:
        """How many hamlets stand in the column; with `worded` a bare number is none of them."""
        values = (text for text in self.values(column) if not worded or any(map(str.isalpha, text)))
        return len({hamlet for text in values for hamlet in names.find(text)})

    def _read_figures(self, year: int) -> None:
        claims: dict[str, list[tuple[bool, bool, int]]] = {}
        unclear: dict[str, list[tuple[int, str]]] = {}
        for column, levels in enumerate(self.head.levels, 1):
            if column in self.columns.values():
                continue
            if contradicts(levels):
                self.clashes.append(
                    f"Tiêu đề của {self.called(column)} nói hai điều khác nhau, nên không đọc cột này."
                )
                continue
            found = meaning(self.head.texts(column), year)
            if found.key and column in self.head.unsure:
                found = replace(found, unclear="nằm dưới dòng không rõ là tên nhóm cột hay tên bảng")
            if found.unclear:
                unclear.setdefault(found.key, []).append((column, found.unclear))
            elif found.key:
                hidden = column in self.grid.sheet.hidden_columns
                claims.setdefault(found.key, []).append((hidden, not found.marked, column))
        for key in INPUTS:
            self._choose(key, claims.get(key, []), unclear.get(key, []))

    def _choose(self, key: str, claims: list[tuple[bool, bool, int]], unclear: list[tuple[int, str]]) -> None:
        if not claims:
            self.doubts.extend(
                f"“{COLUMN_LABELS[key]}”: {self.called(column)} {why}. Nếu đúng, hãy chọn cột này."
                for column, why in unclear
            )
            return
        best = [column for *rank, column in sorted(claims) if tuple(rank) == min(claims)[:2]]
        if len(best) == 1:
            self.columns[key] = best[0]
        else:
            listed = ", ".join(map(self.called, best))
            self.doubts.append(f"“{COLUMN_LABELS[key]}” có thể là {listed}. Hãy chọn một cột.")

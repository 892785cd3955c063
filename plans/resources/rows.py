"""An officer's table of hamlets, cell by cell: what is read, what is refused and what was left out. Pure.

Every row below the head is a hamlet's or is named among those left out, with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from households.forms.places import NAME_LENGTH
from households.resources.mapping import SheetMapping
from households.resources.names import HamletName, HamletNames, without_number
from plans.resources.content import CellError, LeftOut, TableContent, TableRow, UnknownName
from plans.resources.counts import DASHES, is_blank, printed_count, read_count
from plans.resources.headings import NAME, Role, role
from plans.resources.heads import differs, repeated_heads
from plans.rules import COLUMN_LABELS, INPUTS
from povertyplan.common.numbers import format_number
from povertyplan.common.text import fold, name_key
from povertyplan.documents.xlsx import CellKind, SheetCell, Workbook, cell_name, column_name
from povertyplan.documents.xlsx.heads import Grid, Head, given_head

MAX_LISTED = 12
MAX_SUGGESTED = 40  # names; comparing every name of a wrong sheet with the list would take seconds

_NUMBERING = r"(?:(?:[ivx]+|[a-d])(?:\W+|$))?"
_TOTAL = re.compile(
    rf"{_NUMBERING}(?:tong(?: so| cong)?|cong|toan(?= (?:xa|phuong|dac khu|dia ban)\b))"
    r"(?:\W+(?:tong|cong|toan|ca|cac|so|ho|chung|xa|phuong|dac khu|dia ban|thon|xom|ban|ap|buon|lang"
    r"|khu pho|khu|khom|to dan pho|to|tdp|kp|va|[ivx]+|[a-d]|\d+))*\W*"
)
_GROUP = re.compile(
    rf"{_NUMBERING}(?:(?:tong(?: so| cong)?|cong)\W+)?"
    r"(?:(?:cum|khu vuc|vung|nhom)\b.*|cac (?:thon|xom|ban|ap|buon|khu|to)\b.*)"
)
_ORDER_OF_GROUP = re.compile(r"\W*(?:[ivx]+|[a-d])\W*")
_ADDS = re.compile(r"\b(?:SUM|SUBTOTAL)\s*\(", re.IGNORECASE)


def read_rows(
    workbook: Workbook, mapping: SheetMapping, *, hamlets: Sequence[HamletName], unit: str = ""
) -> TableContent:
    """What the mapped sheet says. `unit` is the commune's name: rows of another commune are refused.

    Raises ValueError when the workbook has no such sheet or the mapping names no column of names on it.
    """
    sheet = next((each for each in workbook.sheets if each.name == mapping.sheet), None)
    if sheet is None:
        raise ValueError(f"no sheet {mapping.sheet!r}")
    grid = Grid(sheet)
    if NAME not in mapping.columns or max(mapping.columns.values()) > grid.width:
        raise ValueError("the mapping does not fit the sheet")
    return _Reader(grid, mapping, HamletNames(hamlets), unit).content()


@dataclass
class _Record:
    """What stands behind one name: usually one row, more where the name's cell is merged over several.

    `identity` is the hamlet's key or a new hamlet's name, None when the row cannot be taken over.
    """

    row: int
    column: int
    name: str
    identity: int | str | None
    values: dict[str, int] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def name_cell(self) -> str:
        """Where the name stands."""
        return cell_name(self.row, self.column)


class _Reader:
    """One pass over the rows below the head, then what only all rows together show."""

    def __init__(self, grid: Grid, mapping: SheetMapping, names: HamletNames, unit: str) -> None:
        self.grid, self.mapping, self.names = grid, mapping, names
        self.head = given_head(grid, mapping.first_head, mapping.last_head)
        self.name_column = mapping.columns[NAME]
        self.columns = {key: mapping.columns[key] for key in INPUTS if key in mapping.columns}
        self.letters = {key: column_name(column) for key, column in self.columns.items()}
        self.order_column = self._column_of(Role.ORDER)
        self.unit_column = self._column_of(Role.UNIT)
        self.unit = _unit_key(unit)
        self.records: list[_Record] = []
        self.by_row: dict[int, _Record] = {}
        self.totals: list[int] = []
        self.breaks = [0]  # rows of totals and groups, after which a part begins
        self.nameless: list[int] = []
        self.errors: list[tuple[int, int, CellError]] = []
        self.unknown: list[UnknownName] = []
        self.left_out: dict[int, str] = {}
        self.dashes: list[str] = []

    def content(self) -> TableContent:
        """What the rows say."""
        self._read()
        self._refuse_twice()
        self._settle_nameless()
        notes = [*self._hidden_notes(), *self._dash_notes(), *self._total_notes()]
        return TableContent(
            rows=tuple(self._rows()),
            errors=tuple(error for *_, error in sorted(self.errors, key=lambda each: each[:2])),
            unknown=tuple(self.unknown),
            left_out=tuple(LeftOut(row=row, reason=reason) for row, reason in sorted(self.left_out.items())),
            notes=tuple(notes),
        )

    # Row by row

    def _read(self) -> None:
        for row in range(1, self.head.first):
            if self.grid.filled(row):
                self.left_out[row] = "Dòng phía trên bảng."
        again = {
            row: head
            for head in repeated_heads(self.grid, self.head, self.name_column)
            for row in range(head.first, head.last + 1)
        }
        for row in range(self.head.last + 1, self.grid.height + 1):
            if row in again:
                self._repeated_head(row, again[row])
            else:
                self._row(row)

    def _repeated_head(self, row: int, again: Head) -> None:
        self.left_out[row] = "Hàng tiêu đề lặp lại."
        for column in self.columns.values():
            if row == again.first and differs(self.head, again, column):
                self._refuse(
                    row,
                    column,
                    "Tiêu đề lặp lại ở đây ghi khác tiêu đề phía trên của cột này. Sửa cho giống nhau.",
                )

    def _row(self, row: int) -> None:
        top, left, *_ = self.grid.ranges.get((row, self.name_column), (row, self.name_column))
        values = {
            key: cell
            for key, column in self.columns.items()
            if (cell := self.grid.cell(row, column)) and not is_blank(cell)
        }
        if self.head.last < top < row:
            self._more_of_the_record(row, top, values)
            return
        written = self.grid.text(top, left) if top == row else ""
        found = self._hamlets(written) if written else ()
        if not found and (reason := self._no_hamlet(row, written, values)):
            self.left_out[row] = reason
        elif not values:
            self.left_out[row] = f"“{written}” không có số nào." if written else self._empty(row)
        elif not written:
            self._row_without_name(row, values)
        else:
            self._record(row, left, written, found, values)

    def _no_hamlet(self, row: int, written: str, values: Mapping[str, SheetCell]) -> str:
        """Why a row whose name is not in the list is no hamlet's; "" when it may be one."""
        order = fold(self._text(row, self.order_column))
        labels = [order, fold(written)] if written else list(self._labels_beside(row))
        adds = any(_ADDS.search(cell.formula) for cell in values.values())
        if any(map(_TOTAL.fullmatch, labels)) or (adds and not written):
            self._add_total(row)
            return "Dòng tổng."
        if order.strip("().").isdecimal():
            return ""
        if adds or _ORDER_OF_GROUP.fullmatch(order) or any(map(_GROUP.fullmatch, labels)):
            self.breaks.append(row)
            return "Dòng nhóm (cụm, khu vực), không phải một thôn, tổ dân phố."
        if values and all(_count(cell) is None for cell in values.values()):
            return "Dòng chữ, không có số hộ."
        return ""

    def _add_total(self, row: int) -> None:
        self.totals.append(row)
        insort(self.breaks, row)

    def _empty(self, row: int) -> str:
        return "Dòng không có tên và số hộ." if self.grid.filled(row) else "Dòng trống."

    def _row_without_name(self, row: int, values: Mapping[str, SheetCell]) -> None:
        if self._text(row, self.order_column):
            self._refuse_nameless(row)
        else:
            self.nameless.append(row)

    def _record(
        self, row: int, left: int, written: str, found: Sequence[int], values: Mapping[str, SheetCell]
    ) -> None:
        record = _Record(row, left, without_number(written), None)
        self.records.append(record)
        self.by_row[row] = record
        self._take(record, row, values)
        cell = self.grid.cell(row, left)
        if cell and cell.kind not in (CellKind.TEXT, CellKind.NUMBER):
            self._refuse(row, left, "Cần tên thôn, tổ dân phố. Định dạng ô là Text rồi nhập lại tên.")
        elif not self._is_of_the_unit(row):
            self._refuse(row, self.unit_column, "Dòng này của xã, phường khác. Xóa dòng này khỏi bảng.")
        elif len(found) == 1:
            record.identity, record.name = found[0], self.names.by_pk[found[0]].name
        elif not found and self.mapping.add_names and len(record.name) > NAME_LENGTH:
            self._refuse(row, left, f"Tên dài quá {NAME_LENGTH} chữ.")
        elif not found and self.mapping.add_names:
            record.identity = name_key(record.name)
        else:
            suggested = self.names.suggestions(written) if len(self.unknown) < MAX_SUGGESTED else ()
            self.unknown.append(UnknownName(cell=record.name_cell, written=written, suggestions=suggested))

    def _more_of_the_record(self, row: int, top: int, values: Mapping[str, SheetCell]) -> None:
        """The name's cell is merged over this row too."""
        if values and top in self.by_row:
            self._take(self.by_row[top], row, values)
        else:
            self.left_out[row] = "Dòng gộp chung tên với dòng trên."

    def _take(self, record: _Record, row: int, values: Mapping[str, SheetCell]) -> None:
        for key, cell in values.items():
            place = f"{self.letters[key]}{row}"
            if key in record.cells:
                message = f"Ô {record.cells[key]} đã có số cho cùng tên này. Mỗi tên chỉ một dòng."
                self._refuse(row, self.columns[key], message)
                continue
            record.cells[key] = place
            try:
                record.values[key] = read_count(cell)
            except ValueError as error:
                self._refuse(row, self.columns[key], str(error))
                continue
            if cell.text in DASHES:
                self.dashes.append(place)

    # All rows together

    def _refuse_twice(self) -> None:
        same: dict[int | str, list[_Record]] = defaultdict(list)
        for record in self.records:
            if record.identity is not None:
                same[record.identity].append(record)
        for records in same.values():
            for record, other in zip(records, [*records[1:], records[0]], strict=True):
                if record is not other:
                    message = f"“{record.name}” còn ở ô {other.name_cell}. Mỗi tên chỉ một dòng."
                    self._refuse(record.row, record.column, message)
                    record.identity = None

    def _settle_nameless(self) -> None:
        """A row without name and order that holds the sums is the total; any other lacks its name.

        Columns with refused cells prove nothing; a row of nothing else is judged once they are mended.
        """
        for row in self.nameless:
            sums = self._sums(row)
            printed = {key: count for key, count in self._printed(row).items() if key not in self._refused}
            hits = [key for key, count in printed.items() if count in sums[key]]
            if not printed:
                self.left_out[row] = "Dòng không ghi tên, có lẽ là dòng tổng."
            elif any(printed[key] for key in hits) and len(hits) * 2 >= len(printed):
                self._add_total(row)
                self.left_out[row] = "Dòng tổng (không ghi tên)."
            else:
                self._refuse_nameless(row)

    def _sums(self, row: int) -> dict[str, tuple[int, ...]]:
        """What a total in this row may add up: all rows, those above, or those since the total before it."""
        before = self.breaks[bisect_left(self.breaks, row, lo=1) - 1]
        return {
            key: (running[-1], running[row], running[row] - running[before])
            for key, running in self._running.items()
        }

    @cached_property
    def _running(self) -> dict[str, list[int]]:
        """The sum of each column down to each row, from row 0."""
        values = {record.row: record.values for record in self.records}
        return {
            key: list(accumulate(values.get(row, {}).get(key, 0) for row in range(self.grid.height + 1)))
            for key in self.columns
        }

    @cached_property
    def _refused(self) -> set[str]:
        """The columns with refused cells, whose sums say nothing."""
        columns = {column for _, column, _ in self.errors}
        return {key for key, column in self.columns.items() if column in columns}

    def _printed(self, row: int) -> dict[str, int]:
        """The counts that can be read in a row, formulas' results among them."""
        cells = {key: self.grid.cell(row, column) for key, column in self.columns.items()}
        return {key: count for key, cell in cells.items() if cell and (count := _count(cell)) is not None}

    def _rows(self) -> Iterator[TableRow]:
        for record in self.records:
            if record.identity is not None:
                yield TableRow(
                    row=record.row,
                    name=record.name,
                    hamlet_id=record.identity if isinstance(record.identity, int) else None,
                    values=record.values,
                    cells={NAME: record.name_cell, **record.cells},
                )

    # What is said beside the rows

    def _hidden_notes(self) -> Iterator[str]:
        sheet = self.grid.sheet
        if rows := [str(record.row) for record in self.records if record.row in sheet.hidden_rows]:
            yield f"Dòng đang ẩn nhưng có số liệu và vẫn được đọc: {_listed(rows)}."
        used = {self.name_column, *self.columns.values()}
        for column in sorted(sheet.hidden_columns):
            if column in used:
                yield f"Cột {column_name(column)} đang ẩn nhưng vẫn được đọc."
            elif any(self.grid.text(row, column) for row in range(self.head.last + 1, self.grid.height + 1)):
                yield f"Cột {column_name(column)} đang ẩn và không được đọc."

    def _dash_notes(self) -> Iterator[str]:
        if self.dashes:
            yield f"Ô ghi dấu gạch ngang được đọc là 0: {_listed(self.dashes)}."

    def _total_notes(self) -> Iterator[str]:
        for row in sorted(self.totals):
            sums = self._sums(row)
            for key, count in self._printed(row).items():
                if count not in sums[key] and key not in self._refused:
                    place = f"{self.letters[key]}{row}"
                    yield (
                        f"Ô {place} (dòng tổng, {COLUMN_LABELS[key].lower()}) ghi {format_number(count)}, "
                        f"cộng các dòng được {format_number(sums[key][0])}."
                    )

    # Cells

    def _column_of(self, wanted: Role) -> int:
        """The first column of this role, 0 for none."""
        taken = {self.name_column, *self.columns.values()}
        return next(
            (
                column
                for column in range(1, self.grid.width + 1)
                if column not in taken and any(role(text) is wanted for text in self.head.texts(column)[-1:])
            ),
            0,
        )

    def _text(self, row: int, column: int) -> str:
        return self.grid.text(row, column) if column else ""

    def _labels_beside(self, row: int) -> Iterator[str]:
        """The words left of the figures, where a total is often called one."""
        for column in range(1, min(self.columns.values(), default=1)):
            yield fold(self.grid.text(row, column))

    def _hamlets(self, written: str) -> tuple[int, ...]:
        decided = self.mapping.names.get(name_key(written))
        return (decided,) if decided in self.names.by_pk else self.names.find(written)

    def _is_of_the_unit(self, row: int) -> bool:
        said = _unit_key(self._text(row, self.unit_column))
        return not (said and self.unit) or said == self.unit

    def _refuse_nameless(self, row: int) -> None:
        message = "Dòng này có số hộ nhưng không có tên thôn, tổ dân phố. Nhập tên hoặc xóa số."
        self._refuse(row, self.name_column, message)

    def _refuse(self, row: int, column: int, message: str) -> None:
        cell = self.grid.cell(row, column)
        value = (cell.text or cell.formula) if cell else ""
        error = CellError(sheet=self.mapping.sheet, cell=cell_name(row, column), value=value, message=message)
        self.errors.append((row, column, error))


def _count(cell: SheetCell) -> int | None:
    try:
        return printed_count(cell)
    except ValueError:
        return None


def _unit_key(text: str) -> str:
    """A commune's name without its kind: "Xã Phú Thịnh" is "phu thinh"."""
    return re.sub(r"^(?:xa|phuong|dac khu|thi tran|x\.|p\.)\s*", "", fold(text))


def _listed(places: Sequence[str]) -> str:
    more = len(places) - MAX_LISTED
    return ", ".join(places[:MAX_LISTED]) + (f" và {more} chỗ nữa" if more > 0 else "")

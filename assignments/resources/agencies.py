"""The agencies of a commune as a workbook: out, and in from the commune's own sheet with a look at what it
changes. A sheet of agencies is simple: a row of headings that are recognised, an agency a row.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assignments.actions import IN_TABLE
from assignments.models import Agency
from assignments.rules import AGENCY_KIND_LABELS, PHONE, AgencyKind, kind_called, kind_of
from households.resources.register.content import CellError
from povertyplan.common.text import clean_line, fold, upper_first
from povertyplan.documents.xlsx import (
    CellKind,
    ColumnOut,
    Sheet,
    SheetCell,
    SheetOut,
    Workbook,
    column_name,
    write_workbook,
)
from povertyplan.documents.xlsx.heads import Grid, is_number_row

MAX_AGENCIES = 500
SEARCHED_ROWS = 30
LABELS = {
    "name": "Tên cơ quan, đơn vị",
    "short_name": "Tên viết tắt",
    "kind": "Loại",
    "contact": "Người liên hệ",
    "phone": "Điện thoại",
}
HEADINGS = {
    "name": (
        *("ten co quan don vi", "co quan don vi", "ten co quan", "ten don vi", "co quan", "don vi"),
        *("ten", "ten co quan to chuc", "ten co quan don vi doanh nghiep", "co quan don vi doanh nghiep"),
    ),
    "short_name": ("ten viet tat", "viet tat", "ten tat", "ten goi tat"),
    "kind": ("loai", "loai hinh", "loai co quan", "loai don vi", "phan loai"),
    "contact": (
        *("nguoi lien he", "lien he", "dau moi lien he", "nguoi dau moi", "can bo dau moi"),
        *("ho ten nguoi lien he", "ho va ten nguoi lien he", "nguoi phu trach"),
    ),
    "phone": ("dien thoai", "so dien thoai", "sdt", "dt", "dien thoai lien he", "so dt", "di dong"),
}
_KEYS = {heading: key for key, headings in HEADINGS.items() for heading in headings}
_LONGEST = {field.name: field.max_length for field in Agency._meta.fields}
_WIDTHS = {"name": 44, "short_name": 16, "kind": 26, "contact": 26, "phone": 16}

Line = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class AgencySheet:
    """What a workbook says: a mapping of fields an agency; or all that is wrong, each at its cell."""

    lines: tuple[Line, ...] = ()
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """What a line would do: a new agency with these values, or other values of a known one."""

    name: str
    is_new: bool
    values: tuple[tuple[str, str, str], ...]  # label, before, after


# --- in ---


def agency_sheet(workbook: Workbook, *, known: Collection[str]) -> AgencySheet:
    """The agencies of the first sheet that has a row of headings with the names' column. Those `known` (by
    folded name) keep what the sheet does not say; a new one needs a kind, written or in its name.
    """
    for sheet in workbook.sheets:
        if not sheet.hidden and (found := _head(sheet)):
            return _Reading(sheet, *found, known).result()
    message = (
        "Không thấy hàng tiêu đề: cần một cột “Tên cơ quan, đơn vị”, và nếu có: “Tên viết tắt”, “Loại”,"
        " “Người liên hệ”, “Điện thoại”. Tải tệp mẫu để xem."
    )
    return AgencySheet(errors=(CellError(sheet="", row=0, column="", value="", message=message),))


def _key(text: str) -> str:
    return _KEYS.get(re.sub(r"[^a-z0-9]+", " ", fold(text)).strip(), "")


def _head(sheet: Sheet) -> tuple[int, list[tuple[int, str]]] | None:
    """The row of headings with its columns of ours: the one near the top that has most of them."""
    found = []
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        keys = [(at, key) for at, cell in enumerate(row, start=1) if cell and (key := _key(cell.text))]
        if any(key == "name" for _, key in keys):
            found.append((number, keys))
    return max(found, key=lambda each: (len(each[1]), -each[0]), default=None)


class _Reading:
    """One pass over the rows below the head."""

    def __init__(
        self, sheet: Sheet, head: int, keys: Sequence[tuple[int, str]], known: Collection[str]
    ) -> None:
        self.sheet, self.head, self.grid, self.known = sheet, head, Grid(sheet), known
        self.columns: dict[str, int] = {}
        self.rows: dict[str, int] = {}  # of each name
        self.errors: list[CellError] = []
        for column, key in keys:
            if key in self.columns:
                first = column_name(self.columns[key])
                self._refuse(head, column, f"Cột {first} cũng là “{LABELS[key]}”; chỉ để một cột.")
            else:
                self.columns[key] = column

    def result(self) -> AgencySheet:
        lines = [line for row in self._rows() if (line := self._line(row))]
        if not lines and not self.errors:
            self._refuse(self.head, self.columns["name"], "Dưới hàng tiêu đề chưa có cơ quan, đơn vị nào.")
        if len(lines) > MAX_AGENCIES:
            self._refuse(0, 0, f"Nhiều nhất {MAX_AGENCIES} cơ quan, đơn vị trong một tệp.")
        return AgencySheet(errors=tuple(self.errors)) if self.errors else AgencySheet(lines=tuple(lines))

    def _rows(self) -> Iterator[int]:
        """The rows that say something in a column of ours."""
        for row in range(self.head + 1, self.grid.height + 1):
            says = any(self.grid.text(row, column) for column in self.columns.values())
            if says and not is_number_row(self.grid.filled(row)):
                yield row

    def _line(self, row: int) -> Line:
        line = {key: text for key, column in self.columns.items() if (text := self._text(row, key, column))}
        at = self.columns["name"]
        if "name" not in line:
            if not self.grid.text(row, at):
                self._refuse(row, at, "Thiếu tên; xóa dòng này nếu không phải cơ quan, đơn vị.")
            return {}
        earlier = self.rows.setdefault(fold(line["name"]), row)
        if earlier != row:
            self._refuse(row, at, f"Cơ quan, đơn vị này đã có ở dòng {earlier}.")
        kind = self._kind(row, line["name"], line.pop("kind", ""))
        return line | {"kind": kind} if kind else line

    def _text(self, row: int, key: str, column: int) -> str:
        """What the cell says, clean and no longer than is kept; "" where it is refused."""
        cell = self.grid.cell(row, column)
        if not cell:
            return ""
        text, longest = clean_line(cell.text), _LONGEST[key]
        if cell.kind is CellKind.ERROR:
            self._refuse(row, column, "Ô báo lỗi; gõ lại nội dung.")
        elif cell.formula and not text:
            self._refuse(row, column, "Công thức chưa có kết quả; dán lại dạng giá trị.")
        elif key == "phone":
            return self._phone(row, column, cell)
        elif key != "kind" and longest and len(text) > longest:
            self._refuse(row, column, f"Dài quá {longest} chữ (đang có {len(text)} chữ).")
        else:
            return text
        return ""

    def _phone(self, row: int, column: int, cell: SheetCell) -> str:
        """The number as written; Excel drops the 0 before a number that is one."""
        text = f"0{cell.text}" if cell.kind is CellKind.NUMBER and cell.text[:1] != "0" else cell.text
        if re.match(PHONE, text) and len(text) <= 20:
            return text
        self._refuse(row, column, "Số điện thoại chỉ gồm chữ số, dấu cách, dấu + . - ( ), không quá 20 chữ.")
        return ""

    def _kind(self, row: int, name: str, written: str) -> str:
        """The kind that is written, else, of a new agency, the one that its name says."""
        if not written and fold(name) in self.known:
            return ""
        if kind := kind_called(written) if written else kind_of(name):
            return kind.value
        labels = "; ".join(AGENCY_KIND_LABELS.values())
        if written:
            self._refuse(row, self.columns["kind"], f"Không rõ loại. Ghi một trong: {labels}.")
        else:
            message = f"Tên không cho biết loại. Thêm cột “Loại” và ghi một trong: {labels}."
            self._refuse(row, self.columns["name"], message)
        return ""

    def _refuse(self, row: int, column: int, message: str) -> None:
        value = self.grid.text(row, column) if row else ""
        place = column_name(column)
        self.errors.append(
            CellError(sheet=self.sheet.name, row=row, column=place, value=value[:80], message=message)
        )


@dataclass(frozen=True, kw_only=True)
class AgencyPreview:
    """What the lines would do to the agencies that stand."""

    changes: tuple[LineChange, ...]
    unchanged: int

    @property
    def digest(self) -> str:
        """What identifies it, so that nothing else is written than was shown."""
        shown = [[change.name, change.is_new, change.values] for change in self.changes]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def agency_preview(lines: Iterable[Line], *, stored: Iterable[Agency]) -> AgencyPreview:
    """The lines held against the running agencies of the commune."""
    running = {agency.name_key: agency for agency in stored}
    changes, unchanged = [], 0
    for line in lines:
        held = running.get(fold(line["name"])[:150])
        values = tuple(
            (LABELS[key], _shown(key, before), _shown(key, line[key]))
            for key in IN_TABLE
            if key in line and (before := getattr(held, key, "")) != line[key]
        )
        if values:
            changes.append(LineChange(name=line["name"], is_new=held is None, values=values))
        else:
            unchanged += 1
    return AgencyPreview(changes=tuple(changes), unchanged=unchanged)


# --- out ---


def agency_workbook(agencies: Iterable[Agency], *, title: tuple[str, ...]) -> bytes:
    """Agencies as an .xlsx file to edit and bring back; without any, one to fill in."""
    sheet = SheetOut(
        name="Cơ quan, đơn vị",
        columns=(
            ColumnOut(label="TT", width=6, decimals=0, grouped=False),
            *(ColumnOut(label=LABELS[key], width=_WIDTHS[key]) for key in IN_TABLE),
        ),
        rows=tuple(
            (number, *(_shown(key, getattr(agency, key)) or None for key in IN_TABLE))
            for number, agency in enumerate(agencies, start=1)
        ),
        title=title,
        notes=(
            "Mỗi dòng một cơ quan, đơn vị. Ô để trống giữ điều đang có. Loại: "
            + "; ".join(AGENCY_KIND_LABELS.values())
            + ".",
        ),
        landscape=True,
    )
    return write_workbook([sheet])


def _shown(key: str, value: str) -> str:
    return upper_first(AGENCY_KIND_LABELS[AgencyKind(value)]) if key == "kind" and value else value

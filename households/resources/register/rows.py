"""What a workbook of households says, cell by cell: households with their members, and what is refused. Pure.

Every row below the head is a household's, a member's, or is named among those left out, with the reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from households.resources.mapping import SheetMapping
from households.resources.names import HamletNames
from households.resources.register.columns import (
    CAUSES,
    INDICATORS,
    NEEDS,
    PERSON,
    TICKS,
)
from households.resources.register.content import (
    CellError,
    FileHousehold,
    FileMember,
    LeftOut,
    RegisterContent,
    UnknownHamlet,
)
from households.resources.register.readers import TICKED, readers_of
from households.resources.register.values import Ethnicities
from households.rules import (
    Relation,
    Sex,
)
from povertyplan.common.text import fold, name_key
from povertyplan.documents.xlsx import CellKind, SheetCell, Workbook, cell_name, column_name
from povertyplan.documents.xlsx.heads import Grid, given_head, is_number_row

ORDERS = ("household_order", "member_order")
_GROUPS = {"deprivations": INDICATORS, "causes": CAUSES, "needs": NEEDS}
_TOTAL = re.compile(r"(?:tong(?: cong| so)?|cong|cong .*|tong (?:cong )?(?:ho|khau|toan xa|so ho).*)[:.]?")
_UNIT_WORDS = re.compile(r"^(?:xa|phuong|dac khu|thi tran|x\.|p\.)\s*")
_RECORD = re.compile(r"(\d{1,12})-(\d{1,9})-(\d{1,9})")


def read_register(
    workbook: Workbook,
    mapping: SheetMapping,
    *,
    names: HamletNames,
    ethnicities: Ethnicities,
    unit: str,
    today: dt.date,
) -> RegisterContent:
    """The households of the mapped sheet; `unit` is the commune's name without its kind."""
    sheet = next(each for each in workbook.sheets if each.name == mapping.sheet)
    return _Reading(Grid(sheet), mapping, names, ethnicities, unit, today).content()


class _Reading:
    """One pass over the rows below the head."""

    def __init__(
        self,
        grid: Grid,
        mapping: SheetMapping,
        names: HamletNames,
        ethnicities: Ethnicities,
        unit: str,
        today: dt.date,
    ) -> None:
        self.grid, self.mapping, self.names = grid, mapping, names
        self.unit = fold(unit)
        self.columns = dict(mapping.columns)
        if "name" not in self.columns and "head_name" in self.columns:
            self.columns["name"] = self.columns.pop("head_name")
        self.of_members = "relation" in self.columns
        self.found = RegisterContent(sheet=mapping.sheet, columns=self.columns, grid=grid)
        self.readers = readers_of(ethnicities, today)
        self.read_keys = [(key, self.columns[key]) for key in self.readers if key in self.columns]
        self.hamlet: int | None = None  # of the group of rows
        self.household: FileHousehold | None = None
        self.mark: tuple[str, ...] = ()
        self.asked: set[str] = set()  # names of hamlets that are not in the list

    def content(self) -> RegisterContent:
        head = given_head(self.grid, self.mapping.first_head, self.mapping.last_head)
        named = {fold(text) for text in head.texts(self.columns["name"])}
        self._refuse_hidden()
        self._hamlet_above()
        for row in range(self.mapping.last_head + 1, self.grid.height + 1):
            filled = self.grid.filled(row)
            if not filled:
                continue
            if fold(self._text(row, "name")) in named or is_number_row(filled):
                self.found.left_out.append(LeftOut(row=row, reason="Tiêu đề lặp lại."))
            elif reason := self._no_person(row, filled):
                self.found.left_out.append(LeftOut(row=row, reason=reason))
            else:
                self._person(row)
        self._settle()
        return self.found

    # --- what a row is ---

    def _no_person(self, row: int, filled: Sequence[tuple[int, SheetCell]]) -> str:
        """Why the row is nobody's; "" when it is somebody's. A row that names a hamlet heads those below."""
        texts = [cell.text for _, cell in filled]
        if any(_TOTAL.fullmatch(fold(text)) for text in texts[:3]):
            return "Dòng tổng."
        used = {self.columns[key] for key in self.columns if key not in ORDERS}
        said = [cell for column, cell in filled if column in used]
        if len(said) <= 1:
            for text in texts:
                if len(found := self.names.find(text)) == 1 and any(map(str.isalpha, text)):
                    self.hamlet, self.household, self.mark = found[0], None, ()
                    return "Dòng tên thôn, tổ của các dòng dưới."
            if len(filled) <= 2 and not any(cell.text.isdigit() for _, cell in filled):
                return "Dòng chữ, không phải một hộ hay một người."
        return ""

    def _person(self, row: int) -> None:
        begins = self._begins(row)
        if begins:
            self.household = FileHousehold(row=row)
            self.found.households.append(self.household)
        household = self.household
        assert household is not None
        read = self._read(row)
        name = read.pop("name", "")
        if not name and not self._is_wrong(row, "name"):
            self.found.refuse(row, "name", "Ghi họ và tên, hoặc xóa dòng này nếu thừa.")
        person = {key: read.pop(key) for key in (*PERSON, "birth_date", "birth_year") if key in read}
        if not self.of_members:
            person["relation"] = Relation.HEAD
        household.members.append(FileMember(row=row, values={"name": name, **person}))
        self._place(household, row)
        self._identity(household, row)
        for key, value in read.items():
            self._take(household, row, key, value)

    def _begins(self, row: int) -> bool:
        """Whether the row is the first of its household."""
        if not self.of_members:
            return True
        marks = tuple(
            self._text(row, key)
            for key in ("record", "household_order", "code", "head_name")
            if key in self.columns
        )
        changed = any(
            now and now != before for now, before in zip(marks, self.mark or [""] * len(marks), strict=True)
        )
        if changed or self.household is None:
            self.mark = marks
            return True
        if not any(self.mark):  # nothing numbers the households: each begins with its head
            return fold(self._text(row, "relation")) in {"chu ho", "ch"}
        return False

    # --- what it says ---

    def _read(self, row: int) -> dict[str, Any]:
        """Every value of the row that is given and can be read; what cannot is refused."""
        found: dict[str, Any] = {}
        cells = self.grid.sheet.rows[row - 1]
        for key, column in self.read_keys:
            cell = cells[column - 1]
            if cell is None or not cell.text:
                continue
            if cell.kind is CellKind.ERROR:
                self.found.refuse(row, key, "Ô này báo lỗi trong Excel; sửa công thức hoặc nhập lại giá trị.")
                continue
            try:
                value = self.readers[key](cell)
            except ValueError as error:
                self.found.refuse(row, key, str(error))
                continue
            if value is not None:
                found[key] = value
        self._births(row, found)
        return found

    def _births(self, row: int, found: dict[str, Any]) -> None:
        """A birth that stands in the column of the sex says the sex too; a tick there says just that."""
        for key, one in (("male_birth", Sex.MALE), ("female_birth", Sex.FEMALE)):
            if key not in found:
                continue
            given = found.pop(key)
            if found.setdefault("sex", one) is not one:
                self.found.refuse(row, key, "Dòng này có cả nam và nữ; chỉ ghi ở một cột.")
            elif given is not True:
                found["birth"] = given
        if "birth" in found:
            found["birth_date"], found["birth_year"] = found.pop("birth")

    def _take(self, household: FileHousehold, row: int, key: str, value: Any) -> None:
        """A value of the whole household, which its rows may repeat but not contradict."""
        known = household.values.get(key)
        if key in household.values and known != value:
            if key in TICKED:
                household.values[key] = known or value
            else:
                self.found.refuse(row, key, f"Khác với dòng {household.cells[key]} của cùng hộ.")
            return
        household.values[key] = value
        household.cells.setdefault(key, row)

    def _identity(self, household: FileHousehold, row: int) -> None:
        if record := self._text(row, "record"):
            if match := _RECORD.fullmatch(record):
                household.record = int(match[1]), int(match[2]), int(match[3])
                household.cells.setdefault("record", row)
            else:
                self.found.refuse(
                    row, "record", "Mã bản ghi do chương trình ghi khi xuất; xóa ô này hoặc xuất lại tệp."
                )
        if (code := self._text(row, "code")) and household.code != code:
            if len(code) > 30:
                self.found.refuse(row, "code", f"Dài quá 30 chữ (đang có {len(code)}).")
            elif household.code:
                self.found.refuse(row, "code", f"Khác với dòng {household.cells['code']} của cùng hộ.")
            else:
                household.code = code
                household.cells["code"] = row

    def _place(self, household: FileHousehold, row: int) -> None:
        said = _UNIT_WORDS.sub("", fold(self._text(row, "unit")))
        if said and said != self.unit:
            self.found.refuse(row, "unit", "Dòng này của xã, phường khác; xóa dòng này khỏi tệp.")
        written = self._text(row, "hamlet")
        found = self._hamlets(written) if written else ()
        hamlet = found[0] if len(found) == 1 else None
        if written and hamlet is None:
            if written not in self.asked:
                self.asked.add(written)
                cell = cell_name(row, self.columns["hamlet"])
                suggested = self.names.suggestions(written)
                self.found.unknown.append(UnknownHamlet(cell=cell, written=written, suggestions=suggested))
            self.found.refuse(row, "hamlet", self._unknown_sentence(written, found))
            household.hamlet_id = household.hamlet_id or -1
            return
        if hamlet and household.hamlet_id not in (None, hamlet):
            self.found.refuse(
                row, "hamlet", f"Khác thôn, tổ ghi ở dòng {household.cells['hamlet']} của cùng hộ."
            )
            return
        if hamlet or household.hamlet_id is None:
            household.hamlet_id = hamlet or self.hamlet
        household.cells.setdefault("hamlet", row)

    def _hamlets(self, written: str) -> tuple[int, ...]:
        decided = self.mapping.names.get(name_key(written))
        return (decided,) if decided in self.names.by_pk else self.names.find(written)

    def _unknown_sentence(self, written: str, found: Sequence[int]) -> str:
        if found:
            listed = ", ".join(self.names.by_pk[pk].name for pk in found)
            return f"Tên này có thể là {listed}; ghi rõ tên thôn, tổ."
        return "Xã không có thôn, tổ tên này; sửa cho đúng danh sách, hoặc chọn thôn tương ứng."

    # --- all rows together ---

    def _settle(self) -> None:
        for household in self.found.households:
            heads = [member for member in household.members if member.is_head]
            wrong = any(self._is_wrong(member.row, "relation") for member in household.members)
            if not heads and not wrong:
                row = household.members[0].row
                self.found.refuse(row, "relation", "Hộ này chưa có chủ hộ; ghi “chủ hộ” cho một người.")
            for second in heads[1:]:
                self.found.refuse(
                    second.row, "relation", f"Hộ này đã có chủ hộ ở dòng {heads[0].row}; mỗi hộ một chủ hộ."
                )
            for member in household.members:
                if heads and "relation" not in member.values and not self._is_wrong(member.row, "relation"):
                    self.found.refuse(member.row, "relation", "Ghi quan hệ với chủ hộ.")
        self._gather_ticks()

    def _gather_ticks(self) -> None:
        """Columns to tick are complete lists: once one is ticked, a blank in the others is a no. A column
        that nobody has ticked says nothing.
        """
        used = {
            key for household in self.found.households for key, value in household.values.items() if value
        }
        for key in TICKED:
            if key in self.columns and key not in TICKS and key in used:
                for household in self.found.households:
                    household.values.setdefault(key, False)
                    household.cells.setdefault(key, household.row)
        for whole, keys in _GROUPS.items():
            columns = [key for key in keys if key in self.columns]
            if not columns:
                continue
            said = bool(used & set(columns))
            for household in self.found.households:
                ticked = {int(key.rpartition("_")[2]) for key in columns if household.values.pop(key, False)}
                if said:
                    self._add_ticks(household, whole, frozenset(ticked), columns)

    def _add_ticks(
        self, household: FileHousehold, whole: str, ticked: frozenset[int], columns: Sequence[str]
    ) -> None:
        listed = household.values.get(whole)
        if listed is not None and listed != ticked and ticked:
            row = household.cells[whole]
            self.found.refuse(row, whole, "Khác với các cột đánh dấu của cùng hộ.")
        elif listed is None:
            household.values[whole] = ticked
            household.cells[whole] = household.cells.get(columns[0], household.row)

    def _refuse_hidden(self) -> None:
        sheet = self.grid.sheet
        below = range(self.mapping.last_head + 1, self.grid.height + 1)
        if sheet.hidden:
            self.found.errors.append(
                CellError(
                    sheet=sheet.name,
                    row=0,
                    column="",
                    value="",
                    message="Trang tính đang ẩn; bỏ ẩn rồi gửi lại.",
                )
            )
        for row in below:
            if row in sheet.hidden_rows and (filled := self.grid.filled(row)):
                self._refuse_cell(
                    row, filled[0][0], "Dòng đang ẩn nhưng có dữ liệu; bỏ ẩn hoặc xóa dòng này."
                )
        for column in sorted(sheet.hidden_columns):
            if row := next((row for row in below if self.grid.text(row, column)), 0):
                self._refuse_cell(row, column, "Cột đang ẩn nhưng có dữ liệu; bỏ ẩn hoặc xóa cột này.")

    def _refuse_cell(self, row: int, column: int, message: str) -> None:
        text = self.grid.text(row, column)
        self.found.errors.append(
            CellError(
                sheet=self.mapping.sheet, row=row, column=column_name(column), value=text, message=message
            )
        )

    def _hamlet_above(self) -> None:
        """The hamlet named above the head, where no column says it: of a list that is one hamlet's."""
        if "hamlet" in self.columns:
            return
        above = (cell.text for row in range(1, self.mapping.first_head) for _, cell in self.grid.filled(row))
        for text in (*above, self.grid.sheet.name):
            for part in (text, *text.split(":"), *re.split(r"[-–,]", text)):
                if len(found := self.names.find(part.strip())) == 1 and any(map(str.isalpha, part)):
                    self.hamlet = found[0]
                    return

    # --- cells ---

    def _text(self, row: int, key: str) -> str:
        column = self.columns.get(key)
        return self.grid.text(row, column) if column else ""

    def _is_wrong(self, row: int, key: str) -> bool:
        return (row, key) in self.found.refused

"""Where in a workbook the list of assignments stands (appendix II as communes keep it), row by row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from povertyplan.common.text import fold
from povertyplan.documents.xlsx import Workbook, WorkbookError, column_name
from povertyplan.documents.xlsx.heads import Grid, Head, Vocabulary, heads

COLUMNS = {
    "code": re.compile(r"\bma ho\b"),
    "head": re.compile(r"\bchu ho\b|\bten ho\b|\bho ngheo\b|\bho duoc\b|^ho va ten$|^ho ten$"),
    "hamlet": re.compile(r"^(?:ten )?(?:thon|xom|ban|ap|buon|to dan pho|tdp|khu pho|khu|to|dia ban)\b"),
    "supporters": re.compile(r"\bphoi hop\b|\bcung giup\b"),
    "lead": re.compile(r"\bchu tri\b|\bdau moi\b|\bphu trach\b|^(?:co quan|don vi)\b"),
    "contents": re.compile(r"\bnoi dung\b|\bhinh thuc\b"),
    "period": re.compile(r"\bthoi gian\b"),
}
OTHERS = re.compile(r"^(?:stt|tt|so tt|khoi|so khau|nhan khau|so nhan khau|ghi chu|nhu cau|thieu hut)\b")
WANTED = ("head", "lead")
NO_HEAD = (
    "Không tìm thấy bảng phân công: cần một dòng tiêu đề có cột Chủ hộ và cột Cơ quan chủ trì; nên có cả Thôn"
    " (tổ), Cơ quan phối hợp, Nội dung, Thời gian."
)
MAX_ROWS = 1000
TOO_LONG = f"Bảng dài quá {MAX_ROWS} dòng; kiểm tra lại tệp."
_TOTAL = re.compile(r"^(?:tong|tong cong|cong)\b")


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """A row of the list, counted as Excel does, with the text in each column of ours."""

    row: int
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AssignmentList:
    """The list as it stands in a workbook: `columns` are ours with their letters."""

    sheet: str
    columns: Mapping[str, str]
    rows: tuple[ListRow, ...]

    def to_json(self) -> dict[str, Any]:
        rows = [[each.row, dict(each.texts)] for each in self.rows]
        return {"sheet": self.sheet, "columns": dict(self.columns), "rows": rows}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AssignmentList:
        """The list that `to_json` was made from."""
        rows = tuple(ListRow(row=row, texts=texts) for row, texts in data["rows"])
        return cls(sheet=data["sheet"], columns=data["columns"], rows=rows)


def assignment_list(workbook: Workbook) -> AssignmentList:
    """The first list of assignments of the workbook. Raises WorkbookError when there is none."""
    words = Vocabulary(
        is_heading=lambda text: bool(_column(text) or OTHERS.search(fold(text))),
        is_role=lambda text: _column(text) in WANTED,
    )
    for sheet in workbook.sheets:
        if sheet.hidden:
            continue
        grid = Grid(sheet)
        for head in heads(grid, words):
            columns = _columns(grid, head)
            if set(WANTED) <= columns.keys():
                rows = tuple(_rows(grid, head, columns))
                if len(rows) > MAX_ROWS:
                    raise WorkbookError(TOO_LONG)
                letters = {key: column_name(column) for key, column in columns.items()}
                return AssignmentList(sheet=sheet.name, columns=letters, rows=rows)
    raise WorkbookError(NO_HEAD)


def _column(text: str) -> str:
    folded = fold(text)
    return next((key for key, words in COLUMNS.items() if words.search(folded)), "")


def _columns(grid: Grid, head: Head) -> dict[str, int]:
    """Our columns with their numbers; of two that say the same the first."""
    found: dict[str, int] = {}
    for column in range(1, grid.width + 1):
        texts = head.texts(column)
        key = next((key for text in reversed(texts) if (key := _column(text))), "")
        if key:
            found.setdefault(key, column)
    return found


def _rows(grid: Grid, head: Head, columns: Mapping[str, int]) -> Iterator[ListRow]:
    """The rows below the head that name a household or an agency; titles of groups and totals are none."""
    for row in range(head.last + 1, grid.height + 1):
        own = {key: grid.text(row, column) for key, column in columns.items()}
        texts = {key: _merged(grid, row, column) for key, column in columns.items()}
        if not (own["head"] or own["lead"] or own.get("code")) or _TOTAL.search(fold(own["head"])):
            continue
        _, first = grid.filled(row)[0]
        if [key for key, text in texts.items() if text] == ["head"] and not first.text.isdigit():
            continue  # a title: "I | Khối trường học"
        yield ListRow(row=row, texts=texts)


def _merged(grid: Grid, row: int, column: int) -> str:
    """What is printed over the cell: of a merged range what stands in its corner."""
    top, left, _, _ = grid.ranges.get((row, column), (row, column, row, column))
    return grid.text(top, left)

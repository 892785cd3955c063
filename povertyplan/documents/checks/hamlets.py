"""Hamlets that are written about without a name, in tables and in prose."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from povertyplan.documents.blocks import Document, Table
from povertyplan.documents.checks.findings import Code, Finding, Level, cell_place, finding
from povertyplan.documents.checks.passages import Passage
from povertyplan.documents.figures import cell_text

NAME_COLUMN = "name"
_LABEL = r"(?:tổ\s+dân\s+phố|khu\s+dân\s+cư|khu\s+phố|tdp|xóm|thôn|bản|ấp|buôn|làng|khóm)"
_BLANK_NAME = re.compile(rf"(?:{_LABEL}|khu|tổ)?(?:\s+số)?[\s.…_–-]*", re.IGNORECASE)
_ANY_COUNT = re.compile(r"\d\s+hộ")
_COUNTED = re.compile(
    rf"(?<!\w){_LABEL}\s*[:(]?\s*(?P<count>\d{{1,2}})\s+hộ\b(?!\s+(?:dân|trở\s+(?:lên|xuống)))"
)
_DOTTED = re.compile(
    rf"""(?<!\w){_LABEL}\s*(?:số\s*)?
    (?:…{{2,}}|\.{{4,}}|_{{2,}}|(?:…|\.{{3}})(?=\s*(?:\(?\d+\s*hộ\b|(?:có|còn|giảm)\b)))""",
    re.VERBOSE,
)
_SEVERAL = re.compile(
    rf"(?:(?<!\w)(?:các|những|mỗi|từng|mọi|toàn|theo|một|hai|ba|bốn)|\d)\s+(?:{_LABEL}\s*(?:,|và|hoặc|/)?\s*)*$"
)
_NUMBER_AT_END = re.compile(r"(?:^|\s)(\d+)$")


def check_hamlet_rows(table: Table) -> Iterator[Finding]:
    """Rows whose name is blank, dots, or nothing but "xóm"."""
    column = next((column for column in table.columns if column.key == NAME_COLUMN), None)
    if column is None:
        return
    for row in table.rows:
        name = cell_text(table.cell(row, NAME_COLUMN)).strip()
        if _BLANK_NAME.fullmatch(name):
            yield _unnamed(cell_place(table, row, column), name, f"Dòng {row.key} của bảng")


def check_unnamed(passage: Passage, numbered: Collection[int]) -> Iterator[Finding]:
    """Prose where a label is followed by a number of households and no name ("tổ dân phố 02 hộ").

    `numbered` are the hamlets that are called by a number: "Khu phố 3 hộ nghèo …" may then mean that one.
    """
    text = passage.lower
    patterns = (
        *((_COUNTED,) if _ANY_COUNT.search(text) else ()),
        *((_DOTTED,) if any(dots in text for dots in ("…", "...", "__")) else ()),
    )
    for pattern in patterns:
        for match in pattern.finditer(text):
            count = match.groupdict().get("count") or "0"
            if _SEVERAL.search(text[: match.start()]) or (count[0] != "0" and int(count) in numbered):
                continue
            printed = passage.text[match.start() : match.end()]
            yield _unnamed(passage.place, printed, f"“{printed}”")


def hamlets_called_by_number(document: Document) -> set[int]:
    """Numbers that are names of hamlets in the document's tables: "Khu phố 3"."""
    names = (
        cell_text(table.cell(row, NAME_COLUMN))
        for table in document.tables()
        if any(column.key == NAME_COLUMN for column in table.columns)
        for row in table.rows
    )
    return {int(match[1]) for name in names if (match := _NUMBER_AT_END.search(name.strip()))}


def _unnamed(place: str, printed: str, where: str) -> Finding:
    return finding(
        Code.UNNAMED_PLACE,
        Level.WARNING,
        place,
        printed,
        "",
        rule="Thôn, tổ dân phố được nêu phải có tên",
        message=f"{where} không nêu tên thôn, tổ dân phố; ghi rõ tên.",
    )

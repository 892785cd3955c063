"""From a cell to a clean value, in the spellings of officers. Pure.

Every reader takes the cell and returns the value; it raises ValueError with a Vietnamese sentence on what is
expected.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from households.rules import (
    CLASSIFICATION_LABELS,
    Classification,
    Relation,
    Sex,
    personal_number_violation,
)
from povertyplan.common.numbers import parse_count
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import CellKind, SheetCell

FIRST_BIRTH_YEAR = 1900
_YES = {"x", "co", "1", "v", "true", "dung", "yes", "✓", "✔", "☑", "☒", "xx", "√"}
_NO = {"khong", "0", "k", "ko", "-", "–", "—", "false", "sai", "☐", "no"}
_SEXES = {
    **dict.fromkeys(("nam", "1", "m", "trai", "ong", "nam gioi", "1 nam"), Sex.MALE),
    **dict.fromkeys(("nu", "2", "f", "gai", "ba", "nu gioi", "2 nu"), Sex.FEMALE),
}
_RELATIONS = {
    **dict.fromkeys(("chu ho", "ch", "c ho", "ban than", "chu"), Relation.HEAD),
    **dict.fromkeys(("vo", "chong", "vo chong", "vo, chong", "vo/chong", "vo chu ho"), Relation.SPOUSE),
    **dict.fromkeys(
        (
            *("con", "con trai", "con gai", "con de", "con ruot", "con nuoi", "con ca", "con thu", "con ut"),
            *("con trai dau", "con rieng", "con cua chu ho"),
        ),
        Relation.CHILD,
    ),
    **dict.fromkeys(
        ("con dau", "con re", "dau", "re", "con dau, con re", "con dau/re", "con dau/con re"),
        Relation.CHILD_IN_LAW,
    ),
    **dict.fromkeys(
        (
            *("bo", "me", "cha", "ba ma", "bo de", "me de", "bo me", "bo, me", "bo vo", "me vo", "bo chong"),
            *("me chong", "bo duong", "me ke", "bo/me", "cha, me", "me ruot", "bo ruot"),
        ),
        Relation.PARENT,
    ),
    **dict.fromkeys(
        ("ong", "ba", "ong noi", "ba noi", "ong ngoai", "ba ngoai", "ong, ba", "ong ba", "cu"),
        Relation.GRANDPARENT,
    ),
    **dict.fromkeys(
        (
            *("chau", "chau noi", "chau ngoai", "chau ruot", "chau trai", "chau gai", "chau dau", "chau re"),
            *("chat",),
        ),
        Relation.GRANDCHILD,
    ),
    **dict.fromkeys(
        (
            *("anh", "chi", "em", "anh trai", "chi gai", "em trai", "em gai", "anh chi em", "anh, chi, em"),
            *("em ruot", "anh ruot", "chi ruot", "em vo", "em dau", "em re", "anh re", "chi dau", "em chong"),
        ),
        Relation.SIBLING,
    ),
    **dict.fromkeys(
        (
            "khac",
            "chau ho",
            "co",
            "di",
            "chu",
            "bac",
            "cau",
            "mo",
            "thim",
            "nguoi than",
            "o nho",
            "quan he khac",
        ),
        Relation.OTHER,
    ),
}
_RELATIONS["chu ho"] = Relation.HEAD
_CLASSIFICATIONS = {
    **{fold(label): each for each, label in CLASSIFICATION_LABELS.items()},
    **dict.fromkeys(("ngheo", "hn", "h ngheo", "ho ngheo da chieu", "n"), Classification.POOR),
    **dict.fromkeys(("can ngheo", "cn", "hcn", "ho cn", "h can ngheo", "can"), Classification.NEAR_POOR),
    **dict.fromkeys(
        ("trung binh", "mstb", "muc song trung binh", "ho mstb", "ho trung binh"), Classification.AVERAGE
    ),
    **dict.fromkeys(
        (
            *("khong ngheo", "khac", "ho khac", "thoat ngheo", "ho thoat ngheo", "vuot chuan", "khong", "kn"),
            *("vuot chuan can ngheo", "trung binh tro len", "khong thuoc dien", "thoat can ngheo"),
        ),
        Classification.OTHER,
    ),
}
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(?:00?/)*(?:(\d{1,2})\s*[/.\-]\s*)?(\d{4})")


def tick(cell: SheetCell) -> bool:
    """Whether a thing is ticked or said to be so."""
    said = fold(cell.text).strip(" .")
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise ValueError("Đánh dấu x nếu có, để trống hoặc ghi “không” nếu không.")


def sex(cell: SheetCell) -> Sex:
    if found := _SEXES.get(_folded(cell)):
        return found
    raise ValueError("Ghi Nam hoặc Nữ (hoặc 1, 2).")


def relation(cell: SheetCell) -> Relation:
    if found := _RELATIONS.get(_folded(cell)):
        return found
    raise ValueError(
        "Ghi quan hệ với chủ hộ: chủ hộ, vợ, chồng, con, bố, mẹ, ông, bà, cháu, anh, chị, em, khác…"
    )


def classification(cell: SheetCell) -> Classification:
    if found := _CLASSIFICATIONS.get(_folded(cell)):
        return found
    raise ValueError("Ghi hộ nghèo, hộ cận nghèo, hộ có mức sống trung bình hoặc hộ không nghèo.")


def day(cell: SheetCell) -> dt.date:
    """A day, as a date of Excel or written out."""
    text = cell.text.split(" ")[0] if cell.kind is CellKind.DATE else cell.text
    if match := _DAY.fullmatch(text):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if match := _ISO.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError("Ghi ngày như 05/09/2026.")


def birth(cell: SheetCell, today: dt.date) -> tuple[dt.date | None, int]:
    """The day, None where only a year is given, and the year."""
    if (match := _MONTH.fullmatch(cell.text)) and not cell.text.startswith("-"):
        born, year = None, int(match[2])
    else:
        try:
            born = day(cell)
        except ValueError:
            raise ValueError("Ghi ngày sinh như 05/09/1980, hoặc chỉ năm sinh như 1980.") from None
        year = born.year
    if year > today.year or (born and born > today):
        raise ValueError("Ngày sinh ở tương lai; kiểm tra lại.")
    if year < FIRST_BIRTH_YEAR:
        raise ValueError(f"Năm sinh phải từ {FIRST_BIRTH_YEAR} trở đi.")
    return born, year


def personal_number(cell: SheetCell) -> str:
    """The twelve digits; "" for one that our own export has masked."""
    if "•" in cell.text:
        return ""
    number = re.sub(r"[\s.'\-]", "", cell.text)
    if violation := personal_number_violation(number):
        if cell.kind is CellKind.NUMBER and 9 < len(number) < 12:
            violation += " Ô đang là kiểu số nên mất số 0 ở đầu: đổi ô sang kiểu Text rồi nhập lại."
        raise ValueError(violation)
    return number


def count(cell: SheetCell, *, up_to: int) -> int:
    """A whole number, also where it is written as a text."""
    found = parse_count(re.sub(r"(?<=\d)[.,]0{1,2}$", "", cell.text))
    if found is None or found > up_to:
        raise ValueError(f"Ghi một số từ 0 đến {up_to}.")
    return found


def positions(cell: SheetCell, *, up_to: int) -> frozenset[int]:
    """The numbers listed: "1, 4; 12"; a dash or a zero is none."""
    if _folded(cell) in _NO:
        return frozenset()
    parts = re.split(r"[\s,;+]+", cell.text.strip(" ,;"))
    if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= up_to for part in parts):
        raise ValueError(
            f"Ghi các số từ 1 đến {up_to}, cách nhau bằng dấu phẩy, ví dụ 1, 4; ghi 0 nếu không có."
        )
    return frozenset(map(int, parts))


def line(cell: SheetCell, *, at_most: int) -> str:
    """A text that fits."""
    if len(cell.text) > at_most:
        raise ValueError(f"Dài quá {at_most} chữ (đang có {len(cell.text)}).")
    return cell.text


def person_name(cell: SheetCell) -> str:
    """The name of a person, which is never a number or a date."""
    if cell.kind is not CellKind.TEXT or not any(map(str.isalpha, cell.text)):
        raise ValueError("Ghi họ và tên bằng chữ.")
    return line(cell, at_most=80)


class Ethnicities:
    """The list of ethnic groups, to look one up by name, other name or code."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._codes: dict[str, str] = {}
        for code, name, others in rows:
            for written in (code, str(int(code)), name, *others.split(",")):
                if written.strip():
                    self._codes.setdefault(_letters(written), code)

    def code(self, cell: SheetCell) -> str:
        written = _letters(cell.text)
        if found := self._codes.get(written) or self._codes.get(written.removeprefix("dantoc")):
            return found
        raise ValueError("Ghi tên hoặc mã dân tộc trong danh mục 54 dân tộc, ví dụ Kinh, Tày, 01, 02.")


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _folded(cell: SheetCell) -> str:
    return " ".join(re.sub(r"\s*([,/])\s*", r"\1 ", fold(cell.text)).replace("/ ", "/").split()).strip(" .")


def _date(year: int, month: int, day_of_month: int) -> dt.date:
    try:
        return dt.date(year, month, day_of_month)
    except ValueError:
        raise ValueError("Ngày này không có trong lịch; kiểm tra lại.") from None

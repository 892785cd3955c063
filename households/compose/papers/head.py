"""What the papers of a commune have in common: letterhead, list of heads, who signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from households.models import AdministrativeUnit, ReviewRound
from households.queries import FoundHousehold
from households.rules import CLASSIFICATION_LABELS
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import Align, Column, Letterhead, Row, Table

GAP = "." * 24


def letterhead(
    unit: AdministrativeUnit,
    *,
    year: int,
    symbol: str = "",
    number: str = "",
    date: dt.date | None = None,
) -> Letterhead:
    """The commune's head; number and day are gaps until they are given."""
    return Letterhead(
        issuer=("ỦY BAN NHÂN DÂN", str(unit).upper()),
        symbol=symbol,
        number=number,
        locality=unit.name,
        day=date.day if date else None,
        month=date.month if date else None,
        year=date.year if date else year,
    )


def within(name: str) -> str:
    """The name of a place in the middle of a sentence: "thôn Bản Luông"."""
    return name[:1].lower() + name[1:]


def period(round: ReviewRound) -> str:
    """ "năm 2026", "tháng 3 năm 2026"."""
    return f"tháng {round.month} năm {round.year}" if round.month else f"năm {round.year}"


def head_list(key: str, households: Sequence[FoundHousehold], *, hamlet: bool, found: bool = True) -> Table:
    """Heads with people and result: all that a list in public may say (no birth, number, health, cause)."""
    columns = [
        Column(key="number", label="STT", align=Align.CENTER),
        Column(key="head", label="Họ và tên chủ hộ", width=5, align=Align.LEFT),
    ]
    if hamlet:
        columns.append(Column(key="hamlet", label="Thôn, tổ dân phố", width=4, align=Align.LEFT))
    columns.append(Column(key="people", label="Số khẩu", width=2, align=Align.CENTER))
    if found:
        columns.append(Column(key="found", label="Kết quả", width=4, align=Align.LEFT))

    def row(number: int, each: FoundHousehold) -> Row:
        result = upper_first(CLASSIFICATION_LABELS[each.found]) if each.found else ""
        cells = {
            "number": str(number),
            "head": each.head_name,
            "hamlet": each.hamlet,
            "people": str(each.people),
            "found": result,
        }
        return Row(key=str(each.household_id), cells=tuple(cells[column.key] for column in columns))

    return Table(
        key=key,
        columns=tuple(columns),
        rows=tuple(row(number, each) for number, each in enumerate(households, start=1)),
    )

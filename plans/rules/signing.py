"""What the clerk writes down of a signed plan, and whether a file is the one that was signed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from povertyplan.common.dates import short_date

LAST_NUMBER = 99_999


def number_text(number: int, symbol: str) -> str:
    """ "05/KH-UBND": a single digit carries a zero (decree 30/2020, annex I, II.3)."""
    return f"{number:02d}/{symbol}"


def signing_date_violation(
    date: dt.date, *, approved_on: dt.date, today: dt.date, cited: Iterable[tuple[str, dt.date]]
) -> str:
    """Why a plan cannot bear this date: it lies ahead, or before the approval or a document
    cited; else ''.
    """
    if date > today:
        return f"Ngày {short_date(date)} chưa tới; ghi đúng ngày trong sổ văn bản đi."
    if date < approved_on:
        return f"Ngày {short_date(date)} trước ngày duyệt {short_date(approved_on)}; ghi ngày từ đó trở đi."
    later = next(((name, day) for name, day in cited if day > date), None)
    if later:
        name, day = later
        return f"Ngày {short_date(date)} trước ngày {short_date(day)} của {name}; sửa lại ngày."
    return ""


class CopyMatch(StrEnum):
    """Which of the kept prints a file begins with: a PDF signed digitally is the print with more after it."""

    ISSUED = "issued"
    APPROVED = "approved"
    UNSIGNED = "unsigned"
    OTHER = "other"


COPY_MATCH_LABELS = {
    CopyMatch.ISSUED: "bản đầu trong tệp trùng từng byte với bản ban hành",
    CopyMatch.APPROVED: "bản đầu trong tệp trùng từng byte với bản trình ký",
    CopyMatch.UNSIGNED: "tệp là chính bản in của chương trình, chưa thêm chữ ký",
    CopyMatch.OTHER: "tệp không bắt đầu bằng bản in nào của văn bản này",
}


def copy_match(content: bytes, *, issued: bytes, approved: bytes) -> CopyMatch:
    """What an uploaded PDF is: one of the prints, one with an incremental update, or another document."""
    if content in (issued, approved):
        return CopyMatch.UNSIGNED
    if content.startswith(issued):
        return CopyMatch.ISSUED
    return CopyMatch.APPROVED if content.startswith(approved) else CopyMatch.OTHER


def is_pdf(content: bytes) -> bool:
    """Whether a file begins and ends as a PDF does; a renamed or a cut one does not."""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]

"""Households able to escape poverty: poor ones less those without anybody able to work."""

from __future__ import annotations

import re
from collections.abc import Iterator


def able_when_exceeded(*, poor: int | None, no_labour: int | None, planned: int | None) -> int | None:
    """How many households are able to escape, if more than those are planned to; else, or when a number is
    not given, None.
    """
    if poor is None or no_labour is None or planned is None or planned <= poor - no_labour:
        return None
    return poor - no_labour


_N = r"(?<![\d.,/])(\d{1,3}(?:\.\d{3})+|\d+)"
_CANNOT_WORK = r"không\s+(?:còn|có)\s+(?:khả\s+năng|sức)\s+lao\s+động"
_POOR = re.compile(
    rf"{_N}\s+hộ\s+nghèo\b(?!\s+(?:{_CANNOT_WORK}|thoát|dự\s+kiến|có\s+khả\s+năng|đăng\s+ký|giảm))"
)
_NO_LABOUR = re.compile(
    rf"{_N}\s+hộ(?:\s+nghèo)?\s+(?:(?:là\s+hộ|thuộc\s+diện)\s+)?{_CANNOT_WORK}"
    rf"|{_CANNOT_WORK}\s*(?:là|:|có|gồm|còn)?\s*{_N}\s+hộ\b"
)
_PLANNED = re.compile(
    rf"thoát\s+nghèo(?:\s+(?:trong|của|đến\s+cuối|cuối|hết)?\s*năm\s+\d{{4}})?\s*(?:là|:|gồm|có|,)?\s*{_N}\s+hộ\b"
    rf"|{_N}\s+hộ(?:\s+nghèo)?(?:\s+(?:dự\s+kiến|có\s+khả\s+năng|phấn\s+đấu|đăng\s+ký|sẽ|tự|vươn\s+lên))*\s+thoát\s+nghèo\b"
    rf"|\bgiảm\s+{_N}\s+hộ\s+nghèo\b"
)
_PAST = re.compile(r"\b(?:đã|năm trước|kết quả|vừa qua|được công nhận)\b[^.;]*$")


def poor_and_no_labour(text: str) -> tuple[int, int] | None:
    """From "41 hộ nghèo, trong đó 23 hộ không có khả năng lao động": 41 and 23."""
    lower = text.lower()
    if "lao động" not in lower:
        return None
    for match in _NO_LABOUR.finditer(lower):
        before = [_number(found[1]) for found in _POOR.finditer(lower, 0, match.start())]
        if before:
            return before[-1], _number(match[1] or match[2])
    return None


def planned_escapes(text: str) -> Iterator[tuple[int, str]]:
    """Numbers of households said to escape, each with the words that say so; what is past is left out."""
    lower = text.lower()
    for match in _PLANNED.finditer(lower):
        if not _PAST.search(lower[: match.start()]):
            yield _number(next(filter(None, match.groups()))), text[match.start() : match.end()]


def _number(written: str) -> int:
    return int(written.replace(".", ""))

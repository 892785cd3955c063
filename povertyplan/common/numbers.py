"""Numbers as Vietnamese offices write them: "5.441", "0,79". Reading is strict: what is unclear is
refused.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.\u00a0\u202f ][0-9]{3})+")
_PLAIN = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:[.\u00a0\u202f ][0-9]{3})+)(?:,([0-9]+))?")
MAX_COUNT = 9_999_999


def parse_count(text: str, *, at_most: int = MAX_COUNT) -> int | None:
    """A whole number, or None for blank.

    Raises ValueError with a Vietnamese sentence for anything that is not a count from 0 to `at_most`.
    """
    written = text.strip()
    if not written:
        return None
    if not (_PLAIN.fullmatch(written) or _GROUPED.fullmatch(written)):
        raise ValueError("Chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234; để trống nếu không có.")
    digits = re.sub(r"\D", "", written).lstrip("0")
    if len(digits) > len(str(at_most)) or int(digits or "0") > at_most:
        raise ValueError(f"Số quá lớn: nhiều nhất là {format_number(at_most)}.")
    return int(digits or "0")


def parse_decimal(text: str, *, places: int = 4) -> Decimal | None:
    """A decimal number with a comma ("0,79"), or None for blank; also accepts "0.79".

    Raises ValueError with a Vietnamese sentence for anything else.
    """
    written = text.strip().rstrip("%").rstrip()
    if not written:
        return None
    if re.fullmatch(r"[0-9]+\.[0-9]{1,2}", written):
        written = written.replace(".", ",")
    match = _DECIMAL.fullmatch(written)
    if match is None or len(written) > 20:
        raise ValueError("Chỉ nhập số không âm, dấu phẩy trước phần lẻ, ví dụ 0,79.")
    whole, fraction = re.sub(r"\D", "", match.group(1)), match.group(2) or ""
    if len(fraction) > places:
        raise ValueError(f"Nhiều nhất {places} chữ số sau dấu phẩy.")
    if len(whole.lstrip("0")) > 7:
        raise ValueError(f"Số quá lớn: nhiều nhất là {format_number(MAX_COUNT)}.")
    return Decimal(f"{whole}.{fraction or 0}")


def format_number(value: Decimal | int | None, decimals: int = 0) -> str:
    """ "5.441" or "0,79": half-up to `decimals` places; None is blank."""
    if value is None:
        return ""
    if isinstance(value, int) and not decimals:
        return f"{value:,}".replace(",", ".")
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded:,}".translate(str.maketrans(",.", ".,"))


def format_plain(value: Decimal | int | None) -> str:
    """The number as it would be typed again: no grouping, no trailing zeros after the comma."""
    if value is None:
        return ""
    text = f"{Decimal(value):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")

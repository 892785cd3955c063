"""Numbers of poor and near-poor households typed by hand in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from plans.rules.target import TargetIndicator
from plans.rules.token import TOKEN

_COUNT = r"(?<![\d.,/@=-])(?:\d{1,3}(?:\.\d{3})+|\d+)"
_CLASS = r"hộ\s+(?P<class>cận\s+nghèo|nghèo)\b"
_TYPED_COUNT = re.compile(rf"(?P<count>{_COUNT})\s+{_CLASS}")
_FIGURE = "\ue000"  # stands for a token: a figure that is not typed
_LINK = (
    r"(?:\s*[,(:–-]\s*|\s*\b(?:đa\s+chiều|toàn\s+(?:xã|phường)|(?:(?:đầu|cuối)\s+)?năm\s+\d{4}|(?:đầu|cuối)\s+năm|chiếm|bằng"
    r"|tương\s+(?:ứng|đương)|là|còn|có|t[ỷỉ]\s+lệ|giảm|xuống|từ|với|khoảng|ở\s+mức)(?!\w))*\s*"
)
_RATE = r"\d+(?:[.,]\d+)?"
_TYPED_RATE = re.compile(
    rf"(?:(?P<word>t[ỷỉ]\s+lệ)\s+|(?P<number>{_COUNT}|{_FIGURE})\s+)?{_CLASS}(?P<count>{_LINK}(?:{_COUNT}|{_FIGURE})\s+hộ\b)?"
    rf"(?P<rates>(?:{_LINK}(?:{_RATE}|{_FIGURE})\s*(?:điểm\s*)?%)+)"
)
_WRITTEN_RATE = re.compile(rf"({_RATE})\s*(?:điểm\s*)?%")
_SAYS_RATE = re.compile(r"t[ỷỉ]\s+lệ|chiếm|bằng|tương")


def typed_counts(text: str) -> Iterator[tuple[str, TargetIndicator]]:
    """Numbers of poor or near-poor households typed by hand: "29 hộ nghèo"."""
    for match in _TYPED_COUNT.finditer(text.lower()):
        yield match["count"], _indicator(match)


def typed_rates(text: str) -> Iterator[tuple[str, TargetIndicator]]:
    """Rates of poor or near-poor households typed by hand: "1,18" of "tỷ lệ hộ nghèo là 1,18%"."""
    if "%" not in text:
        return
    for match in _TYPED_RATE.finditer(TOKEN.sub(_FIGURE, text).lower()):
        rates, counted = match["rates"], match["number"] or match["count"]
        if not (match["word"] or _SAYS_RATE.search(rates) or (counted and "(" in rates)):
            continue
        for rate in _WRITTEN_RATE.findall(rates):
            if Decimal(rate.replace(",", ".")) != 100:
                yield rate, _indicator(match)


def _indicator(match: re.Match[str]) -> TargetIndicator:
    return TargetIndicator.NEAR_POOR if match["class"].startswith("cận") else TargetIndicator.POOR

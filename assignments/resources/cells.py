"""What the cells of a commune's list of assignments mean: the help in words, the period. Pure."""

from __future__ import annotations

import datetime as dt
import re

from assignments.rules import HELP_LABELS, HelpContent, Period
from povertyplan.common.text import fold

HOW_PERIOD = "Ghi thời gian như “tháng 5 đến tháng 9” hoặc “01/5/2026 - 30/9/2026”."
WORDS = {
    HelpContent.LIVELIHOOD: "sinh ke|san xuat|chan nuoi|trong trot|giong|vat nuoi|mo hinh",
    HelpContent.JOB: "viec lam|day nghe|dao tao nghe|hoc nghe|xuat khau lao dong",
    HelpContent.HOUSING: "nha o|lam nha|sua nha|xay nha|nha tam|nha dot nat|ngay cong",
    HelpContent.HEALTH: "y te|bao hiem y te|bhyt|kham|chua benh|suc khoe",
    HelpContent.SCHOOLING: "hoc tap|giao duc|hoc phi|hoc bong|sach vo|den truong|di hoc",
    HelpContent.LOAN: "vay von|von vay|tin dung|cho vay",
    HelpContent.LEGAL_AID: "phap ly|phap luat",
    HelpContent.WATER: "nuoc sach|nuoc sinh hoat|nha tieu|nha ve sinh|ve sinh",
    HelpContent.INFORMATION: "thong tin|vien thong|dien thoai",
}
_WORDS = {content: re.compile(rf"\b(?:{words})\b") for content, words in WORDS.items()}
_LABELS = {fold(label): content for content, label in HELP_LABELS.items()}
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")  # "5-9/2026" is two months
_YEAR = re.compile(r"20\d\d")


def contents_in(text: str) -> tuple[frozenset[HelpContent], str]:
    """The kinds of help that a text speaks of, `OTHER` where none is known, and the text itself as a promise;
    none when it only lists kinds by our words.
    """
    if not text:
        return frozenset(), ""
    parts = [fold(part).strip() for part in text.split(";")]
    if all(part in _LABELS for part in parts):
        return frozenset(_LABELS[part] for part in parts), ""
    folded = fold(text)
    found = frozenset(content for content, words in _WORDS.items() if words.search(folded))
    return found or frozenset({HelpContent.OTHER}), text


def period_in(text: str, year: int) -> Period | None:
    """When the help is given, half open; None of a blank text. Raises ValueError with a sentence."""
    if not text:
        return None
    if days := _DAY.findall(text):
        try:
            period = _between([dt.date(int(year), int(month), int(day)) for day, _, month, year in days])
        except ValueError as error:
            raise ValueError(HOW_PERIOD) from error
    else:
        period = _months(text, year)
    if period[1] <= period[0]:
        raise ValueError("Thời gian kết thúc trước khi bắt đầu; kiểm tra lại.")
    if period[0].year != year:
        raise ValueError(f"Thời gian giúp đỡ phải trong năm {year}.")
    return period


def _between(days: list[dt.date]) -> Period:
    first, last = days
    return first, last + dt.timedelta(days=1)


def _months(text: str, year: int) -> Period:
    """From the start of a month to the end of another, of the same year."""
    if {int(each) for each in _YEAR.findall(text)} - {year}:
        raise ValueError(f"Thời gian giúp đỡ phải trong năm {year}.")
    months = [int(each) for each in re.findall(r"\d+", _YEAR.sub("", text))]
    if len(months) != 2 or not all(1 <= month <= 12 for month in months):
        raise ValueError(HOW_PERIOD)
    first, last = months
    return dt.date(year, first, 1), dt.date(year + last // 12, last % 12 + 1, 1)

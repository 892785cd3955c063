"""What is given to households, by whom, out of which pocket, and what may be told of it in public."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assignments.rules.assignments import HELP_LABELS, HelpContent
from povertyplan.common.dates import months_before
from povertyplan.common.text import fold

VALUE_LIMIT = Decimal(1_000_000_000)  # đồng; one household never gets a thousand million in one item
FIRST_DAY = dt.date(2000, 1, 1)  # no support older than that is recorded
DOUBLE_MONTHS = 12
MAX_PROOFS = 6  # photos of one item


class SupportSource(StrEnum):
    """Who pays."""

    BUDGET = "budget"
    POOR_FUND = "poor_fund"
    CREDIT = "credit"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    COMMUNITY = "community"
    FAMILY = "family"
    OTHER = "other"


SOURCE_LABELS = {
    SupportSource.BUDGET: "ngân sách nhà nước",
    SupportSource.POOR_FUND: "Quỹ Vì người nghèo",
    SupportSource.CREDIT: "Ngân hàng Chính sách xã hội",
    SupportSource.ENTERPRISE: "doanh nghiệp",
    SupportSource.AGENCY: "cơ quan, đơn vị",
    SupportSource.COMMUNITY: "cộng đồng, nhà hảo tâm",
    SupportSource.FAMILY: "gia đình, dòng họ",
    SupportSource.OTHER: "nguồn khác",
}
CONDITION_LABELS = {
    "legal_land": "đất ở hợp pháp",
    "land_certificate": "giấy chứng nhận quyền sử dụng đất",
    "fits_planning": "phù hợp quy hoạch",
}  # what help with housing asks of the land, by the field that answers it


# --- the same help twice ---


@dataclass(frozen=True, kw_only=True)
class Help:
    """One item as far as it may double another: `giver` tells agencies and sources apart; `day` is when it
    is given or due.
    """

    key: int
    content: HelpContent
    giver: Hashable
    day: dt.date


def doubles(items: Iterable[Help]) -> dict[int, int]:
    """For items of one household that double another the key of that other: the same kind of content from
    two givers within twelve months. Help of no kind of its own ("giúp đỡ khác") doubles nothing.
    """
    ordered = sorted(items, key=lambda item: (item.day, item.key))
    found: dict[int, int] = {}
    for place, later in enumerate(ordered):
        for earlier in ordered[:place]:
            same_kind = later.content == earlier.content != HelpContent.OTHER
            near = earlier.day > months_before(later.day, DOUBLE_MONTHS)
            if same_kind and near and later.giver != earlier.giver:
                found[later.key] = earlier.key
                found.setdefault(earlier.key, later.key)
    return found


# --- in public ---

DISCLOSED_LABELS = HELP_LABELS | {HelpContent.HEALTH: HELP_LABELS[HelpContent.OTHER]}
# Words that tell of somebody's health. Without tones, as "chua benh" may be written: what is printed for a
# harmless homonym says too little, never too much.
_HEALTH_WORDS = (
    *(
        "benh",
        "thuoc",
        "kham",
        "vien phi",
        "nam vien",
        "chua tri",
        "dieu tri",
        "phau thuat",
        "mo tim",
        "mo mat",
    ),
    *("dau om", "om dau", "ung thu", "lao phoi", "hiv", "chay than", "suy than", "tai bien", "dot quy"),
    *(
        "khuyet tat",
        "tan tat",
        "tam than",
        "chat doc",
        "xe lan",
        "nang gay",
        "chan gia",
        "tay gia",
        "tro thinh",
    ),
    *("y te", "bhyt", "suc khoe"),
)
_HEALTH = re.compile(rf"\b({'|'.join(_HEALTH_WORDS)})\b")
_NUMBER = re.compile(r"\d(?:[ .]?\d){8,}")  # of a person or a telephone


def tells_too_much(what: str) -> bool:
    """Whether words written about an item tell of health, or hold what may be a person's number."""
    return bool(_HEALTH.search(fold(what)) or _NUMBER.search(what))


def disclosed(*, content: HelpContent, what: str) -> str:
    """What a list in public says of an item: the words written about it, or but its kind where they or the
    kind tell of health or hold a person's number.
    """
    if content is HelpContent.HEALTH or tells_too_much(what):
        return DISCLOSED_LABELS[content]
    return what


class Quarter(StrEnum):
    """A quarter of a year."""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    FOURTH = "4"


QUARTER_LABELS = {
    Quarter.FIRST: "quý I",
    Quarter.SECOND: "quý II",
    Quarter.THIRD: "quý III",
    Quarter.FOURTH: "quý IV",
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """From a day to another, both counted in."""

    first: dt.date
    last: dt.date

    @property
    def label(self) -> str:
        """ "năm 2026", "quý II năm 2026", else both days."""
        year = self.first.year
        if self == year_span(year):
            return f"năm {year}"
        for quarter, label in QUARTER_LABELS.items():
            if self == quarter_span(year, quarter):
                return f"{label} năm {year}"
        return f"từ ngày {self.first:%d/%m/%Y} đến hết ngày {self.last:%d/%m/%Y}"


def year_span(year: int) -> Span:
    """The whole year."""
    return Span(first=dt.date(year, 1, 1), last=dt.date(year, 12, 31))


def quarter_span(year: int, quarter: Quarter) -> Span:
    """Three months of the year."""
    begin = 3 * int(quarter) - 2
    following = dt.date(year + (begin == 10), (begin + 2) % 12 + 1, 1)
    return Span(first=dt.date(year, begin, 1), last=following - dt.timedelta(days=1))

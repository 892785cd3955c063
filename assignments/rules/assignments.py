"""Help that an agency owes a household: what, from when to when, what came of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Period = tuple[dt.date, dt.date]  # half open: the second is the first day after it
FIRST_MONTH, LAST_MONTH = 5, 9  # help is given from May to the end of September, before the review


class HelpContent(StrEnum):
    """What the help is; several may hold. The order is that of the appendices."""

    LIVELIHOOD = "livelihood"
    JOB = "job"
    HOUSING = "housing"
    HEALTH = "health"
    SCHOOLING = "schooling"
    LOAN = "loan"
    LEGAL_AID = "legal_aid"
    WATER = "water"
    INFORMATION = "information"
    OTHER = "other"


HELP_LABELS = {
    HelpContent.LIVELIHOOD: "sinh kế, sản xuất",
    HelpContent.JOB: "việc làm",
    HelpContent.HOUSING: "nhà ở",
    HelpContent.HEALTH: "y tế",
    HelpContent.SCHOOLING: "học tập",
    HelpContent.LOAN: "vay vốn",
    HelpContent.LEGAL_AID: "trợ giúp pháp lý",
    HelpContent.WATER: "nước sạch, vệ sinh",
    HelpContent.INFORMATION: "thông tin",
    HelpContent.OTHER: "giúp đỡ khác",
}


class Scheme(StrEnum):
    """How far the agency's written plan (phương án) for a household is."""

    NOT_YET = "not_yet"
    SENT = "sent"
    AGREED = "agreed"


SCHEME_LABELS = {Scheme.NOT_YET: "chưa có", Scheme.SENT: "đã gửi", Scheme.AGREED: "đã thống nhất"}


class Result(StrEnum):
    """What came of the help, as the agency tells; the review decides."""

    OPEN = "open"
    ESCAPED = "escaped"
    TO_NEAR_POOR = "to_near_poor"
    NOT_ESCAPED = "not_escaped"


RESULT_LABELS = {
    Result.OPEN: "chưa báo kết quả",
    Result.ESCAPED: "đã thoát nghèo",
    Result.TO_NEAR_POOR: "lên cận nghèo",
    Result.NOT_ESCAPED: "chưa thoát nghèo",
}


@dataclass(frozen=True, kw_only=True)
class AssignmentContent:
    """What is said of an assignment; agencies and block by their ids, a period of None is the usual one."""

    lead_agency: int
    supporters: frozenset[int] = frozenset()
    block: int | None = None
    contents: frozenset[HelpContent] = frozenset()
    promise: str = ""
    person_in_charge: str = ""
    period: Period | None = None
    surveyed_date: dt.date | None = None
    scheme: Scheme = Scheme.NOT_YET
    scheme_text: str = ""

    @property
    def agencies(self) -> frozenset[int]:
        """All that help, in the lead or supporting."""
        return self.supporters | {self.lead_agency}


def contents_mask(contents: frozenset[HelpContent]) -> int:
    """A bit for each content, by its position in `HelpContent`."""
    return sum(1 << position for position, content in enumerate(HelpContent) if content in contents)


def contents_of(mask: int) -> frozenset[HelpContent]:
    """The contents whose bits a mask has."""
    return frozenset(content for position, content in enumerate(HelpContent) if mask >> position & 1)


def usual_period(year: int) -> Period:
    """From the first day of May until before the first of October."""
    return dt.date(year, FIRST_MONTH, 1), dt.date(year, LAST_MONTH + 1, 1)


def overlaps(one: Period, other: Period) -> bool:
    """Whether two half-open periods share a day."""
    return one[0] < other[1] and other[0] < one[1]


def clash(*, agency: str, head: str, period: Period) -> str:
    """Why an agency is not given a household that it helps already in an overlapping period."""
    start, last = period[0], period[1] - dt.timedelta(days=1)
    return f"{agency} đã được phân công giúp hộ {head} từ {start:%d/%m/%Y} đến {last:%d/%m/%Y}."


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many households are to be helped, and how many of them somebody helps."""

    households: int
    helped: int

    @property
    def without(self) -> int:
        return self.households - self.helped

    @property
    def rate(self) -> Decimal | None:
        """Percent, unrounded; None where there is no household."""
        return Decimal(100 * self.helped) / self.households if self.households else None


def coverage(*, households: Set[int], helped: Set[int]) -> Coverage:
    """The share of households (by id) that an agency helps; help of others does not count."""
    return Coverage(households=len(households), helped=len(households & helped))


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many households an agency leads the help of, and how many it supports."""

    led: int = 0
    supported: int = 0

    @property
    def total(self) -> int:
        return self.led + self.supported


def load(*, led: Iterable[tuple[int, int]], supported: Iterable[tuple[int, int]]) -> Mapping[int, Load]:
    """The load of each agency that has any, by its id, from pairs of agency and household: a household
    counts once an agency, in the lead where it is both.
    """
    leading = set(led)
    leads = Counter(agency for agency, _ in leading)
    supports = Counter(agency for agency, _ in set(supported) - leading)
    return {agency: Load(led=leads[agency], supported=supports[agency]) for agency in leads | supports}

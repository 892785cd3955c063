"""Help that an agency owes a household: what, from when to when, what came of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

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


def usual_period(year: int) -> tuple[dt.date, dt.date]:
    """From the first day of May until before the first of October."""
    return dt.date(year, FIRST_MONTH, 1), dt.date(year, LAST_MONTH + 1, 1)


def overlaps(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool:
    """Whether two half-open periods share a day."""
    return one[0] < other[1] and other[0] < one[1]

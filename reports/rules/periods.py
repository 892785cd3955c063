"""Periods that a commune reports on."""

from __future__ import annotations

from enum import StrEnum


class PeriodKind(StrEnum):
    """What a report covers. Those of the review fall in the last weeks of the year (decision 24/2021,
    article 4); the others run from the first day of the year to the period's last.
    """

    MONTH = "month"
    QUARTER = "quarter"
    SIX_MONTHS = "six_months"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    REVIEW_PRELIMINARY = "review_preliminary"
    REVIEW_OFFICIAL = "review_official"
    AD_HOC = "ad_hoc"


PERIOD_KIND_LABELS = {
    PeriodKind.MONTH: "tháng",
    PeriodKind.QUARTER: "quý",
    PeriodKind.SIX_MONTHS: "sáu tháng đầu năm",
    PeriodKind.NINE_MONTHS: "chín tháng",
    PeriodKind.YEAR: "năm",
    PeriodKind.REVIEW_PRELIMINARY: "kết quả rà soát sơ bộ",
    PeriodKind.REVIEW_OFFICIAL: "kết quả rà soát chính thức",
    PeriodKind.AD_HOC: "đột xuất",
}

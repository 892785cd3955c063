"""Who is poor: decree 07/2021/NĐ-CP, article 3, by the two scores of circular 07/2021/TT-BLĐTBXH."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from povertyplan.common.numbers import format_number

INDICATOR_COUNT = 12
POINTS_PER_DEPRIVATION = 10


class Classification(StrEnum):
    """What a review finds a household to be."""

    POOR = "poor"
    NEAR_POOR = "near_poor"
    AVERAGE = "average"
    OTHER = "other"


CLASSIFICATION_LABELS = {
    Classification.POOR: "hộ nghèo",
    Classification.NEAR_POOR: "hộ cận nghèo",
    Classification.AVERAGE: "hộ có mức sống trung bình",
    Classification.OTHER: "hộ không nghèo",
}

POOR_OR_NEAR = (Classification.POOR, Classification.NEAR_POOR)


class Dimension(StrEnum):
    """Basic social services that a household may lack."""

    WORK = "work"
    HEALTH = "health"
    EDUCATION = "education"
    HOUSING = "housing"
    WATER = "water"
    INFORMATION = "information"


DIMENSION_LABELS = {
    Dimension.WORK: "việc làm",
    Dimension.HEALTH: "y tế",
    Dimension.EDUCATION: "giáo dục",
    Dimension.HOUSING: "nhà ở",
    Dimension.WATER: "nước sinh hoạt và vệ sinh",
    Dimension.INFORMATION: "thông tin",
}


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The lines of one area under one standard. Incomes in đồng a person a month.

    A score that was not published yet is None; under such a standard nothing can be classified.
    """

    income_limit: int
    average_income_limit: int | None
    income_score_max: int | None
    deprivation_score_min: int | None


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Income score (B1) and deprivation score (B2: 10 points for each of the indicators deprived)."""

    income: int
    deprivation: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A class and the comparison that gives it, in words for the reader."""

    classification: Classification
    reason: str


def deprivation_score(deprivations: frozenset[int]) -> int:
    """B2 of the positions (1 to 12) of the deprived indicators."""
    return POINTS_PER_DEPRIVATION * len(deprivations)


def classify(*, scores: Scores, thresholds: Thresholds, average_standard: bool = False) -> Finding:
    """The class that both scores give, in the household's area.

    `average_standard` is what was established by itself for a household that lives by farming, forestry or
    fishery; it counts only above the income line and never follows from B1. ValueError where the standard
    has no score lines yet.
    """
    limit, least = thresholds.income_score_max, thresholds.deprivation_score_min
    if limit is None or least is None:
        raise ValueError("Chuẩn nghèo này chưa có điểm phân loại; chưa thể rà soát theo chuẩn đó.")
    if scores.income > limit:
        reason = f"B1 > {format_number(limit)}"
        if average_standard:
            return Finding(
                classification=Classification.AVERAGE,
                reason=f"{reason}, có xác nhận mức sống trung bình → hộ có mức sống trung bình",
            )
        return Finding(classification=Classification.OTHER, reason=f"{reason} → hộ không nghèo")
    reason = f"B1 ≤ {format_number(limit)} và B2"
    if scores.deprivation >= least:
        return Finding(classification=Classification.POOR, reason=f"{reason} ≥ {least} → hộ nghèo")
    return Finding(classification=Classification.NEAR_POOR, reason=f"{reason} < {least} → hộ cận nghèo")


def reasons(thresholds: Thresholds) -> dict[Classification, str]:
    """The reason of each class that lines may give, so that a page can say it as one types. ValueError as
    for `classify`.
    """
    limit, least = thresholds.income_score_max or 0, thresholds.deprivation_score_min or 0
    cases = ((limit, least, False), (limit, least - 1, False), (limit + 1, 0, True), (limit + 1, 0, False))
    findings = (
        classify(
            scores=Scores(income=income, deprivation=deprivation),
            thresholds=thresholds,
            average_standard=average,
        )
        for income, deprivation, average in cases
    )
    return {finding.classification: finding.reason for finding in findings}

"""A hamlet's figures and targets of a year, and the columns they are printed in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from households.rules import COUNT_FIELDS, Counts
from plans.rules.plan import PlanKind
from povertyplan.documents.figures import rate


@dataclass(frozen=True, kw_only=True)
class Line:
    """A hamlet's figures and targets of a year, or their sum; None is "not given"."""

    households: int | None = None
    poor: int | None = None
    near_poor: int | None = None
    no_labour: int | None = None
    poor_reduction: int | None = None
    near_poor_reduction: int | None = None

    @property
    def counts(self) -> Counts:
        """The figures at the reference date, without targets."""
        return Counts(**{column: self.count(column) for column in FIGURES})

    @property
    def end_poor(self) -> int | None:
        """Poor households expected at the year's end; without a target nothing changes."""
        return None if self.poor is None else self.poor - (self.poor_reduction or 0)

    @property
    def end_near_poor(self) -> int | None:
        """Near-poor households expected at the year's end, movements from poor to near-poor left out."""
        return None if self.near_poor is None else self.near_poor - (self.near_poor_reduction or 0)

    @property
    def has_figures(self) -> bool:
        """Whether any figure is given; targets do not count."""
        return any(self.count(column) is not None for column in FIGURES)

    def brings_figures(self, before: Line) -> bool:
        """Whether figures stand here where there were none before."""
        return self.has_figures and not before.has_figures

    def count(self, column: str) -> int | None:
        """The count in a column named as in `COUNTS`."""
        value: int | None = getattr(self, column)
        return value

    def rate(self, column: str, decimals: int) -> Decimal | None:
        """A rate in percent named as in `RATES`, half-up; None when it cannot be computed."""
        return rate(self.count(RATES[column]), self.households, decimals)

    def violations(self) -> dict[str, str]:
        """What a line cannot be, by field, as Vietnamese sentences."""
        return self.counts.violations() | {
            field: f"Chỉ có {stock} {term}, chỉ tiêu giảm không thể là {target}."
            for field, stock, target, term in (
                ("poor_reduction", self.poor, self.poor_reduction, "hộ nghèo"),
                ("near_poor_reduction", self.near_poor, self.near_poor_reduction, "hộ cận nghèo"),
            )
            if stock is not None and target is not None and target > stock
        }


FIGURES = COUNT_FIELDS
TARGETS = ("poor_reduction", "near_poor_reduction")
INPUTS = (*FIGURES, *TARGETS)
COUNTS = (*INPUTS, "end_poor", "end_near_poor")
RATES = {
    "poor_rate": "poor",
    "near_poor_rate": "near_poor",
    "poor_reduction_rate": "poor_reduction",
    "near_poor_reduction_rate": "near_poor_reduction",
    "end_rate": "end_poor",
    "end_near_poor_rate": "end_near_poor",
}
COLUMN_LABELS = {
    "households": "Tổng số hộ",
    "poor": "Số hộ nghèo",
    "near_poor": "Số hộ cận nghèo",
    "no_labour": "Hộ nghèo không có khả năng lao động",
    "poor_reduction": "Số hộ nghèo giảm",
    "near_poor_reduction": "Số hộ cận nghèo giảm",
    "poor_rate": "Tỷ lệ hộ nghèo %",
    "near_poor_rate": "Tỷ lệ hộ cận nghèo %",
    "poor_reduction_rate": "Tỷ lệ hộ nghèo giảm %",
    "near_poor_reduction_rate": "Tỷ lệ hộ cận nghèo giảm %",
    "end_poor": "Hộ nghèo cuối năm",
    "end_rate": "Tỷ lệ hộ nghèo cuối năm %",
}
TABLE_COLUMNS = {
    PlanKind.ANNUAL: (
        "households",
        "poor",
        "near_poor",
        "poor_reduction",
        "poor_reduction_rate",
        "near_poor_reduction",
        "near_poor_reduction_rate",
    ),
    PlanKind.GROUP_TARGETS: ("households", "poor", "poor_rate", "poor_reduction", "end_poor", "end_rate"),
    PlanKind.TARGETS: (
        "households",
        "poor",
        "poor_reduction",
        "poor_reduction_rate",
        "near_poor",
        "near_poor_reduction",
        "near_poor_reduction_rate",
    ),
    PlanKind.ASSIGNMENT: ("households", "poor", "poor_rate", "no_labour"),
    PlanKind.ROADMAP: ("households", "poor", "poor_rate", "near_poor", "near_poor_rate"),
    PlanKind.REPORT: (),  # its tables are those of its period
}

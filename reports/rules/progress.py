"""What became of a class of poverty in a year: from opening to now, beside the target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from households.rules import Classification, flow_selections, total, whole
from povertyplan.documents.figures import rate

RATE_DECIMALS = 2
PERCENT_DECIMALS = 1


class Outcome(StrEnum):
    """What came of a target."""

    NO_TARGET = "no_target"
    MISSED = "missed"
    REACHED = "reached"
    EXCEEDED = "exceeded"


class Trend(StrEnum):
    """Where a number went."""

    FALLEN = "fallen"
    UNCHANGED = "unchanged"
    RISEN = "risen"


class Basis(StrEnum):
    """What a year's progress stands on, from the least to the most certain."""

    FIGURES = "figures"
    NO_REVIEW = "no_review"
    MONTHLY = "monthly"
    PRELIMINARY = "preliminary"
    OFFICIAL = "official"


BASIS_LABELS = {
    Basis.FIGURES: "số liệu đầu năm đã nhập, chưa có danh sách rà soát để so",
    Basis.NO_REVIEW: "danh sách đầu năm, trong năm chưa rà soát",
    Basis.MONTHLY: "rà soát thường xuyên hằng tháng",
    Basis.PRELIMINARY: "rà soát định kỳ, kết quả sơ bộ",
    Basis.OFFICIAL: "rà soát định kỳ, kết quả chính thức",
}


@dataclass(frozen=True, kw_only=True)
class ProgressLine:
    """One class of households in a place: counts of households, None where it is not known.

    opening − above − to_other_class − other_out + from_other_class + fell_back + newly + other_in = now
    wherever all are known. `target` is the reduction asked for: None is none, 0 is a target of 0. `open`
    are those of `now` that are expected to leave the class before the year ends, `joining` those expected to
    come into it. `preliminary` and `official` are what the year's periodic round leaves in the class.
    """

    of: Classification
    target: int | None = None
    opening: int | None = None
    above: int | None = None
    to_other_class: int | None = None
    other_out: int | None = None
    from_other_class: int | None = None
    fell_back: int | None = None
    newly: int | None = None
    other_in: int | None = None
    now: int | None = None
    open: int = 0
    joining: int = 0
    preliminary: int | None = None
    official: int | None = None
    opening_households: int | None = None
    households: int | None = None

    @property
    def escaped(self) -> int | None:
        """All that left the class upwards, gross: of poor households also those that became near-poor."""
        if self.of is Classification.POOR and self.above is not None and self.to_other_class is not None:
            return self.above + self.to_other_class
        return self.above

    @property
    def net_reduction(self) -> int | None:
        """Opening less now; negative where there are more than before."""
        return None if self.opening is None or self.now is None else self.opening - self.now

    @property
    def rise(self) -> int | None:
        """How many more there are than at the opening; 0 where there are not."""
        return None if self.net_reduction is None else max(-self.net_reduction, 0)

    @property
    def missing(self) -> int | None:
        """What the net reduction lacks to the target; 0 where it lacks nothing."""
        if self.net_reduction is None or self.target is None:
            return None
        return max(self.target - self.net_reduction, 0)

    @property
    def beyond(self) -> int | None:
        """What the net reduction is above the target; 0 where it is not."""
        if self.net_reduction is None or self.target is None:
            return None
        return max(self.net_reduction - self.target, 0)

    @property
    def other(self) -> int | None:
        """What came otherwise less what left otherwise: moved, split, from or to the other class."""
        # poor households that became near-poor count as escaped
        fell = self.to_other_class if self.of is Classification.NEAR_POOR else 0
        if self.from_other_class is None or self.other_in is None or self.other_out is None or fell is None:
            return None
        return self.from_other_class + self.other_in - self.other_out - fell

    @property
    def percent_of_target(self) -> Decimal | None:
        """100 × net reduction / target; None without a target or with one of 0."""
        return rate(self.net_reduction, self.target, PERCENT_DECIMALS)

    @property
    def opening_rate(self) -> Decimal | None:
        """In percent of the households at the year's start."""
        return rate(self.opening, self.opening_households, RATE_DECIMALS)

    @property
    def rate(self) -> Decimal | None:
        """In percent of the households now."""
        return rate(self.now, self.households, RATE_DECIMALS)

    @property
    def rate_reduction(self) -> Decimal | None:
        """Percentage points (điểm %) between the two rates as printed."""
        before, now = self.opening_rate, self.rate
        return None if before is None or now is None else before - now

    @property
    def estimate(self) -> int | None:
        """What the year's end is expected to leave: now, less who is expected to leave, and who to come."""
        return None if self.now is None else self.now - self.open + self.joining

    @property
    def outcome(self) -> Outcome | None:
        """What came of the target until now; None where the net reduction is not known."""
        net = self.net_reduction
        if self.target is None:
            return Outcome.NO_TARGET
        if net is None:
            return None
        if net == self.target:
            return Outcome.REACHED
        return Outcome.EXCEEDED if net > self.target else Outcome.MISSED

    @property
    def trend(self) -> Trend | None:
        """Where the number of households went; None where it is not known."""
        net = self.net_reduction
        if net is None:
            return None
        return Trend.FALLEN if net > 0 else Trend.RISEN if net < 0 else Trend.UNCHANGED


# what a line counts of a list of households, by its name in `flow_selections`
COUNTED = {
    "opening": "opening",
    "out_above": "above",
    "out_to_other_class": "to_other_class",
    "other_out": "other_out",
    "in_from_other_class": "from_other_class",
    "fell_back": "fell_back",
    "new": "newly",
    "other_in": "other_in",
    "closing": "now",
}
LINE_SELECTIONS = {
    of: {COUNTED[key]: selection for key, selection in flow_selections(of).items()}
    for of in (Classification.POOR, Classification.NEAR_POOR)
}


def together(of: Classification, lines: Iterable[ProgressLine]) -> ProgressLine:
    """Places as one: sums of what is given; households only where every place gives them."""
    lines = list(lines)
    sums: dict[str, Any] = {}
    for name in (field.name for field in fields(ProgressLine) if field.name != "of"):
        summed = whole if name in ("opening_households", "households") else total
        sums[name] = summed(getattr(line, name) for line in lines)
    return ProgressLine(of=of, **sums | {name: sums[name] or 0 for name in ("open", "joining")})

"""Targets of a commune: what they count, how their number is meant, and how it is worded."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from povertyplan.common.numbers import format_plain, parse_decimal


class TargetIndicator(StrEnum):
    """What a target counts."""

    POOR = "poor"
    NEAR_POOR = "near_poor"


TARGET_INDICATOR_LABELS = {TargetIndicator.POOR: "hộ nghèo", TargetIndicator.NEAR_POOR: "hộ cận nghèo"}


class Aim(StrEnum):
    """A reduction during the year, or what remains at its end."""

    REDUCTION = "reduction"
    REMAINDER = "remainder"


AIM_LABELS = {Aim.REDUCTION: "giảm", Aim.REMAINDER: "còn lại cuối năm"}


class Measure(StrEnum):
    """The unit of a target; a difference of rates is in percentage points."""

    HOUSEHOLD = "household"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"


MEASURE_LABELS = {Measure.HOUSEHOLD: "hộ", Measure.PERCENT: "%", Measure.PERCENTAGE_POINT: "điểm %"}


class Comparator(StrEnum):
    """How a target's number is meant."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"


COMPARATOR_LABELS = {
    Comparator.EXACTLY: "đúng",
    Comparator.AT_LEAST: "từ … trở lên",
    Comparator.ABOVE: "trên",
    Comparator.AT_MOST: "nhiều nhất",
    Comparator.BELOW: "dưới",
}


class PolicyGroup(StrEnum):
    """Whose households a target names; blank in the database for all."""

    MERITORIOUS = "meritorious"
    ETHNIC_MINORITY = "ethnic_minority"
    NO_LABOUR = "no_labour"


POLICY_GROUP_LABELS = {
    PolicyGroup.MERITORIOUS: "có thành viên là người có công với cách mạng",
    PolicyGroup.ETHNIC_MINORITY: "dân tộc thiểu số",
    PolicyGroup.NO_LABOUR: "không có khả năng lao động",
}


def is_met(value: Decimal | int, comparator: Comparator, target: Decimal) -> bool:
    """Whether `value` satisfies the target; "từ 7 trở lên" is met by 8."""
    match comparator:
        case Comparator.EXACTLY:
            return value == target
        case Comparator.AT_LEAST:
            return value >= target
        case Comparator.ABOVE:
            return value > target
        case Comparator.AT_MOST:
            return value <= target
        case Comparator.BELOW:
            return value < target


class Outcome(StrEnum):
    """How a number stands to its target."""

    MET = "met"
    SHORT = "short"
    EXCEEDED = "exceeded"


def outcome(value: Decimal | int, comparator: Comparator, target: Decimal) -> Outcome:
    """Only a target meant exactly can be exceeded; "từ 7 trở lên" is met by 8."""
    if is_met(value, comparator, target):
        return Outcome.MET
    return Outcome.EXCEEDED if comparator == Comparator.EXACTLY and value > target else Outcome.SHORT


def target_wording(*, comparator: Comparator, value: Decimal, measure: Measure, mark: str = ",") -> str:
    """The usual wording: "từ 7 hộ trở lên", "trên 0,79 điểm %", "25 hộ"; `mark` stands before decimals."""
    number = format_plain(value).replace(",", mark)
    amount = f"{number}{'' if measure == Measure.PERCENT else ' '}{MEASURE_LABELS[measure]}"
    match comparator:
        case Comparator.EXACTLY:
            return amount
        case Comparator.AT_LEAST:
            return f"từ {amount} trở lên"
        case Comparator.ABOVE:
            return f"trên {amount}"
        case Comparator.AT_MOST:
            return f"không quá {amount}"
        case Comparator.BELOW:
            return f"dưới {amount}"


_NUMBER = re.compile(r"\d+\.\d{1,2}(?!\d)|\d+(?:\.\d{3})*(?:,\d+)?")


def wording_names(wording: str, value: Decimal) -> bool:
    """Whether a wording with numbers in it names the target's own; dates and years do not count."""
    numbers = [found for found in _NUMBER.findall(wording) if not re.fullmatch(r"20\d\d", found)]
    return not numbers or format_plain(value) in {format_plain(parse_decimal(found)) for found in numbers}

"""Pure rules of plans: kinds, life, targets with their comparators, and tokens that bring figures into
prose.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from households.rules import COUNT_FIELDS, Counts
from povertyplan.common.numbers import format_plain, parse_decimal
from povertyplan.documents.blocks import Unit
from povertyplan.documents.figures import rate


class PlanKind(StrEnum):
    """Kinds of plan, each with its standard sections."""

    ANNUAL = "annual"
    GROUP_TARGETS = "group_targets"


PLAN_KIND_LABELS = {
    PlanKind.ANNUAL: "Kế hoạch giảm nghèo năm, có biểu theo thôn ở phụ lục",
    PlanKind.GROUP_TARGETS: "Kế hoạch giao chỉ tiêu cho thôn, khu phố và người phụ trách địa bàn",
}


class Status(StrEnum):
    """Where a plan stands in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


STATUS_LABELS = {
    Status.DRAFT: "dự thảo",
    Status.SUBMITTED: "trình ký",
    Status.RETURNED: "trả lại",
    Status.APPROVED: "đã duyệt",
}
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
NEXT_STATUSES = {
    Status.DRAFT: frozenset({Status.SUBMITTED}),
    Status.RETURNED: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.RETURNED}),
    Status.APPROVED: frozenset({Status.RETURNED}),
}


class SectionContent(StrEnum):
    """What a section prints after its text."""

    TEXT = "text"
    TARGETS = "targets"
    HAMLET_TABLE = "hamlet_table"
    FUNDING = "funding"
    DUTIES = "duties"
    AREA_TABLE = "area_table"


SECTION_CONTENT_LABELS = {
    SectionContent.TEXT: "chỉ có lời văn",
    SectionContent.TARGETS: "chỉ tiêu của xã",
    SectionContent.HAMLET_TABLE: "bảng chỉ tiêu theo thôn",
    SectionContent.FUNDING: "nguồn kinh phí",
    SectionContent.DUTIES: "nhiệm vụ của từng đơn vị",
    SectionContent.AREA_TABLE: "bảng phân công phụ trách địa bàn",
}


class ActorKind(StrEnum):
    """Who carries a duty."""

    OFFICE = "office"
    OFFICIAL = "official"
    ASSOCIATION = "association"
    BANK = "bank"
    SCHOOL = "school"
    HAMLET = "hamlet"
    OTHER = "other"


ACTOR_KIND_LABELS = {
    ActorKind.OFFICE: "phòng, ban, đơn vị",
    ActorKind.OFFICIAL: "công chức, cá nhân",
    ActorKind.ASSOCIATION: "Mặt trận, đoàn thể",
    ActorKind.BANK: "ngân hàng",
    ActorKind.SCHOOL: "trường học",
    ActorKind.HAMLET: "thôn, tổ dân phố",
    ActorKind.OTHER: "khác",
}


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


def target_wording(*, comparator: Comparator, value: Decimal, measure: Measure) -> str:
    """The usual wording: "từ 7 hộ trở lên", "trên 0,79 điểm %", "25 hộ"."""
    amount = f"{format_plain(value)}{'' if measure == Measure.PERCENT else ' '}{MEASURE_LABELS[measure]}"
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
}


@dataclass(frozen=True, kw_only=True)
class TokenSpec:
    """What a token's name stands for: a column, its unit, and how the list of tokens explains it."""

    column: str
    unit: Unit
    label: str


TOKENS = {
    "so-ho": TokenSpec(column="households", unit=Unit.HOUSEHOLD, label="tổng số hộ đầu năm"),
    "ho-ngheo": TokenSpec(column="poor", unit=Unit.HOUSEHOLD, label="số hộ nghèo đầu năm"),
    "ho-can-ngheo": TokenSpec(column="near_poor", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo đầu năm"),
    "ty-le-ho-ngheo": TokenSpec(column="poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ nghèo đầu năm"),
    "ty-le-ho-can-ngheo": TokenSpec(
        column="near_poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ cận nghèo đầu năm"
    ),
    "giam-ho-ngheo": TokenSpec(
        column="poor_reduction", unit=Unit.HOUSEHOLD, label="số hộ nghèo giảm trong năm"
    ),
    "giam-ho-can-ngheo": TokenSpec(
        column="near_poor_reduction", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo giảm trong năm"
    ),
    "ty-le-giam-ho-ngheo": TokenSpec(
        column="poor_reduction_rate", unit=Unit.PERCENTAGE_POINT, label="mức giảm tỷ lệ hộ nghèo"
    ),
    "ty-le-giam-ho-can-ngheo": TokenSpec(
        column="near_poor_reduction_rate", unit=Unit.PERCENTAGE_POINT, label="mức giảm tỷ lệ hộ cận nghèo"
    ),
    "ho-ngheo-cuoi-nam": TokenSpec(column="end_poor", unit=Unit.HOUSEHOLD, label="số hộ nghèo cuối năm"),
    "ho-can-ngheo-cuoi-nam": TokenSpec(
        column="end_near_poor", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo cuối năm"
    ),
    "ty-le-ho-ngheo-cuoi-nam": TokenSpec(
        column="end_rate", unit=Unit.PERCENT, label="tỷ lệ hộ nghèo cuối năm"
    ),
    "ty-le-ho-can-ngheo-cuoi-nam": TokenSpec(
        column="end_near_poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ cận nghèo cuối năm"
    ),
}
HAMLET_COUNT_TOKEN = "so-thon"
_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


def wording_names(wording: str, value: Decimal) -> bool:
    """Whether a wording with numbers in it names the target's own; dates and years do not count."""
    numbers = [found for found in _NUMBER.findall(wording) if not re.fullmatch(r"20\d\d", found)]
    return not numbers or format_plain(value) in {format_plain(parse_decimal(found)) for found in numbers}


_TYPED_COUNT = re.compile(
    r"(?<![\d.,/@=-])(\d{1,3}(?:\.\d{3})+|\d+)\s+hộ\s+(cận\s+nghèo|nghèo)\b", re.IGNORECASE
)


def typed_counts(text: str) -> Iterator[tuple[str, TargetIndicator]]:
    """Numbers of poor or near-poor households typed by hand in prose: "29 hộ nghèo"."""
    for match in _TYPED_COUNT.finditer(text):
        near = match[2].lower().startswith("cận")
        yield match[1], TargetIndicator.NEAR_POOR if near else TargetIndicator.POOR


TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_REFERENCE = re.compile(
    r"(?P<name>[a-z0-9-]+)(?:@(?P<place>[a-z0-9-]+))?(?:=(?P<declared>\d[\d.]*(?:,\d+)?))?"
)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A figure named in prose: `{{ho-ngheo}}`, `{{ho-ngheo@khu-pho-9}}`; `{{giam-ho-ngheo=7}}` prints 7 as
    declared.
    """

    name: str
    place: str = ""
    declared: str = ""

    @property
    def key(self) -> str:
        return f"{self.name}@{self.place}" if self.place else self.name

    def __str__(self) -> str:
        return f"{{{{{self.key}{f'={self.declared}' if self.declared else ''}}}}}"


@dataclass(frozen=True, kw_only=True)
class BrokenToken:
    """Something in double braces that is no token."""

    text: str


def prose_parts(text: str) -> Iterator[str | Token | BrokenToken]:
    """The text cut into words and tokens, in order."""
    position = 0
    for match in TOKEN.finditer(text):
        if match.start() > position:
            yield text[position : match.start()]
        reference = _REFERENCE.fullmatch(match.group(1))
        if reference is None:
            yield BrokenToken(text=match.group(0))
        else:
            yield Token(
                name=reference["name"], place=reference["place"] or "", declared=reference["declared"] or ""
            )
        position = match.end()
    if position < len(text):
        yield text[position:]


@dataclass(frozen=True, kw_only=True)
class SectionContentText:
    """A section as a template or an old plan gives it."""

    heading: str
    body: str = ""
    content: SectionContent = SectionContent.TEXT
    children: tuple[SectionContentText, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """The words of a plan, from a kind's standard sections or from another plan; rows are field values by
    name.
    """

    fields: dict[str, str | int]
    sections: tuple[SectionContentText, ...]
    bases: tuple[dict[str, str | dt.date | None], ...] = ()
    duties: tuple[dict[str, str], ...] = ()
    funding_sources: tuple[dict[str, str], ...] = ()
    recipients: tuple[dict[str, str], ...] = ()
    signatory_lines: str = ""
    signatory_name: str = ""

"""What a leader wants on one page: targets against the hamlets' sum, figures against last year's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from plans.compose.findings.targets import target_result
from plans.compose.source import PlanSource
from plans.models import CommuneTarget
from plans.queries import YearBefore, year_before
from plans.rules import MEASURE_LABELS, RATES, Comparator, Line, Measure, Outcome, outcome
from povertyplan.common.numbers import format_number, format_plain

Number = Decimal | int
RATE_DECIMALS = 2


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """A target of the commune beside what the hamlets' targets give; no `outcome` where nothing is known."""

    sentence: str
    result: str
    outcome: Outcome | None
    verdict: str


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """A figure of now beside last year's; None is unknown."""

    label: str
    before: Number | None
    now: Number | None
    is_rate: bool = False

    @property
    def difference(self) -> str:
        """With its sign, a rate's in percentage points: "−12", "+0,34 điểm %"; blank when one is unknown."""
        if self.before is None or self.now is None:
            return ""
        difference = Decimal(self.now) - Decimal(self.before)
        sign = "+" if difference > 0 else "−" if difference < 0 else ""
        text = format_number(abs(difference), RATE_DECIMALS if self.is_rate else 0)
        return f"{sign}{text}{' điểm %' if self.is_rate else ''}"


@dataclass(frozen=True, kw_only=True)
class PlanSummary:
    """The numbers of a plan's summary."""

    targets: tuple[TargetLine, ...]
    before: YearBefore
    figures: tuple[FigureLine, ...]
    reductions: tuple[FigureLine, ...]


def plan_summary(source: PlanSource) -> PlanSummary:
    """Targets and figures of a plan; reads last year's in at most six queries."""
    before, now = year_before(source.figures), source.total
    return PlanSummary(
        targets=tuple(target_line(target, source) for target in source.targets),
        before=before,
        figures=tuple(
            FigureLine(
                label=label,
                before=_value(before.line, column),
                now=_value(now, column),
                is_rate=column in RATES,
            )
            for column, label in (
                ("households", "Tổng số hộ"),
                ("poor", "Hộ nghèo"),
                ("poor_rate", "Tỷ lệ hộ nghèo"),
                ("near_poor", "Hộ cận nghèo"),
                ("near_poor_rate", "Tỷ lệ hộ cận nghèo"),
            )
        ),
        reductions=tuple(
            FigureLine(label=label, before=before.line.count(column), now=now.count(column))
            for column, label in (
                ("poor_reduction", "Hộ nghèo giảm"),
                ("near_poor_reduction", "Hộ cận nghèo giảm"),
            )
        ),
    )


def _value(line: Line, column: str) -> Number | None:
    return line.rate(column, RATE_DECIMALS) if column in RATES else line.count(column)


def target_line(target: CommuneTarget, source: PlanSource) -> TargetLine:
    """How far the hamlets' targets meet one of the commune, in words and numbers."""
    value = None if target.policy_group else target_result(target, source)
    if value is None:
        verdict = "chưa có số theo nhóm hộ này" if target.policy_group else "chưa giao cho thôn"
        return TargetLine(sentence=target.sentence, result="", outcome=None, verdict=verdict)
    measure, counted = Measure(target.measure), target.measure == Measure.HOUSEHOLD
    result = format_number(value, 0 if counted else source.plan.total_decimals)
    reached = outcome(value, Comparator(target.comparator), target.value)
    return TargetLine(
        sentence=target.sentence,
        result=f"{result}{'' if measure == Measure.PERCENT else ' '}{MEASURE_LABELS[measure]}",
        outcome=reached,
        verdict=_verdict(reached, value - target.value, "hộ" if counted else "điểm %"),
    )


def _verdict(reached: Outcome, gap: Decimal, unit: str) -> str:
    """ "đạt, hơn 1 hộ", "chưa đạt, thiếu 2 hộ", "vượt 0,05 điểm %"."""
    amount = f"{format_plain(abs(gap))} {unit}"
    if reached == Outcome.EXCEEDED:
        return f"vượt {amount}"
    if reached == Outcome.MET:
        return f"đạt, {'hơn' if gap > 0 else 'dưới'} {amount}" if gap else "đạt"
    if not gap:
        return "chưa đạt, mới bằng mức giao"
    return f"chưa đạt, {'quá' if gap > 0 else 'thiếu'} {amount}"

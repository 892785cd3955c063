"""Figures in prose: tokens that name nothing, counts and rates typed by hand that no source gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from plans.compose.source import PlanSource
from plans.compose.text import numbered_lines, paragraph_place
from plans.compose.tokens import unknown_tokens
from plans.rules import (
    RATES,
    TABLE_COLUMNS,
    TARGET_INDICATOR_LABELS,
    Line,
    Measure,
    PlanKind,
    TargetIndicator,
    typed_counts,
    typed_rates,
)
from povertyplan.common.numbers import parse_count
from povertyplan.documents.checks import Code, Finding, Level
from povertyplan.documents.figures import exact_rate, rounded

COUNTED = {
    TargetIndicator.POOR: ("poor", "poor_reduction", "end_poor"),
    TargetIndicator.NEAR_POOR: ("near_poor", "near_poor_reduction", "end_near_poor"),
}


def token_findings(source: PlanSource) -> Iterator[Finding]:
    """Tokens that name nothing, wherever prose may hold them."""
    for place, text in written_lines(source):
        for written in unknown_tokens(text, source):
            yield Finding(
                code=Code.TOKEN_UNKNOWN,
                level=Level.ERROR,
                place=place,
                printed=written,
                computed="",
                rule="Số liệu chèn trong lời văn phải có trong danh mục.",
                message=f"Không có số liệu nào tên {written}.",
            )


def typed_findings(source: PlanSource) -> Iterator[Finding]:
    """Counts and rates typed by hand that neither the table nor a target nor a published series gives."""
    counts = {indicator: _counts(source, indicator) for indicator in TargetIndicator}
    for place, text in written_lines(source):
        for written, indicator in typed_counts(text):
            if parse_count(written) not in counts[indicator]:
                yield _typed(place, written, f"{written} {TARGET_INDICATOR_LABELS[indicator]}")
        for written, indicator in typed_rates(text):
            if not _gives_rate(source, indicator, Decimal(written.replace(",", "."))):
                yield _typed(place, f"{written}%", f"tỷ lệ {TARGET_INDICATOR_LABELS[indicator]} {written}%")


def _typed(place: str, written: str, words: str) -> Finding:
    return Finding(
        code=Code.NUMBER_IN_TEXT,
        level=Level.WARNING,
        place=place,
        printed=written,
        computed="",
        rule="Số liệu gõ tay trong lời văn phải có trong bảng, trong chỉ tiêu hoặc trong số đã công bố.",
        message=f"“{words}” không phải số nào trong bảng; nên chèn số liệu thay vì gõ tay.",
    )


def _counts(source: PlanSource, indicator: TargetIndicator) -> set[int | None]:
    """Every count of the indicator that the table, a target or the published series gives."""
    lines = (source.total, *(row.line for row in source.figures.rows))
    published = {TargetIndicator.POOR: "poor", TargetIndicator.NEAR_POOR: "near_poor"}[indicator]
    return {
        *(line.count(column) for line in lines for column in COUNTED[indicator]),
        *(int(target.value) for target in source.targets if target.indicator == indicator),
        *(getattr(figures, published) for figures in source.series),
    }


def _gives_rate(source: PlanSource, indicator: TargetIndicator, typed: Decimal) -> bool:
    """Whether the typed rate is one of the commune's by some rounding, or a hamlet's as printed."""
    columns = [rate for rate, count in RATES.items() if count in COUNTED[indicator]]
    declared = (value for (_, column), value in source.declared.items() if column in columns)
    targets = (
        target.value
        for target in source.targets
        if target.indicator == indicator and target.measure != Measure.HOUSEHOLD
    )
    if typed in {*declared, *targets}:
        return True
    decimals = -int(typed.as_tuple().exponent)
    ways = (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING)
    for line in (source.total, *_published(source)):
        for column in columns:
            exact = exact_rate(line.count(RATES[column]), line.households)
            if exact is not None and any(rounded(exact, decimals, way) == typed for way in ways):
                return True
    shown = [column for column in columns if column in TABLE_COLUMNS[PlanKind(source.plan.kind)]]
    rows = (row.line for row in source.figures.rows)
    return any(line.rate(column, source.plan.row_decimals) == typed for line in rows for column in shown)


def _published(source: PlanSource) -> Iterator[Line]:
    for figures in source.series:
        yield Line(households=figures.households, poor=figures.poor, near_poor=figures.near_poor)


def written_lines(source: PlanSource) -> Iterator[tuple[str, str]]:
    """Every written paragraph with its place, tokens as typed."""
    texts = [
        ("opening", source.plan.opening),
        *((source.places[section.pk], section.body) for section in source.sections),
        *((f"duty:{number}", duty.text) for number, duty in enumerate(source.duties, start=1)),
        ("closing", source.plan.closing),
    ]
    for place, text in texts:
        yield from ((paragraph_place(place, number), line) for number, line in numbered_lines(text))
    yield from ((f"funding:{number}", funding.text) for number, funding in enumerate(source.funding, start=1))

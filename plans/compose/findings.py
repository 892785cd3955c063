"""What of a plan does not fit its sources: targets, tokens, numbers typed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plans.compose.document import numbered_lines, paragraph_place
from plans.compose.source import PlanSource, unknown_tokens
from plans.models import (
    CommuneTarget,
)
from plans.rules import (
    RATES,
    TARGET_INDICATOR_LABELS,
    Aim,
    Comparator,
    Measure,
    TargetIndicator,
    is_met,
    typed_counts,
    wording_names,
)
from povertyplan.common.numbers import format_number, parse_count
from povertyplan.documents.checks import Code, Finding, Level


def target_findings(source: PlanSource) -> Iterator[Finding]:
    """The commune's targets against what the hamlets add up to; group targets have no count yet."""
    for number, target in enumerate(source.targets, start=1):
        place = f"target:{number}"
        if not wording_names(target.wording, target.value):
            yield Finding(
                code=Code.TARGET_WORDING,
                level=Level.WARNING,
                place=place,
                printed=target.wording,
                computed=target.amount,
                rule="Cách ghi trong văn bản nêu đúng con số của chỉ tiêu.",
                message=f"Chỉ tiêu là {target.amount}, văn bản ghi “{target.wording}”.",
            )
        value = None if target.policy_group else target_result(target, source)
        if value is None or is_met(value, Comparator(target.comparator), target.value):
            continue
        exceeded = target.comparator == Comparator.EXACTLY and value > target.value
        computed = format_number(
            value, 0 if target.measure == Measure.HOUSEHOLD else source.plan.total_decimals
        )
        yield Finding(
            code=Code.TARGET_EXCEEDED if exceeded else Code.TARGET_SHORT,
            level=Level.NOTICE if exceeded else Level.WARNING,
            place=place,
            printed=target.amount,
            computed=computed,
            rule="Chỉ tiêu giao cho các thôn cộng lại đạt chỉ tiêu của xã.",
            message=f"Chỉ tiêu {'giảm ' if target.aim == Aim.REDUCTION else ''}{target.subject}"
            f" là {target.amount}, các thôn cộng lại {'vượt' if exceeded else 'chưa đạt'}: {computed}.",
        )


def target_result(target: CommuneTarget, source: PlanSource) -> Decimal | int | None:
    """What the hamlets' targets add up to, in the commune target's own terms; None when nothing is given."""
    poor = target.indicator == TargetIndicator.POOR
    reduction = target.aim == Aim.REDUCTION
    counted = {
        (True, True): "poor_reduction",
        (True, False): "end_poor",
        (False, True): "near_poor_reduction",
        (False, False): "end_near_poor",
    }[poor, reduction]
    total = source.figures.total
    if target.measure == Measure.HOUSEHOLD:
        return total.count(counted)
    column = next(rate for rate, count in RATES.items() if count == counted)
    return total.rate(column, source.plan.total_decimals)


def token_findings(source: PlanSource) -> Iterator[Finding]:
    """Tokens that name nothing, wherever prose may hold them."""
    for place, text in _prose(source):
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
    """Counts typed by hand in prose that are no figure of the table and no target of the commune."""
    known = {
        TargetIndicator.POOR: _counts(source, "poor", "poor_reduction", "end_poor"),
        TargetIndicator.NEAR_POOR: _counts(source, "near_poor", "near_poor_reduction", "end_near_poor"),
    }
    for target in source.targets:
        known[TargetIndicator(target.indicator)].add(int(target.value))
    for place, text in _prose(source):
        for written, indicator in typed_counts(text):
            if parse_count(written) in known[indicator]:
                continue
            noun = TARGET_INDICATOR_LABELS[indicator]
            yield Finding(
                code=Code.NUMBER_IN_TEXT,
                level=Level.WARNING,
                place=place,
                printed=written,
                computed="",
                rule="Số hộ gõ tay trong lời văn phải là một số có trong bảng hoặc trong chỉ tiêu.",
                message=f"“{written} {noun}” không phải số nào trong bảng; nên chèn số liệu thay vì gõ tay.",
            )


def _counts(source: PlanSource, *columns: str) -> set[int | None]:
    lines = (source.figures.total, *(row.line for row in source.figures.rows))
    return {line.count(column) for line in lines for column in columns}


def _prose(source: PlanSource) -> Iterator[tuple[str, str]]:
    """Every written paragraph with its place."""
    texts = [
        ("opening", source.plan.opening),
        *((source.places[section.pk], section.body) for section in source.sections),
        *((f"duty:{number}", duty.text) for number, duty in enumerate(source.duties, start=1)),
        ("closing", source.plan.closing),
    ]
    for place, text in texts:
        yield from ((paragraph_place(place, number), line) for number, line in numbered_lines(text))
    yield from ((f"funding:{number}", funding.text) for number, funding in enumerate(source.funding, start=1))

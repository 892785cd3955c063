"""The commune's targets against what the hamlets add up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plans.compose.source import PlanSource
from plans.models import (
    CommuneTarget,
)
from plans.rules import (
    RATES,
    Aim,
    Comparator,
    Measure,
    TargetIndicator,
    is_met,
    wording_names,
)
from povertyplan.common.numbers import format_number
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
        if not source.has_hamlet_targets:
            yield Finding(
                code=Code.TARGET_RATE_DIFFERS,
                level=Level.WARNING,
                place=place,
                printed=target.amount,
                computed=computed,
                rule="Chỉ tiêu theo tỷ lệ khớp với chỉ tiêu theo số hộ",
                message=f"Chỉ tiêu {target.subject} là {target.amount}, tính từ chỉ tiêu theo số hộ thì là"
                f" {computed}.",
            )
            continue
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
    total = source.total
    if target.measure == Measure.HOUSEHOLD:
        return total.count(counted)
    column = next(rate for rate, count in RATES.items() if count == counted)
    return total.rate(column, source.plan.total_decimals)

"""What each hamlet is asked for when a commune's target is spread by a rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from plans.rules import (
    TARGET_INDICATOR_LABELS,
    Claim,
    SpreadRefused,
    TargetIndicator,
    allocate,
    named,
)


class SpreadRule(StrEnum):
    """What hamlets are asked in proportion to."""

    STOCK = "stock"
    RATE = "rate"
    PROSPECTS = "prospects"


SPREAD_RULE_LABELS = {
    SpreadRule.STOCK: "theo số hộ",
    SpreadRule.RATE: "theo tỷ lệ",
    SpreadRule.PROSPECTS: "theo số hộ đã chọn có khả năng thoát nghèo",
}


def rules_for(indicator: TargetIndicator) -> tuple[SpreadRule, ...]:
    """The rules by which a target may be spread: prospects are poor households."""
    if indicator == TargetIndicator.POOR:
        return tuple(SpreadRule)
    return SpreadRule.STOCK, SpreadRule.RATE


@dataclass(frozen=True, kw_only=True)
class HamletStock:
    """What a hamlet has at the year's start: all households, those of the class, those of them without labour
    capacity, and the prospects chosen; None is "not given".
    """

    hamlet_id: int
    name: str
    households: int | None
    stock: int | None
    no_labour: int | None = None
    prospects: int = 0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What was typed for one hamlet; a pin is its share."""

    floor: int | None = None
    ceiling: int | None = None
    pin: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a target is spread.

    `floor` holds for every hamlet that has as many, `ceiling_rate` is the most in percent of a hamlet's stock
    (rounded up); what was typed for a hamlet (by id) stands instead of them. With `able_only` households
    without labour capacity are no stock.
    """

    indicator: TargetIndicator
    rule: SpreadRule
    total: int
    floor: int = 0
    ceiling_rate: Decimal | None = None
    able_only: bool = False
    limits: Mapping[int, Limits] = field(default_factory=dict)

    def limits_of(self, hamlet: HamletStock) -> Limits:
        return self.limits.get(hamlet.hamlet_id, NO_LIMITS)


def spread(hamlets: Sequence[HamletStock], terms: Terms) -> dict[int, int]:
    """The whole share of each hamlet, by id; they sum to the total, none is above its stock.

    Raises SpreadRefused with a sentence for whatever is missing or cannot be.
    """
    if refusals := (*_refusals(terms), *_missing(hamlets, terms)):
        raise SpreadRefused(refusals)
    shares = allocate(terms.total, [_claim(hamlet, terms) for hamlet in hamlets])
    return {hamlet.hamlet_id: share for hamlet, share in zip(hamlets, shares, strict=True)}


def _refusals(terms: Terms) -> Iterator[str]:
    if terms.rule not in rules_for(terms.indicator):
        yield "Danh sách có khả năng thoát nghèo chỉ có hộ nghèo; chọn quy tắc khác cho hộ cận nghèo."
    if terms.able_only and terms.indicator != TargetIndicator.POOR:
        yield "Số hộ không có khả năng lao động chỉ đếm trong hộ nghèo; bỏ chọn mục này cho hộ cận nghèo."


def _missing(hamlets: Sequence[HamletStock], terms: Terms) -> Iterator[str]:
    """A number that is not given is no 0: the hamlet has to be given it, or a share of its own."""
    asked = [hamlet for hamlet in hamlets if terms.limits_of(hamlet).pin is None]
    kinds: list[tuple[str, Callable[[HamletStock], bool]]] = [
        (f"số {TARGET_INDICATOR_LABELS[terms.indicator]}", lambda hamlet: hamlet.stock is None)
    ]
    if terms.able_only:
        kinds.append(
            (
                "số hộ nghèo không có khả năng lao động",
                lambda hamlet: bool(hamlet.stock) and hamlet.no_labour is None,
            )
        )
    if terms.rule == SpreadRule.RATE:
        kinds.append(("tổng số hộ", lambda hamlet: bool(hamlet.stock) and not hamlet.households))
    for what, lacks in kinds:
        if without := [hamlet.name for hamlet in asked if lacks(hamlet)]:
            yield f"Chưa có {what} của {named(without)}: nhập số liệu, hoặc ghi sẵn số giao cho nơi đó."


def _claim(hamlet: HamletStock, terms: Terms) -> Claim:
    limits = terms.limits_of(hamlet)
    if limits.pin is not None:
        ceiling = limits.pin if hamlet.stock is None else hamlet.stock
        return Claim(name=hamlet.name, weight=0, ceiling=ceiling, pin=limits.pin)
    all_of = hamlet.stock or 0
    stock = max(0, all_of - (hamlet.no_labour or 0)) if terms.able_only else all_of
    ceiling = stock
    if limits.ceiling is not None:
        ceiling = min(stock, limits.ceiling)
    elif terms.ceiling_rate is not None:
        ceiling = math.ceil(stock * terms.ceiling_rate / 100)
    floor = min(terms.floor, ceiling) if limits.floor is None else limits.floor
    return Claim(name=hamlet.name, weight=_weight(hamlet, stock, terms.rule), floor=floor, ceiling=ceiling)


def _weight(hamlet: HamletStock, stock: int, rule: SpreadRule) -> Fraction | int:
    match rule:
        case SpreadRule.STOCK:
            return stock
        case SpreadRule.RATE:
            return Fraction(stock, hamlet.households) if hamlet.households else 0
        case SpreadRule.PROSPECTS:
            return hamlet.prospects

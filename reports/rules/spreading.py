"""What each hamlet is asked for when a commune's target is spread by a rule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
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
    without labour capacity are no stock, with `blank_left_out` nothing is asked where a number is not given.
    """

    indicator: TargetIndicator
    rule: SpreadRule
    total: int
    floor: int = 0
    ceiling_rate: Decimal | None = None
    able_only: bool = False
    blank_left_out: bool = False
    limits: Mapping[int, Limits] = field(default_factory=dict)

    def limits_of(self, hamlet: HamletStock) -> Limits:
        return self.limits.get(hamlet.hamlet_id, NO_LIMITS)


def spread(hamlets: Sequence[HamletStock], terms: Terms) -> dict[int, int | None]:
    """The whole share of each hamlet, by id; they sum to the total, none is above its stock. None is given
    to those left out.

    Raises SpreadRefused with a sentence for whatever is missing or cannot be.
    """
    missing = {what: list(lacking) for what, lacking in _missing(hamlets, terms)}
    if refusals := tuple(_refusals(terms, missing)):
        raise SpreadRefused(refusals)
    left_out = {hamlet.hamlet_id for lacking in missing.values() for hamlet in lacking}
    asked = [hamlet for hamlet in hamlets if hamlet.hamlet_id not in left_out]
    shares = allocate(terms.total, [_claim(hamlet, terms) for hamlet in asked])
    given = {hamlet.hamlet_id: share for hamlet, share in zip(asked, shares, strict=True)}
    return {hamlet.hamlet_id: given.get(hamlet.hamlet_id) for hamlet in hamlets}


def _refusals(terms: Terms, missing: Mapping[str, Sequence[HamletStock]]) -> Iterator[str]:
    if terms.rule not in rules_for(terms.indicator):
        yield "Danh sách có khả năng thoát nghèo chỉ có hộ nghèo; chọn quy tắc khác cho hộ cận nghèo."
    if terms.able_only and terms.indicator != TargetIndicator.POOR:
        yield "Số hộ không có khả năng lao động chỉ đếm trong hộ nghèo; bỏ chọn mục này cho hộ cận nghèo."
    for what, lacking in missing.items():
        if lacking and not terms.blank_left_out:
            names = named([hamlet.name for hamlet in lacking])
            yield (
                f"Chưa có {what} của {names}: nhập số liệu, ghi sẵn số giao cho nơi đó, hoặc chọn không giao"
                " cho nơi chưa có số liệu."
            )


def _missing(hamlets: Sequence[HamletStock], terms: Terms) -> Iterator[tuple[str, Iterator[HamletStock]]]:
    """Who lacks a number that is needed: one that is not given is no 0."""
    asked = [hamlet for hamlet in hamlets if terms.limits_of(hamlet).pin is None]
    yield (
        f"số {TARGET_INDICATOR_LABELS[terms.indicator]}",
        (hamlet for hamlet in asked if hamlet.stock is None),
    )
    if terms.able_only:
        yield (
            "số hộ nghèo không có khả năng lao động",
            (hamlet for hamlet in asked if hamlet.stock and hamlet.no_labour is None),
        )
    if terms.rule == SpreadRule.RATE:
        yield "tổng số hộ", (hamlet for hamlet in asked if hamlet.stock and not hamlet.households)


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

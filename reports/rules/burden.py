"""How evenly a target weighs on hamlets: what share of its households each is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Burden:
    """A hamlet's share of a target, out of its stock; both in households, the stock above 0."""

    name: str
    share: int
    stock: int

    @property
    def asked(self) -> Fraction:
        """The part of the hamlet's households that is asked for, from 0 up."""
        return Fraction(self.share, self.stock)

    @property
    def percent(self) -> Decimal:
        return _percent(self.asked)


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """The lightest and the heaviest burden, the commune's own, and how far they are from equal.

    `deviation` is the largest distance from the commune's burden in percentage points. `gini` is from 0 (each
    household of the class is asked alike, whatever its hamlet) towards 1 (all is asked of few).
    """

    lowest: Burden
    highest: Burden
    percent: Decimal
    deviation: Decimal
    gini: Decimal


def _percent(part: Fraction) -> Decimal:
    return 100 * Decimal(part.numerator) / Decimal(part.denominator)


def fairness(burdens: Iterable[Burden]) -> Fairness | None:
    """The measure; None where nothing is asked of anybody. Of equal burdens the earlier hamlet is named."""
    ordered = sorted(burdens, key=lambda burden: burden.asked)
    stock, total = sum(each.stock for each in ordered), sum(each.share for each in ordered)
    if not total:
        return None
    apart = stock_before = share_before = 0
    for each in ordered:
        apart += stock_before * each.share - share_before * each.stock
        stock_before += each.stock
        share_before += each.share
    highest = max(ordered, key=lambda burden: burden.asked)
    common = Fraction(total, stock)
    return Fairness(
        lowest=ordered[0],
        highest=highest,
        percent=_percent(common),
        deviation=_percent(max(common - ordered[0].asked, highest.asked - common)),
        gini=_percent(Fraction(apart, stock * total)) / 100,
    )

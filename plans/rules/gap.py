"""What is missing between a target and the households that are expected to bring it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from plans.rules.target import Aim, Comparator, Measure


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A class of households in a year: how many fewer it is to have, net (None: no target), how many are
    expected to leave it, and how many to come into it.
    """

    target: int | None
    leaving: int = 0
    joining: int = 0

    @property
    def needed(self) -> int | None:
        """How many have to leave, so that with those who come the reduction is the target's."""
        return None if self.target is None else self.target + self.joining

    @property
    def missing(self) -> int | None:
        """How many more have to leave than are expected to; None without a target."""
        return None if self.needed is None else max(0, self.needed - self.leaving)

    @property
    def surplus(self) -> int | None:
        """How many more are expected to leave than have to; None without a target."""
        return None if self.needed is None else max(0, self.leaving - self.needed)


def reduction_wanted(
    *,
    aim: Aim,
    comparator: Comparator,
    value: Decimal,
    measure: Measure,
    stock: int | None,
    households: int | None,
) -> int | None:
    """The smallest net reduction, in households, that meets a target without help of any rounding.

    `stock` are the households of the class at the start, `households` all of the commune; rates are of all,
    as they are printed. None where a needed count is not known, or a reduction has only an upper limit.
    """
    if measure != Measure.HOUSEHOLD:
        if households is None:
            return None
        value = value * households / 100
    if aim == Aim.REDUCTION:
        if comparator in {Comparator.AT_MOST, Comparator.BELOW}:
            return None
        return math.floor(value) + 1 if comparator == Comparator.ABOVE else math.ceil(value)
    if stock is None:
        return None
    if comparator in {Comparator.AT_LEAST, Comparator.ABOVE}:
        return None
    remaining = math.ceil(value) - 1 if comparator == Comparator.BELOW else math.floor(value)
    return max(0, stock - remaining)

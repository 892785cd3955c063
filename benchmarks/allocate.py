"""How long it takes to spread a target over 300 hamlets, and the falls of a roadmap over its years."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from benchmarks.result import Result, Size, tallied, timed
from benchmarks.stopwatch import processor
from plans.rules import Pace, TargetIndicator, left_by_year
from reports.rules import HamletStock, Limits, SpreadRule, Terms, spread

HAMLETS, ROUNDS = 300, {Size.FULL: 15, Size.QUICK: 1}
SECONDS = 0.2


def measure(size: Size) -> Iterator[Result]:
    """Every rule, with limits that bind for a third of the hamlets; rates with 300 denominators are worst."""
    chance = random.Random("phân bổ")
    hamlets, total = [], 0
    for number in range(1, HAMLETS + 1):
        households, stock = chance.randint(90, 400), chance.randint(0, 60)
        total += stock
        hamlets.append(
            HamletStock(
                hamlet_id=number,
                name=f"Thôn {number}",
                households=households,
                stock=stock,
                no_labour=stock // 4,
                prospects=chance.randint(0, stock),
            )
        )
    limits = {
        each.hamlet_id: chance.choice(
            (Limits(pin=each.stock), Limits(ceiling=1), Limits(floor=(each.stock or 0) // 2))
        )
        for each in hamlets[::3]
    }
    for rule in SpreadRule:
        terms = Terms(
            indicator=TargetIndicator.POOR,
            rule=rule,
            total=total // 2,
            able_only=True,
            limits=limits,
        )
        taken = [processor(partial(spread, hamlets, terms)) for _ in range(ROUNDS[size])]
        yield timed(f"spread by {rule} over {HAMLETS} hamlets", taken, most=SECONDS)
        is_exact = sum(share or 0 for share in spread(hamlets, terms).values()) == terms.total
        sums = {"exact": int(is_exact), "otherwise": int(not is_exact)}
        yield tallied(f"sum of the shares by {rule}", sums, bar="exact", holds=is_exact)
    way = partial(
        left_by_year, start=9000, end=11, years=range(2026, 2046), pace=Pace.EARLY, pins={2030: 7000}
    )
    taken = [processor(way) for _ in range(ROUNDS[size])]
    yield timed("way of 20 years", taken, most=SECONDS)

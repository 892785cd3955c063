"""How long it takes to spread a target over 300 hamlets, and the falls of a roadmap over its years."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator

from benchmarks.database import Result
from plans.rules import Pace, TargetIndicator, left_by_year
from reports.rules import HamletStock, Limits, SpreadRule, Terms, spread

HAMLETS, ROUNDS = 300, 15
BAR = 0.2  # seconds


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure() -> Iterator[Result]:
    """Every rule, with limits that bind for a third of the hamlets; rates with 300 denominators are worst."""
    chance = random.Random("phân bổ")
    hamlets = []
    for number in range(1, HAMLETS + 1):
        households, stock = chance.randint(90, 400), chance.randint(0, 60)
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
            (Limits(pin=each.stock), Limits(ceiling=1), Limits(floor=each.stock // 2))
        )
        for each in hamlets[::3]
    }
    total = sum(each.stock or 0 for each in hamlets) // 2
    for rule in SpreadRule:
        terms = Terms(
            indicator=TargetIndicator.POOR,
            rule=rule,
            total=total,
            able_only=True,
            limits=limits,
        )
        seconds = _median(lambda terms=terms: spread(hamlets, terms))  # type: ignore[misc]
        exact = sum(share or 0 for share in spread(hamlets, terms).values()) == total
        yield Result(
            f"spread by {rule} over {HAMLETS} hamlets: {seconds * 1000:.1f} ms (at most {BAR * 1000:.0f}),"
            f" sum {'exact' if exact else 'WRONG'}",
            seconds <= BAR and exact,
        )
    seconds = _median(
        lambda: left_by_year(start=9000, end=11, years=range(2026, 2046), pace=Pace.EARLY, pins={2030: 7000})
    )
    yield Result(f"way of 20 years: {seconds * 1000:.2f} ms (at most {BAR * 1000:.0f})", seconds <= BAR)

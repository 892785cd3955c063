"""What hamlets are asked for by a rule, and how evenly that weighs."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from plans.rules import SpreadRefused, TargetIndicator
from reports.rules import Burden, HamletStock, Limits, SpreadRule, Terms, fairness, spread

HAMLETS = (
    HamletStock(hamlet_id=1, name="Đồi", households=100, stock=10, no_labour=8, prospects=0),
    HamletStock(hamlet_id=2, name="Suối", households=50, stock=10, no_labour=0, prospects=1),
    HamletStock(hamlet_id=3, name="Núi", households=200, stock=4, no_labour=1, prospects=3),
    HamletStock(hamlet_id=4, name="Chợ", households=80, stock=0, no_labour=None, prospects=0),
)
TERMS = Terms(indicator=TargetIndicator.POOR, rule=SpreadRule.STOCK, total=6)


def terms(**given) -> Terms:
    return replace(TERMS, **given)


@pytest.mark.parametrize(
    ("given", "shares"),
    [
        ({}, [3, 2, 1, 0]),
        ({"rule": SpreadRule.RATE, "total": 8}, [3, 5, 0, 0]),
        ({"rule": SpreadRule.PROSPECTS, "total": 4}, [0, 1, 3, 0]),
        ({"able_only": True, "total": 15}, [2, 10, 3, 0]),
        ({"floor": 2}, [2, 2, 2, 0]),
        ({"ceiling_rate": Decimal("22.5")}, [3, 2, 1, 0]),
        ({"limits": {3: Limits(pin=4)}}, [1, 1, 4, 0]),
        ({"limits": {1: Limits(ceiling=1)}}, [1, 4, 1, 0]),
        ({"limits": {2: Limits(ceiling=99)}, "rule": SpreadRule.RATE, "total": 20}, [8, 10, 2, 0]),
        ({"floor": 2, "limits": {3: Limits(floor=0), 1: Limits(pin=0)}}, [0, 4, 2, 0]),
    ],
)
def test_rule_and_limits_say_what_is_asked(given, shares):
    assert [*spread(HAMLETS, terms(**given)).values()] == shares


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": 25}, "nhiều nhất 24 hộ, chưa đủ tổng 25"),
        ({"rule": SpreadRule.PROSPECTS, "total": 15}, "vì Đồi không có số để chia"),
        ({"limits": {1: Limits(pin=11)}}, "Đồi: số ghi sẵn là 11, phải từ 0 đến 10"),
        ({"limits": {4: Limits(floor=1)}}, "Chợ: ít nhất 1 hộ nhưng chỉ giao được nhiều nhất 0"),
        ({"ceiling_rate": Decimal(0)}, "nhiều nhất 0 hộ, chưa đủ tổng 6"),
        ({"indicator": TargetIndicator.NEAR_POOR, "able_only": True}, "chỉ đếm trong hộ nghèo"),
        ({"indicator": TargetIndicator.NEAR_POOR, "rule": SpreadRule.PROSPECTS}, "chọn quy tắc khác"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(given, words):
    with pytest.raises(SpreadRefused) as refused:
        spread(HAMLETS, terms(**given))

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("blank", "given", "what"),
    [
        ({"stock": None}, {}, "số hộ nghèo"),
        ({"households": None}, {"rule": SpreadRule.RATE}, "tổng số hộ"),
        ({"households": 0}, {"rule": SpreadRule.RATE}, "tổng số hộ"),
        ({"no_labour": None}, {"able_only": True}, "số hộ nghèo không có khả năng lao động"),
    ],
)
def test_blank_is_no_zero(blank, given, what):
    hamlets = (replace(HAMLETS[0], **blank), *HAMLETS[1:])

    with pytest.raises(SpreadRefused, match=f"Chưa có {what} của Đồi: "):
        spread(hamlets, terms(**given))

    assert spread(hamlets, terms(**given, limits={1: Limits(pin=1)}))[1] == 1
    left_out = spread(hamlets, terms(**given, blank_left_out=True))
    assert left_out[1] is None
    assert sum(share or 0 for share in left_out.values()) == TERMS.total


def test_fairness_names_the_lightest_and_the_heaviest_and_measures_what_is_between():
    measured = fairness(
        [
            Burden(name="Đồi", share=1, stock=10),
            Burden(name="Suối", share=3, stock=5),
            Burden(name="Núi", share=0, stock=5),
        ]
    )

    assert measured
    assert (measured.lowest.name, measured.highest.name) == ("Núi", "Suối")
    assert [measured.percent, measured.deviation, measured.highest.percent] == [*map(Decimal, (20, 40, 60))]
    assert measured.gini == Decimal("0.5625")


def test_deviation_is_the_larger_of_both_ways():
    measured = fairness([Burden(name="Đồi", share=10, stock=20), Burden(name="Núi", share=0, stock=5)])

    assert measured
    assert measured.percent == measured.deviation == 40


@pytest.mark.parametrize("burdens", [[], [Burden(name="Đồi", share=0, stock=3)]])
def test_nothing_asked_is_no_measure(burdens):
    assert fairness(burdens) is None


def test_gini_is_the_mean_difference_of_households():
    """By its definition: all pairs of households, each with its hamlet's burden."""
    chance = random.Random("công bằng")
    for _ in range(50):
        burdens = [
            Burden(name=str(place), share=chance.randint(0, stock), stock=stock)
            for place, stock in enumerate(chance.choices(range(1, 6), k=5))
        ]
        each = [burden.asked for burden in burdens for _ in range(burden.stock)]
        if not (measured := fairness(burdens)):
            continue

        apart = sum(abs(one - other) for one, other in product(each, repeat=2))

        assert float(measured.gini) == pytest.approx(float(apart / (2 * len(each) * sum(each))))
        assert (measured.gini == 0) == (measured.deviation == 0)

"""Whole parts that sum exactly, within their bounds."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, permutations

import pytest

from plans.rules import Claim, SpreadRefused, allocate

CASES = 10_000


def claims(*weights: int, **options: int) -> list[Claim]:
    return [
        Claim(name=name, weight=weight, **{"ceiling": 99} | options)
        for name, weight in zip("ABCDEFGH", weights, strict=False)
    ]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, (1, 1, 1), (4, 3, 3)),  # equal remainders and weights: the earlier
        (3, (5, 3, 1), (2, 1, 0)),
        (1, (4, 2, 0), (1, 0, 0)),
        (7, (10, 10, 10, 5), (2, 2, 2, 1)),
        (2, (1, 3), (0, 2)),  # equal remainders: the greater weight
    ],
)
def test_largest_remainders_get_what_rounding_left(total, weights, shares):
    assert allocate(total, claims(*weights)) == shares


def test_bounds_and_pins_bind_and_the_rest_is_spread_among_the_others():
    given = [
        Claim(name="A", weight=10, ceiling=2),
        Claim(name="B", weight=1, floor=3, ceiling=9),
        Claim(name="C", weight=4, ceiling=9),
        Claim(name="D", weight=2, ceiling=9),
        Claim(name="E", weight=9, ceiling=9, pin=0),
    ]

    assert allocate(11, given) == (2, 3, 4, 2, 0)


def test_fractions_are_weights_as_they_are():
    given = [Claim(name=str(part), weight=Fraction(1, part), ceiling=9) for part in (3, 6)]

    assert allocate(3, given) == (2, 1)


@pytest.mark.parametrize(
    ("total", "given", "words"),
    [
        (1, [], "Chưa có thôn, tổ nào"),
        (0, claims(1), "Tổng phải từ 1 hộ"),
        (-1, claims(1), "Tổng phải từ 1 hộ"),
        (3, claims(1, 1, floor=2), "cộng lại là 4 hộ, quá tổng 3"),
        (9, claims(1, 1, ceiling=4), "nhiều nhất 8 hộ, chưa đủ tổng 9"),
        (2, claims(0, 0), "Không thôn, tổ nào có số để chia"),
        (9, claims(1, 0, ceiling=5), "chỉ giao được 5 hộ, chưa đủ tổng 9 hộ, vì B không có số"),
        (9, claims(1, 1, floor=5, ceiling=4), "A: ít nhất 5 hộ nhưng chỉ giao được nhiều nhất 4"),
        (9, claims(1, ceiling=10, pin=11), "A: số ghi sẵn là 11, phải từ 0 đến 10"),
        (9, claims(1, 1, pin=4), "nhiều nhất 8 hộ, chưa đủ tổng 9"),
        (7, claims(1, 1, pin=4), "cộng lại là 8 hộ, quá tổng 7"),
    ],
)
def test_what_cannot_sum_is_said_in_words(total, given, words):
    with pytest.raises(SpreadRefused) as refused:
        allocate(total, given)

    assert words in str(refused.value)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(SpreadRefused) as refused:
        allocate(9, claims(1, 1, floor=5, ceiling=4))

    assert [sentence[0] for sentence in refused.value.sentences] == ["A", "B", "C"]


def _random_claim(chance: random.Random, name: str) -> Claim:
    ceiling = chance.choice((0, 1, 5, 40))
    weight = chance.choice((0, 1, ceiling, Fraction(chance.randrange(30), chance.randrange(1, 60))))
    floor = chance.randint(0, ceiling) if chance.random() < 0.3 else 0
    pin = chance.randint(floor, ceiling) if chance.random() < 0.15 else None
    return Claim(name=name, weight=weight, floor=floor, ceiling=ceiling, pin=pin)


def test_ten_thousand_random_spreads_are_exact_within_bounds_and_fair():
    """Sum and bounds; a greater weight gets no less; nobody with room is a household short of another."""
    chance = random.Random("phân bổ")
    spread = 0
    for case in range(CASES):
        given = [_random_claim(chance, str(place)) for place in range(chance.randint(1, 7))]
        least, most = sum(claim.least for claim in given), sum(claim.most for claim in given)
        total = chance.randint(max(1, least - 1), most + 2)

        try:
            shares = allocate(total, given)
        except SpreadRefused:
            assert not least <= total <= most, case
            continue

        spread += 1
        assert sum(shares) == total, case
        for claim, share in zip(given, shares, strict=True):
            assert claim.least <= share <= claim.most, case
        free = [(claim, share) for claim, share in zip(given, shares, strict=True) if claim.pin is None]
        for (one, more), (other, less) in permutations(free, 2):
            if one.weight and other.weight and more > one.floor and less < other.ceiling:
                assert (more - 1) * other.weight < (less + 1) * one.weight, case
        for (one, first), (other, second) in combinations(free, 2):
            if (one.floor, one.ceiling) == (other.floor, other.ceiling):
                assert (first - second) * (one.weight - other.weight) >= 0, case

    assert spread > CASES / 2

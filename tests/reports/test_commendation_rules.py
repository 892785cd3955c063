"""The order of merits: exact shares, shared places, what cannot be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.rules import Merit, ranked


def merit(key, reached, of, kept=0, promised=0):
    return Merit(key=key, name=f"M{key}", reached=reached, of=of, kept=kept, promised=promised)


def places(*merits):
    return [(each.merit.key, each.place, each.is_shared) for each in ranked(merits)]


def test_the_greater_share_comes_first_and_equals_share_a_place():
    found = places(merit(1, 1, 3), merit(2, 2, 6), merit(3, 2, 4), merit(4, 0, 5))

    assert found == [(3, 1, False), (1, 2, True), (2, 2, True), (4, 4, False)]


def test_shares_are_compared_exactly_and_not_as_printed():
    found = places(merit(1, 333, 1000), merit(2, 1, 3))

    assert found == [(2, 1, False), (1, 2, False)]
    assert {each.merit.percent for each in ranked([merit(1, 333, 1000), merit(2, 1, 3)])} == {Decimal("33.3")}


def test_among_equals_kept_promises_decide_and_who_promised_nothing_comes_after():
    found = places(merit(1, 1, 2), merit(2, 2, 4, kept=0, promised=3), merit(3, 1, 2, kept=1, promised=2))

    assert found == [(3, 1, False), (2, 2, False), (1, 3, False)]


def test_more_households_than_before_come_last_of_those_compared():
    assert places(merit(1, -1, 4), merit(2, 0, 4)) == [(2, 1, False), (1, 2, False)]


@pytest.mark.parametrize("without", [merit(1, 3, 0), merit(1, 3, None), merit(1, None, 4)])
def test_without_a_target_or_result_there_is_no_place(without):
    assert places(without, merit(2, 0, 4)) == [(2, 1, False), (1, None, False)]
    assert ranked([without])[0].merit.percent is None


@pytest.mark.parametrize(("of", "few"), [(None, False), (0, False), (1, True), (2, True), (3, False)])
def test_few_are_said(of, few):
    assert merit(1, 1, of).is_few is few


def test_nobody_is_no_order():
    assert ranked([]) == []

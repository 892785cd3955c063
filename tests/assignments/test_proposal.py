"""Who might help whom, and the figures of help: pure arithmetic."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignments.rules import (
    AgencyKind,
    Candidate,
    HelpContent,
    Helper,
    Load,
    Proposed,
    contents_for,
    contents_mask,
    contents_of,
    coverage,
    load,
    propose,
)
from households.rules import Need

BANK, SCHOOL, OFFICE = AgencyKind.BANK, AgencyKind.SCHOOL, AgencyKind.OFFICE


def candidates(*needs: Need | None, block: int | None = None) -> list[Candidate]:
    """Households from 1 up, each with one need or none."""
    return [
        Candidate(household=number, needs=frozenset({need} if need else ()), block=block)
        for number, need in enumerate(needs, start=1)
    ]


def pairs(proposed: list[Proposed]) -> dict[int, int | None]:
    return {each.household: each.agency for each in proposed}


def test_needs_go_to_agencies_that_they_suit_and_say_why():
    helpers = [
        Helper(agency=10, kind=OFFICE),
        Helper(agency=11, kind=BANK),
        Helper(agency=12, kind=SCHOOL),
    ]

    proposed = propose(candidates=candidates(Need.EDUCATION, Need.CREDIT, None), helpers=helpers)

    assert pairs(proposed) == {1: 12, 2: 11, 3: 10}
    assert [each.why for each in proposed] == [
        "cần giáo dục: trường học lo việc học",
        "cần vay vốn tín dụng: ngân hàng cho vay",
        "chia đều số hộ",
    ]


def test_evenness_comes_before_needs():
    helpers = [Helper(agency=10, kind=OFFICE), Helper(agency=11, kind=BANK)]

    proposed = propose(candidates=candidates(*[Need.CREDIT] * 4), helpers=helpers)

    assert Counter(pairs(proposed).values()) == {10: 2, 11: 2}


def test_household_moves_on_where_another_has_no_choice():
    """The union and the bank both lend, the union alone helps to build: who wants both goes to the bank."""
    helpers = [Helper(agency=10, kind=AgencyKind.UNION), Helper(agency=11, kind=BANK)]
    both = Candidate(household=1, needs=frozenset({Need.CREDIT}))
    housing = Candidate(household=2, needs=frozenset({Need.HOUSING}))

    assert pairs(propose(candidates=[both, housing], helpers=helpers)) == {1: 11, 2: 10}


def test_who_helps_already_waits():
    helpers = [Helper(agency=10, kind=OFFICE, load=3), Helper(agency=11, kind=OFFICE, load=1)]

    given = pairs(propose(candidates=candidates(None, None, None), helpers=helpers))

    assert given == {1: 11, 2: 11, 3: 10}


def test_pins_hold_and_count_as_load():
    helpers = [Helper(agency=10, kind=OFFICE), Helper(agency=11, kind=OFFICE)]

    proposed = propose(
        candidates=candidates(None, None, None, None), helpers=helpers, pins={4: 10, 3: 10, 1: 99}
    )

    assert pairs(proposed) == {1: 11, 2: 11, 3: 10, 4: 10}
    assert proposed[3].why == "anh/chị đã chọn"


def test_block_helps_its_own_and_outsiders_none_unless_chosen():
    helpers = [
        Helper(agency=10, kind=OFFICE, block=1),
        Helper(agency=11, kind=OFFICE, block=2),
        Helper(agency=12, kind=OFFICE),
    ]
    of_block = candidates(None, None, block=2)
    free = [Candidate(household=number) for number in (3, 4, 5, 6)]

    without = propose(candidates=[*of_block, *free], helpers=helpers)
    chosen = propose(candidates=[*of_block, *free], helpers=helpers, chosen={12})

    assert pairs(without) == {1: 11, 2: 11, 3: 10, 4: 10, 5: 10, 6: 11}
    assert Counter(pairs(chosen).values()) == {10: 2, 11: 2, 12: 2}
    assert without[0].why == "chia đều trong khối"


def test_household_that_nobody_may_help_is_left():
    helpers = [Helper(agency=10, kind=OFFICE, block=1)]

    [of_empty_block] = propose(candidates=candidates(None, block=2), helpers=helpers)
    [of_none] = propose(candidates=candidates(None), helpers=[])

    assert (of_empty_block.agency, of_empty_block.why) == (None, "khối chưa có cơ quan nào")
    assert (of_none.agency, of_none.why) == (None, "chưa có cơ quan nào để giao")


NEEDS = st.frozensets(st.sampled_from(list(Need)), max_size=3)
HELPERS = st.lists(st.tuples(st.sampled_from(list(AgencyKind)), st.integers(0, 4)), min_size=1, max_size=8)


@given(st.lists(NEEDS, max_size=30), HELPERS)
def test_loads_are_as_even_as_can_be(needs, kinds):
    households = [Candidate(household=number, needs=each) for number, each in enumerate(needs)]
    helpers = [Helper(agency=number, kind=kind, load=load) for number, (kind, load) in enumerate(kinds)]

    proposed = propose(candidates=households, helpers=helpers)

    assert [each.household for each in proposed] == list(range(len(needs)))
    assert propose(candidates=households, helpers=helpers) == proposed
    got = Counter(each.agency for each in proposed)
    final = [(got[helper.agency], helper.load + got[helper.agency]) for helper in helpers]
    least = min(load for _, load in final)
    assert all(load <= least + 1 for new, load in final if new)


@given(st.lists(st.integers(0, 2), max_size=30), HELPERS)
def test_equals_of_a_block_differ_by_one_at_most(blocks, kinds):
    households = [Candidate(household=number, block=block or None) for number, block in enumerate(blocks)]
    helpers = [
        Helper(agency=number, kind=kind, block=number % 2 + 1) for number, (kind, _) in enumerate(kinds)
    ]

    proposed = propose(candidates=households, helpers=helpers)

    of_block = {helper.agency: helper.block for helper in helpers}
    for candidate, each in zip(households, proposed, strict=True):
        if candidate.block and each.agency is not None:
            assert of_block[each.agency] == candidate.block
    got = Counter(each.agency for each in proposed if each.agency is not None)
    for block in (1, 2):
        loads = [got[helper.agency] for helper in helpers if helper.block == block]
        assert max(loads, default=0) - min(loads, default=0) <= 1


def test_commune_of_300_households_and_60_agencies_takes_less_than_a_second():
    needs, kinds = list(Need), list(AgencyKind)
    households = [
        Candidate(household=number, needs=frozenset({needs[number % 8], needs[number * 3 % 8]}))
        for number in range(300)
    ]
    helpers = [Helper(agency=number, kind=kinds[number % 11], load=number % 3) for number in range(60)]

    started = time.process_time()
    proposed = propose(candidates=households, helpers=helpers)

    assert time.process_time() - started < 1
    assert None not in pairs(proposed).values()


def test_coverage_counts_only_who_is_to_be_helped():
    found = coverage(households={1, 2, 3}, helped={2, 3, 9})

    assert (found.households, found.helped, found.without) == (3, 2, 1)
    assert found.rate == Decimal(200) / 3
    assert coverage(households=set(), helped={1}).rate is None


def test_load_counts_a_household_once_an_agency():
    led = [(10, 1), (10, 1), (10, 2)]
    supported = [(10, 2), (11, 1), (11, 2), (11, 2)]

    assert load(led=led, supported=supported) == {
        10: Load(led=2, supported=0),
        11: Load(led=0, supported=2),
    }
    assert load(led=led, supported=[(10, 3)])[10].total == 3


@pytest.mark.parametrize("need", list(Need))
def test_every_need_has_its_help(need):
    assert len(contents_for({need})) == 1


@given(st.frozensets(st.sampled_from(list(HelpContent))))
def test_mask_of_contents_reads_back(contents):
    assert contents_of(contents_mask(contents)) == contents

"""What is missing between a year's targets and its prospects."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Hamlet
from plans.queries import hamlet_goals, prospects_gap, year_figures
from plans.rules import Aim, Comparator, Gap, Line, Measure, PolicyGroup, is_met, reduction_wanted
from tests.assignments.factories import EscapeProspectFactory
from tests.factories import (
    YEAR,
    CommuneFactory,
    CommuneTargetFactory,
    HamletFactory,
    HouseholdFactory,
    counted_hamlets,
)


@pytest.mark.parametrize(
    ("gap", "missing", "surplus"),
    [
        (Gap(target=3, leaving=2), 1, 0),
        (Gap(target=3, leaving=3), 0, 0),
        (Gap(target=3, leaving=5), 0, 2),
        (Gap(target=0, leaving=0), 0, 0),
        (Gap(target=3, joining=2), 5, 0),
        (Gap(target=3, leaving=6, joining=2), 0, 1),
        (Gap(target=None, leaving=2, joining=1), None, None),
    ],
)
def test_gap_is_net(gap: Gap, missing: int | None, surplus: int | None) -> None:
    assert (gap.missing, gap.surplus) == (missing, surplus)


@given(*[st.integers(min_value=0, max_value=500)] * 3)
def test_what_is_missing_brings_the_target_exactly(target: int, leaving: int, joining: int) -> None:
    gap = Gap(target=target, leaving=leaving, joining=joining)

    assert gap.missing is not None
    assert gap.surplus is not None
    assert leaving + gap.missing - gap.surplus - joining == target
    assert not gap.missing * gap.surplus


REDUCE, REMAIN = Aim.REDUCTION, Aim.REMAINDER


@pytest.mark.parametrize(
    ("aim", "comparator", "value", "measure", "wanted"),
    [
        (REDUCE, Comparator.EXACTLY, "14", Measure.HOUSEHOLD, 14),
        (REDUCE, Comparator.AT_LEAST, "7", Measure.HOUSEHOLD, 7),
        (REDUCE, Comparator.ABOVE, "7", Measure.HOUSEHOLD, 8),
        (REDUCE, Comparator.AT_MOST, "7", Measure.HOUSEHOLD, None),
        (REDUCE, Comparator.BELOW, "7", Measure.HOUSEHOLD, None),
        (REDUCE, Comparator.AT_LEAST, "0.2", Measure.PERCENTAGE_POINT, 14),  # 0,2 % of 6.833 is 13,666
        (REDUCE, Comparator.ABOVE, "0.2", Measure.PERCENTAGE_POINT, 14),
        (REMAIN, Comparator.AT_MOST, "27", Measure.HOUSEHOLD, 14),
        (REMAIN, Comparator.BELOW, "27", Measure.HOUSEHOLD, 15),
        (REMAIN, Comparator.EXACTLY, "50", Measure.HOUSEHOLD, 0),
        (REMAIN, Comparator.AT_LEAST, "27", Measure.HOUSEHOLD, None),
        (REMAIN, Comparator.AT_MOST, "0.4", Measure.PERCENT, 14),  # 0,4 % of 6.833 is 27,332
    ],
)
def test_targets_say_how_many_households(
    aim: Aim, comparator: Comparator, value: str, measure: Measure, wanted: int | None
) -> None:
    found = reduction_wanted(
        aim=aim,
        comparator=comparator,
        value=Decimal(value),
        measure=measure,
        stock=41,
        households=6833,
    )

    assert found == wanted


def test_unknown_counts_say_nothing() -> None:
    given: dict[str, Any] = {"comparator": Comparator.AT_MOST, "value": Decimal(1)}
    known: dict[str, Any] = {"stock": 5, "households": 50}

    for measure, missing in ((Measure.PERCENT, "households"), (Measure.HOUSEHOLD, "stock")):
        assert reduction_wanted(aim=REMAIN, measure=measure, **given, **known | {missing: None}) is None


@given(
    st.sampled_from([REDUCE, REMAIN]),
    st.sampled_from([Comparator.AT_LEAST, Comparator.ABOVE, Comparator.AT_MOST, Comparator.BELOW]),
    st.decimals(min_value=0, max_value=100, places=2),
    st.sampled_from(list(Measure)),
    st.integers(min_value=0, max_value=900),
)
def test_it_is_the_smallest_reduction_that_meets_the_target(
    aim: Aim, comparator: Comparator, value: Decimal, measure: Measure, stock: int
) -> None:
    wanted = reduction_wanted(
        aim=aim, comparator=comparator, value=value, measure=measure, stock=stock, households=1000
    )

    def meets(reduction: int) -> bool:
        counted = Decimal(reduction if aim is REDUCE else stock - reduction)
        return is_met(counted if measure is Measure.HOUSEHOLD else counted / 10, comparator, value)

    if wanted is not None:
        assert meets(wanted) or (aim is REMAIN and wanted > stock)
        assert not wanted or not meets(wanted - 1)


# --- with a database ---


@pytest.fixture
def unit(db: None) -> AdministrativeUnit:
    return CommuneFactory.create()


def prospects(place: Hamlet, number: int, **given: Any) -> None:
    for _ in range(number):
        EscapeProspectFactory(household=HouseholdFactory.create(hamlet=place), **given)


@pytest.mark.parametrize("number", [1, 4])
def test_gap_of_commune_and_hamlets(
    unit: AdministrativeUnit, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    hamlets = counted_hamlets(unit, number)  # each with 100 households, targets of 2 poor and 1 near-poor
    prospects(hamlets[0], 3)
    prospects(hamlets[0], 1, path=EscapePath.TO_NEAR_POOR, hamlet=None)
    CommuneTargetFactory(unit=unit, value=5)

    with django_assert_num_queries(4):
        found = prospects_gap(unit=unit, year=YEAR)

    first, *others, blank = found.rows
    assert (first.hamlet_id, first.poor.missing, first.poor.surplus) == (hamlets[0].pk, 0, 1)
    assert [each.poor.missing for each in others] == [2] * (number - 1)
    assert (blank.hamlet_id, blank.poor.missing, blank.chosen.total) == (None, None, 1)
    assert found.total.poor == Gap(target=2 * number, leaving=4)
    assert found.total.near_poor == Gap(target=number, joining=1)
    assert sum(row.chosen.total for row in found.rows) == found.total.chosen.total
    assert [each.gap for each in found.commune] == [Gap(target=5, leaving=4)]


def test_group_targets_have_no_gap(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 1)
    CommuneTargetFactory(unit=unit, value=5, policy_group=PolicyGroup.MERITORIOUS)

    assert [each.gap for each in prospects_gap(unit=unit, year=YEAR).commune] == [None]


def lines_of(unit: AdministrativeUnit) -> dict[int, Line]:
    return {row.hamlet_id: row.line for row in year_figures(unit=unit, year=YEAR).rows}


@pytest.mark.parametrize("number", [1, 4])
def test_goals_of_hamlets(
    unit: AdministrativeUnit, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    hamlets = counted_hamlets(unit, number)
    prospects(hamlets[0], 1)

    lines = lines_of(unit)

    with django_assert_num_queries(2):
        goals = hamlet_goals(unit=unit, year=YEAR, lines=lines)

    assert list(goals) == [hamlet.pk for hamlet in hamlets]
    assert goals[hamlets[0].pk].sentence == (
        f"Chỉ tiêu {YEAR}: giảm 2 hộ nghèo, 1 hộ cận nghèo; đã chọn 1, còn 1"
    )


def test_goal_that_is_reached_or_was_never_given(unit: AdministrativeUnit) -> None:
    [hamlet] = counted_hamlets(unit, 1)
    prospects(hamlet, 2)

    another = HamletFactory.create(unit=unit)

    goals = hamlet_goals(unit=unit, year=YEAR, lines=lines_of(unit))

    assert goals[hamlet.pk].sentence.endswith("; đã chọn 2")
    assert goals[another.pk].sentence == f"Chỉ tiêu {YEAR}: chưa giao; đã chọn 0"

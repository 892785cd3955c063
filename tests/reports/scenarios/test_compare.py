"""What scenarios are made from, and compared with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plans.queries import year_figures
from plans.rules import Measure, PolicyGroup
from reports.queries import comparison, spread_basis
from reports.rules import SpreadRule
from tests.assignments.factories import EscapeProspectFactory
from tests.factories import YEAR, CommuneTargetFactory, HouseholdFactory, StandardFactory, counted_hamlets
from tests.reports.scenarios.shared import NEAR, POOR, made, take, targets

pytestmark = pytest.mark.django_db


def test_commune_targets_are_choices_as_the_page_of_gaps_counts_them(unit, hamlets):
    given = {"unit": unit, "comparator": "exactly"}
    CommuneTargetFactory.create(**given, value=4)
    CommuneTargetFactory.create(**given, value=2, measure=Measure.PERCENTAGE_POINT)
    CommuneTargetFactory.create(**given, value=1, policy_group=PolicyGroup.MERITORIOUS)

    basis = spread_basis(unit=unit, year=YEAR)

    assert [choice.total for choice in basis.choices(POOR)] == [6, 4]
    assert basis.choices(NEAR) == ()


def test_chosen_prospects_are_weights(unit, hamlets):
    StandardFactory.create()
    EscapeProspectFactory.create(household=HouseholdFactory.create(hamlet=hamlets[2]))

    take(made(unit, rule=SpreadRule.PROSPECTS, total=2))

    assert [poor for poor, _ in targets(hamlets)] == [0, 0, 2]


def test_columns_stand_beside_what_is_given(unit, hamlets):
    made(unit)
    made(unit, name="Như đang giao", total=3, floor=1)

    figures = year_figures(unit=unit, year=YEAR)
    found = comparison(unit=unit, year=YEAR, indicator=POOR, figures=figures)

    assert [column.is_given for column in found.columns] == [True, False, True]
    (_, stock, asked) = found.rows[0]
    assert stock == 10
    assert [(one.share, one.percent, one.difference) for one in asked] == [
        (1, Decimal(10), ""),
        (5, Decimal(50), "+4"),
        (1, Decimal(10), ""),
    ]
    assert [str(one.rate) for one in asked] == ["9.00", "5.00", "9.00"]
    assert [one.share for one in found.total[1]] == [3, 9, 3]
    assert [str(one.rate) for one in found.total[1]] == ["5.00", "3.00", "5.00"]


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow_with_hamlets_and_scenarios(unit, number, django_assert_num_queries):
    counted_hamlets(unit, number, households=100, poor=5)
    for each in range(number):
        made(unit, name=f"Phương án {each}", total=number)
    figures = year_figures(unit=unit, year=YEAR)

    with django_assert_num_queries(2):
        found = comparison(unit=unit, year=YEAR, indicator=POOR, figures=figures)

    assert len(found.rows) == number
    assert len(found.scenarios) == number

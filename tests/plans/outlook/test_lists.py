"""All lists of a plan, read at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from plans.actions import commune_targets_save
from plans.models import RoadmapYear
from plans.queries import plan_parts
from tests.factories import SMALL, YEAR, small_plan


@pytest.mark.django_db
def test_lists_read_at_once_are_what_each_table_holds():
    """Dates, decimals, truth and blanks come back as from the database."""
    plan = small_plan(
        content=replace(
            SMALL,
            bases=({"kind": "Luật", "date": dt.date(2021, 1, 27)}, {"kind": "Nghị định", "date": None}),
            roadmap=(
                {"year": YEAR, "poor": 3, "poor_rate": Decimal("0.1234"), "near_poor_rate": Decimal(7)},
            ),
            projects=({"number": 1, "name": "x", "lead_is_chair": True},),
            indicators=({"subject": "Ậ “x” \\ \n{}", "value": Decimal("99.5")},),
        )
    )
    commune_targets_save(
        unit=plan.unit,
        year=YEAR,
        rows=[{"indicator": "poor", "value": Decimal("0.79"), "measure": "percent"}],
        by=None,
    )

    parts = plan_parts(plan)

    def values(rows):
        return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]

    for manager in (
        *(plan.bases, plan.duties, plan.sections, plan.recipients, plan.funding_sources, plan.roadmap_years),
        *(plan.projects, plan.indicator_targets, plan.unit.targets),
    ):
        held = manager.order_by("order", "pk")
        assert values(parts.of(held.model)) == values(held)


@pytest.mark.django_db
def test_lists_take_one_query_however_many(django_assert_num_queries):
    plan = small_plan(content=replace(SMALL, roadmap=tuple({"year": YEAR + n} for n in range(9))))

    with django_assert_num_queries(1):
        assert len(plan_parts(plan).of(RoadmapYear)) == 9

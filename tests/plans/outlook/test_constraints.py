"""What the database refuses of a roadmap, indicators, projects and prospects."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from plans.models import Duty, HouseholdGroup, IndicatorTarget, Plan, Project, ProspectCount, RoadmapYear
from tests.factories import YEAR, small_plan


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (RoadmapYear, {"year": 1900}),
        (RoadmapYear, {"year": YEAR, "poor_comparator": "about"}),
        (RoadmapYear, {"year": YEAR, "poor_rate": 101}),
        (RoadmapYear, {"year": YEAR, "households": 10, "poor": 11}),
        (IndicatorTarget, {"subject": "x", "dimension": "love"}),
        (IndicatorTarget, {"subject": "x", "value": 101}),
        (Project, {"level": "part", "number": 1, "name": "x"}),
        (Project, {"number": 0, "name": "x"}),
        (HouseholdGroup, {"name": "x", "flags": 1, "typed": 3}),
        (HouseholdGroup, {"name": "x", "flags": 1 << 3}),
        (ProspectCount, {"path": "flight", "households": 1}),
        (ProspectCount, {"path": "helped", "households": 0}),
        (Duty, {"actor": "x", "report_period": "daily"}),
        (Duty, {"actor": "x", "report_due": "trước ngày 5"}),
    ],
)
def test_impossible_rows_are_refused(model, values):
    plan = small_plan()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(plan=plan, **values)


@pytest.mark.django_db
def test_a_year_of_the_roadmap_is_given_once():
    plan = small_plan()
    RoadmapYear.objects.create(plan=plan, year=YEAR)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoadmapYear.objects.create(plan=plan, year=YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"last_year": YEAR + 4},
        {"kind": "roadmap"},
        {"kind": "roadmap", "last_year": YEAR},
        {"decimal_mark": ";"},
    ],
)
def test_only_a_plan_of_a_period_has_a_last_year_after_its_first(values):
    plan = small_plan()

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**values)


def test_a_year_of_the_roadmap_is_told_in_words():
    row = RoadmapYear(year=2030, poor=0, near_poor_rate=Decimal("0.2"), near_poor_comparator="below")

    assert str(row) == "năm 2030: hộ nghèo còn 0 hộ; hộ cận nghèo còn dưới 0,2%"

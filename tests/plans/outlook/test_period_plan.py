"""A plan of a period: its years, its roadmap, and what in it does not add up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from plans.actions import commune_targets_save, parts_save, plan_new
from plans.compose import plan_view
from plans.models import Plan, Project
from plans.rules import PlanKind
from povertyplan.common.errors import DomainError
from tests.factories import SMALL, YEAR, CommuneFactory, UnitFiguresFactory, small_plan


def period_plan(**lists: Any) -> Plan:
    """A plan of five years in a commune of which only the sum is known."""
    plan = small_plan(kind=PlanKind.ROADMAP, content=replace(SMALL, **lists))
    UnitFiguresFactory.create(
        unit=plan.unit,
        date=plan.reference_date,
        standard=plan.standard,
        poor=21,
        near_poor=113,
        source="declared",
    )
    return plan


def codes(plan: Plan) -> list[tuple[str, str]]:
    plan = Plan.objects.select_related("unit", "standard").get(pk=plan.pk)
    return [(str(each.code), each.place) for each in plan_view(plan).findings]


@pytest.mark.django_db
def test_a_plan_of_a_period_is_named_by_its_years():
    unit = CommuneFactory.create()
    small_plan(unit)

    plan = plan_new(unit=unit, kind=PlanKind.ROADMAP, year=YEAR, content=SMALL, by=None, last_year=YEAR + 3)

    assert (plan.slug, plan.years) == (f"{unit.slug}-{YEAR}-{YEAR + 3}", f"{YEAR}-{YEAR + 3}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ((20, 15, 12, 9, 4, 0), []),
        ((20, 15, 16, 9, 4, 0), [("roadmap_rises", f"table:roadmap/row:{YEAR + 2}/column:poor")]),
        ((22, 15, 12, 9, 4, 0), [("roadmap_rises", f"table:roadmap/row:{YEAR}/column:poor")]),
        ((20, None, 12, 9, 4, 0), [("roadmap_year_missing", "table:roadmap")]),
    ],
)
def test_the_roadmap_leads_down_from_what_there_is_and_leaves_no_year_out(left, expected):
    rows = tuple({"year": YEAR + number, "poor": each} for number, each in enumerate(left))

    assert codes(period_plan(roadmap=rows)) == expected


@pytest.mark.django_db
def test_first_year_of_the_roadmap_is_the_target_of_that_year():
    rows = tuple({"year": YEAR + number, "poor": 12} for number in range(6))
    plan = period_plan(roadmap=rows)
    target = {"indicator": "poor", "aim": "reduction", "value": Decimal(8), "measure": "household"}
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target], by=None)

    assert codes(plan) == [("roadmap_differs", f"table:roadmap/row:{YEAR}/column:poor_fall")]

    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target | {"value": Decimal(9)}], by=None)

    assert codes(plan) == []


@pytest.mark.django_db
def test_years_of_the_period_may_be_named_and_others_not():
    rows = tuple({"year": YEAR + number, "poor": 12} for number in range(6))
    plan = period_plan(roadmap=rows)

    plan.sections.filter(heading="GIẢI PHÁP").update(body=f"Năm {YEAR + 4} sơ kết, năm {YEAR + 6} tổng kết.")

    assert codes(plan) == [("year_in_text", "section:2/paragraph:1")]


@pytest.mark.django_db
def test_indicator_words_hold_their_number_and_one_without_is_a_notice():
    rows = (
        {"subject": "Có nước sạch", "dimension": "water", "comparator": "at_least", "value": Decimal(98)},
        {"subject": "Có nhà tiêu", "value": Decimal(90), "wording": "hơn 95%"},
        {"subject": "Giảm suy dinh dưỡng"},
    )
    plan = small_plan(content=replace(SMALL, indicators=rows))

    assert codes(plan) == [
        ("target_wording", "table:indicators/row:2/column:level"),
        ("indicator_without_value", "table:indicators"),
    ]
    assert [row.level(".") for row in plan.indicator_targets.order_by("pk")] == [
        "từ 98% trở lên",
        "hơn 95%",
        "",
    ]


@pytest.mark.django_db
def test_lead_of_a_project_has_a_duty_and_prose_names_only_projects_there_are():
    rows = (
        {"number": 2, "name": "Sinh kế", "lead": "Phòng Kinh tế"},
        {"number": 1, "level": "sub_project", "name": "Nhà ở", "lead": "Trạm Y tế"},
    )
    plan = small_plan(content=replace(SMALL, projects=rows))
    plan.sections.filter(heading="GIẢI PHÁP").update(body="Triển khai Tiểu dự án 1 của Dự án 2 và Dự án 4.")

    assert codes(plan) == [
        ("actor_without_duty", "project:2"),
        ("project_unknown", "section:2/paragraph:1"),
    ]


@pytest.mark.django_db
def test_rate_of_a_target_follows_from_its_households_where_hamlets_have_none():
    plan = small_plan()
    UnitFiguresFactory.create(
        unit=plan.unit,
        date=plan.reference_date,
        standard=plan.standard,
        households=1000,
        poor=50,
        source="declared",
    )
    target = {"indicator": "poor", "aim": "reduction", "measure": "household", "value": Decimal(25)}
    wrong = target | {"measure": "percentage_point", "value": Decimal("2.6")}
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target, wrong], by=None)

    assert codes(plan) == [("target_rate_differs", "target:2")]


@pytest.mark.django_db
def test_first_of_the_projects_is_a_project():
    plan = small_plan()

    with pytest.raises(DomainError, match="Dòng đầu phải là dự án"):
        parts_save(
            plan=plan,
            model=Project,
            rows=[{"level": "sub_project", "number": 1, "name": "x"}],
            version=plan.version,
            by=None,
        )

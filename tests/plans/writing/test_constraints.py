"""What the database refuses, said in Vietnamese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from plans.models import CommuneTarget, DeclaredFigure, Duty, HamletTarget, Plan, PlanSection, ProgrammePeriod
from plans.rules import Measure, PlanKind
from tests.factories import (
    YEAR,
    CommuneTargetFactory,
    DeclaredFigureFactory,
    HamletFactory,
    HamletTargetFactory,
)

pytestmark = pytest.mark.django_db


def plan_like(plan: Plan, **fields: Any) -> Plan:
    values = {
        "unit": plan.unit,
        "kind": PlanKind.ANNUAL,
        "year": YEAR,
        "slug": "x",
        "standard": plan.standard,
        "reference_date": plan.reference_date,
        "issuer": "x",
        "locality": "x",
        "subject": "x",
    }
    return Plan(**{**values, **fields})


def twice(instance: Any) -> Any:
    instance.pk = None
    instance._state.adding = True
    return instance


BROKEN: dict[str, tuple[Callable[[Plan], Any], str]] = {
    "plan_kind_is_known": (lambda plan: plan_like(plan, kind="poem"), "không có trong danh mục"),
    "plan_status_is_known": (lambda plan: plan_like(plan, status="lost"), "không có trong danh mục"),
    "plan_year_is_plausible": (lambda plan: plan_like(plan, year=2014), "Năm phải từ 2015 đến 2060."),
    "plan_approved_has_print": (
        lambda plan: plan_like(plan, status="approved"),
        "Kế hoạch đã duyệt phải có bản trình ký.",
    ),
    "plan_slug_is_once": (lambda plan: plan_like(plan, slug=plan.slug), "đã tồn tại"),
    "declared_total_is_given_once": (
        lambda plan: twice(DeclaredFigureFactory.create(plan=plan)),
        "Ô này của dòng tổng đã có số công bố.",
    ),
    "declared_figure_is_given_once": (
        lambda plan: twice(
            DeclaredFigureFactory.create(plan=plan, hamlet=HamletFactory.create(unit=plan.unit))
        ),
        "Ô này đã có số công bố.",
    ),
    "declared_figure_is_not_negative": (
        lambda plan: DeclaredFigureFactory.build(plan=plan, value=-1),
        "Số công bố không thể âm.",
    ),
    "section_content_is_known": (
        lambda plan: PlanSection(plan=plan, heading="x", content="poem"),
        "không có trong danh mục",
    ),
    "duty_actor_kind_is_known": (
        lambda plan: Duty(plan=plan, actor="x", kind="king"),
        "không có trong danh mục",
    ),
    "programme_years_are_ordered": (
        lambda plan: ProgrammePeriod(code="x", name="x", first_year=2026, last_year=2025),
        "Năm cuối phải sau năm đầu.",
    ),
    "commune_target_is_not_negative": (
        lambda plan: CommuneTargetFactory.build(unit=plan.unit, value=-1),
        "Chỉ tiêu không thể âm.",
    ),
    "commune_target_rate_is_at_most_100": (
        lambda plan: CommuneTargetFactory.build(unit=plan.unit, value=101, measure=Measure.PERCENT),
        "Tỷ lệ không thể quá 100.",
    ),
    "commune_target_terms_are_known": (
        lambda plan: CommuneTargetFactory.build(unit=plan.unit, aim="joy"),
        "Chỉ tiêu có mục không nằm trong danh mục.",
    ),
    "hamlet_target_is_given_once_a_year": (
        lambda plan: twice(HamletTargetFactory.create()),
        "Thôn này đã có chỉ tiêu của năm đó.",
    ),
    "hamlet_target_is_not_negative": (
        lambda plan: HamletTargetFactory.build(hamlet=HamletFactory.create(), poor_reduction=-1),
        "0",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("bulk", [False, True])
def test_what_cannot_be_is_refused_by_the_database(plan, name, bulk):
    instance = BROKEN[name][0](plan)
    manager = type(instance)._default_manager

    with pytest.raises(IntegrityError), transaction.atomic():
        manager.bulk_create([instance]) if bulk else instance.save(force_insert=True)


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_is_said_in_vietnamese(plan, name):
    build, sentence = BROKEN[name]
    instance = build(plan)

    with pytest.raises(ValidationError) as cleaned:
        instance.full_clean()

    messages = list(cleaned.value.messages)
    try:
        instance.validate_constraints()
    except ValidationError as error:
        messages += error.messages
    assert any(sentence in message for message in messages), messages


def test_every_constraint_stands_in_this_database():
    with connection.cursor() as cursor:
        for model in (Plan, DeclaredFigure, PlanSection, Duty, ProgrammePeriod, CommuneTarget, HamletTarget):
            stored = connection.introspection.get_constraints(cursor, model._meta.db_table)

            assert {constraint.name for constraint in model._meta.constraints} <= stored.keys()

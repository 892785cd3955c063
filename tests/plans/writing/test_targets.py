"""Targets of the commune: what is given in that order, and their sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from plans.actions import commune_targets_save
from plans.models import CommuneTarget
from plans.rules import Aim, Comparator, Measure, TargetIndicator
from tests.factories import YEAR, CommuneTargetFactory
from tests.plans.writing.shared import events, last_event

pytestmark = pytest.mark.django_db


def target(**fields: Any) -> dict[str, Any]:
    return {
        "indicator": TargetIndicator.POOR,
        "comparator": Comparator.AT_LEAST,
        "value": Decimal(7),
        "measure": Measure.HOUSEHOLD,
        **fields,
    }


def test_targets_become_what_is_given_in_that_order(plan):
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target(value=Decimal(1))], by=None)

    commune_targets_save(
        unit=plan.unit, year=YEAR, rows=[target(), target(indicator=TargetIndicator.NEAR_POOR)], by=None
    )

    found = CommuneTarget.objects.order_by("order")
    assert [str(row) for row in found] == ["hộ nghèo từ 7 hộ trở lên", "hộ cận nghèo từ 7 hộ trở lên"]
    event = last_event(plan)
    assert (event.action, event.details["from"]) == (
        "commune_targets_saved",
        ["giảm hộ nghèo từ 1 hộ trở lên"],
    )
    assert len(event.details["to"]) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"value": Decimal(-1)},
        {"value": Decimal(101), "measure": Measure.PERCENT},
        {"value": Decimal("0.12345")},
        {"value": Decimal(12_345_678)},
        {"value": None},
        {"wording": "x" * 301},
        {"indicator": "rich"},
        {"comparator": "about"},
        {"policy_group": "friends"},
    ],
)
def test_target_that_cannot_be_is_refused_and_the_list_stays(plan, fields):
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target()], by=None)

    with pytest.raises(ValidationError):
        commune_targets_save(unit=plan.unit, year=YEAR, rows=[target(), target(**fields)], by=None)

    assert CommuneTarget.objects.count() == 1
    assert [event.action for event in events(plan)] == ["plan_created", "commune_targets_saved"]


def test_targets_of_another_year_stay(plan):
    CommuneTargetFactory.create(unit=plan.unit, year=YEAR - 1)

    commune_targets_save(unit=plan.unit, year=YEAR, rows=[], by=None)

    assert CommuneTarget.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Giảm hộ nghèo từ 7 hộ trở lên"),
        ({"measure": Measure.PERCENT, "value": Decimal("0.79")}, "Giảm tỷ lệ hộ nghèo từ 0,79% trở lên"),
        ({"aim": Aim.REMAINDER, "comparator": Comparator.BELOW}, "Đến cuối năm 2026 còn hộ nghèo dưới 7 hộ"),
        (
            {"policy_group": "meritorious"},
            "Giảm hộ nghèo có thành viên là người có công với cách mạng từ 7 hộ trở lên",
        ),
        ({"wording": "Giảm ít nhất 7 hộ."}, "Giảm ít nhất 7 hộ"),
    ],
)
def test_target_has_its_sentence(fields, sentence):
    assert CommuneTargetFactory.build(unit=None, **{**target(), **fields}).sentence == sentence

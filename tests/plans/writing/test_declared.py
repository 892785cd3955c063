"""Declared figures of a plan: set, changed, withdrawn."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from plans.actions import declared_save
from plans.models import Plan
from povertyplan.common.errors import DomainError
from tests.factories import HamletFactory
from tests.plans.writing.shared import events

pytestmark = pytest.mark.django_db


def declared(plan: Plan) -> dict[tuple[int | None, str], Decimal]:
    return {(row.hamlet_id, row.column): row.value for row in plan.declared_figures.all()}


def test_declared_figures_are_set_changed_and_withdrawn(plan):
    hamlet = HamletFactory.create(unit=plan.unit).pk
    first = {(None, "households"): Decimal(5441), (hamlet, "poor_reduction_rate"): Decimal("0.79")}

    assert declared_save(plan=plan, figures={**first, (None, "poor"): None}, by=None) == 2
    assert declared(plan) == first
    assert declared_save(plan=plan, figures=first, by=None) == 0
    assert declared_save(plan=plan, figures={(None, "households"): None}, by=None) == 1

    assert declared(plan) == {(hamlet, "poor_reduction_rate"): Decimal("0.79")}
    assert [event.details for event in events(plan)[1:]] == [
        {"total/households": [None, "5441"], f"{hamlet}/poor_reduction_rate": [None, "0.79"]},
        {"total/households": ["5441.0000", None]},
    ]


def test_declared_zero_is_not_withdrawn(plan):
    for value in (Decimal(5), Decimal(0)):
        declared_save(plan=plan, figures={(None, "poor"): value}, by=None)

    assert declared(plan) == {(None, "poor"): Decimal(0)}


@pytest.mark.parametrize("column", ["end_poor", "poor_rate", "people", ""])
def test_declared_figure_of_an_unknown_column_is_refused(plan, column):
    with pytest.raises(DomainError, match="không có trong bảng"):
        declared_save(plan=plan, figures={(None, "poor"): Decimal(1), (None, column): Decimal(1)}, by=None)

    assert declared(plan) == {}


def test_declared_figure_of_a_foreign_hamlet_is_refused(plan):
    with pytest.raises(DomainError, match="không có trong bảng"):
        declared_save(plan=plan, figures={(HamletFactory.create().pk, "poor"): Decimal(1)}, by=None)


@pytest.mark.parametrize("value", ["-1", "12345678", "0.12345"])
def test_declared_figure_that_does_not_fit_is_refused(plan, value):
    with pytest.raises(ValidationError):
        declared_save(plan=plan, figures={(None, "poor"): Decimal(value)}, by=None)

    assert declared(plan) == {}

"""Of many who save at once one saves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assignments.actions import AreaLine, area_assignments_save
from households.actions import HamletLine, hamlets_save
from households.rules import Area, HamletLabel
from plans.actions import commune_targets_save, declared_save
from plans.models import Plan
from povertyplan.accounts.models import User
from povertyplan.common.errors import StaleError
from tests.factories import YEAR, at_once, officer_of, small_plan

pytestmark = pytest.mark.django_db


def _new_hamlet(plan: Plan, by: User) -> object:
    line = HamletLine(name=by.username, label=HamletLabel.THON, area=Area.RURAL, line=1)
    return hamlets_save(unit=plan.unit, lines=[line], version=0, by=by)


def _new_area(plan: Plan, by: User) -> object:
    line = AreaLine(official=by.username, position="", hamlets=())
    return area_assignments_save(unit=plan.unit, year=YEAR, lines=[line], version=0, by=by)


def _new_target(plan: Plan, by: User) -> object:
    row: dict[str, Any] = {"indicator": "poor", "policy_group": "", "aim": "reduction"}
    row |= {"comparator": "exactly", "value": Decimal(by.pk), "measure": "household", "wording": by.username}
    return commune_targets_save(unit=plan.unit, year=YEAR, rows=[row], version=0, by=by)


def _declared(plan: Plan, by: User) -> object:
    figures: dict[tuple[int | None, str], Decimal | None] = {(None, "poor"): Decimal(by.pk)}
    return declared_save(plan=plan, figures=figures, seen={(None, "poor"): None}, by=by)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("save", [_new_hamlet, _new_area, _new_target, _declared])
def test_of_many_at_once_one_saves(save: Callable[[Plan, User], object]) -> None:
    plan = small_plan()
    people = [officer_of(plan.unit) for _ in range(8)]

    outcomes = at_once([lambda by=by: save(plan, by) for by in people])  # type: ignore[misc]

    stale = [outcome for outcome in outcomes if isinstance(outcome, StaleError)]
    assert (len(stale), len([each for each in outcomes if isinstance(each, Exception)])) == (7, 7)

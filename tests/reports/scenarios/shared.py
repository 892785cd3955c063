"""A scenario made, and the targets of the hamlets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from households.models import Hamlet
from plans.models import HamletTarget
from plans.rules import TargetIndicator
from povertyplan.accounts.models import User
from reports.actions import scenario_create, scenario_take
from reports.models import TargetScenario
from reports.rules import SpreadRule, Terms
from tests.factories import YEAR

POOR, NEAR = TargetIndicator.POOR, TargetIndicator.NEAR_POOR
STOCKS = (10, 6, 2)


def made(unit, *, name="Phương án một", by=None, **given: Any) -> TargetScenario:
    terms = replace(Terms(indicator=POOR, rule=SpreadRule.STOCK, total=9), **given)
    return scenario_create(unit=unit, year=YEAR, name=name, terms=terms, by=by)


def targets(hamlets: list[Hamlet]) -> list[tuple[int | None, int | None]]:
    given = HamletTarget.objects.filter(year=YEAR).by_hamlet()
    return [given[hamlet.pk] for hamlet in hamlets]


def take(scenario: TargetScenario, *, seen: Any = (), by: User | None = None) -> int:
    return scenario_take(scenario=scenario, seen=dict(seen), by=by)

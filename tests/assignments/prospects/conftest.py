"""Households expected to leave poverty, and those in danger: chosen, proposed, registered, dropped."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.actions import (
    prospects_choose,
)
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Household
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.assignments.start_of_year import reviewed_household
from tests.factories import (
    YEAR,
    CommuneFactory,
    officer_of,
)


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def by(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def household(unit: AdministrativeUnit) -> Household:
    return reviewed_household(unit)


def choose(by: User, *households: Household, **given: Any) -> int:
    """Choose households as helped, unless told otherwise."""
    wanted: dict[str, Any] = {"unit": households[0].unit, "path": EscapePath.HELPED, **given}
    return prospects_choose(year=YEAR, households=[each.pk for each in households], by=by, **wanted)


def last_event() -> AuditEvent:
    event = AuditEvent.objects.order_by("pk").last()
    assert event
    return event

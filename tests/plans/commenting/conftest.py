"""Fixtures of these tests. Comments on a plan, and a plan of which only what was commented is unlocked."""

from __future__ import annotations

import pytest

from plans.models import Plan
from povertyplan.accounts.models import User
from tests.factories import (
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
)


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 1)
    return plan


@pytest.fixture
def leader(plan: Plan) -> User:
    return leader_of(plan.unit)


@pytest.fixture
def officer(plan: Plan) -> User:
    return officer_of(plan.unit)

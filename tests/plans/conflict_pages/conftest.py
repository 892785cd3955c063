"""A plan, the officer at it, and the other."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import Plan
from povertyplan.accounts.models import User
from tests.factories import counted_hamlets, officer_of, small_plan


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 2)
    return plan


@pytest.fixture
def other(plan: Plan) -> User:
    """Who saves first."""
    return officer_of(plan.unit)


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client

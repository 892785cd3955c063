"""The plan that is written and its officer."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import Plan
from tests.factories import counted_hamlets, officer_of, small_plan


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 2)
    return plan


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client

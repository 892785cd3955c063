"""A plan, a later one, and the officer of both."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import Plan
from tests.factories import YEAR, officer_of, small_plan


@pytest.fixture
def plan() -> Plan:
    return small_plan()


@pytest.fixture
def later(plan: Plan) -> Plan:
    return small_plan(plan.unit, year=YEAR + 1)


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client

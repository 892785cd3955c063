"""The plan that is written."""

from __future__ import annotations

import pytest

from plans.models import Plan
from tests.factories import small_plan


@pytest.fixture
def plan() -> Plan:
    return small_plan()

"""An approved plan, and a print that is not drawn."""

from __future__ import annotations

import pytest

from plans.models import Plan
from tests.factories import CommuneFactory, approved, counted_hamlets, small_plan


@pytest.fixture
def plan(db) -> Plan:
    """An approved plan with figures."""
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    return approved(small_plan(unit), pdf=b"%PDF-1.7 trinh ky\n%%EOF")

"""An office, its draft, and one that does not add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plans.actions import declared_save
from plans.models import Plan
from tests.factories import (
    CommuneFactory,
    StandardFactory,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
)
from tests.plans.plan_pages.office import Office


@pytest.fixture
def office(db: None) -> Office:
    StandardFactory.create()
    unit = CommuneFactory.create()
    return Office(unit, officer_of(unit), leader_of(unit))


@pytest.fixture
def draft(office: Office) -> Plan:
    """A draft in which everything agrees."""
    counted_hamlets(office.unit, 2)
    return small_plan(office.unit)


@pytest.fixture
def wrong(draft: Plan) -> Plan:
    """A draft whose printed total is not the sum of its rows."""
    declared_save(plan=draft, figures={(None, "households"): Decimal(999)}, by=None)
    return draft


@pytest.fixture
def quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: b"%PDF-quick")

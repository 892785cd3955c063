"""A commune with its officer, its leader and the plan between them."""

from __future__ import annotations

import pytest

from households.models import AdministrativeUnit
from plans.models import Plan
from plans.rules import Comparator
from povertyplan.accounts.models import User
from tests.factories import (
    CommuneFactory,
    CommuneTargetFactory,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
)
from tests.plans.summary.shared import declare


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: b"%PDF-quick")


@pytest.fixture
def unit(db) -> AdministrativeUnit:
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    return unit


@pytest.fixture
def officer(unit) -> User:
    return officer_of(unit)


@pytest.fixture
def leader(unit) -> User:
    return leader_of(unit)


@pytest.fixture
def plan(unit) -> Plan:
    """A draft with two errors and a notice."""
    plan = small_plan(unit)
    CommuneTargetFactory.create(unit=unit, value=3, comparator=Comparator.EXACTLY)
    declare(plan, 999)
    declare(plan, 77, "poor")
    return plan

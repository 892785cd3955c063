"""A commune with its hamlets, officer and plan."""

from __future__ import annotations

import pytest

from tests.factories import CommuneFactory, counted_hamlets, officer_of, small_plan


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def hamlets(unit):
    return counted_hamlets(unit, 2)


@pytest.fixture
def officer(unit):
    return officer_of(unit)


@pytest.fixture
def plan(unit, hamlets, officer):
    return small_plan(unit, by=officer)

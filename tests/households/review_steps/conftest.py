"""Fixtures of these tests. A round from its list to its closing."""

from __future__ import annotations

import pytest

from tests.factories import (
    CommuneFactory,
    HamletFactory,
    ThresholdFactory,
    officer_of,
)


@pytest.fixture
def unit():
    ThresholdFactory.create()
    return CommuneFactory.create()


@pytest.fixture
def officer(unit):
    return officer_of(unit)


@pytest.fixture
def hamlet(unit):
    return HamletFactory.create(unit=unit)

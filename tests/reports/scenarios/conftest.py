"""A commune, its hamlets and its officer."""

from __future__ import annotations

import pytest

from households.models import HamletFigures
from plans.models import HamletTarget
from tests.factories import CommuneFactory, counted_hamlets, officer_of
from tests.reports.scenarios.shared import STOCKS


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def hamlets(unit):
    made = counted_hamlets(unit, 3, households=100, near_poor=5)
    for hamlet, poor in zip(made, STOCKS, strict=True):
        HamletFigures.objects.filter(hamlet=hamlet).update(poor=poor)
    HamletTarget.objects.filter(hamlet__in=made).update(poor_reduction=1, near_poor_reduction=2)
    return made


@pytest.fixture
def officer(unit):
    return officer_of(unit)

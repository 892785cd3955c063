"""A commune, its officer, and the day it is."""

from __future__ import annotations

import pytest
from django.test import Client

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from tests.factories import CommuneFactory, officer_of
from tests.reports.periods.shared import TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def inside(officer: User, client: Client) -> Client:
    client.force_login(officer)
    return client

"""Pages of people: fixtures of their tests."""

from __future__ import annotations

import pytest
from django.test import Client

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from tests.factories import (
    CommuneFactory,
    administrator,
)


@pytest.fixture
def admin() -> User:
    return administrator()


@pytest.fixture
def inside(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()

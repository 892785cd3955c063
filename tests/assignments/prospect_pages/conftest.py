"""The pages of prospects, proposals, registrations and households in danger."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit, Household
from tests.assignments.start_of_year import reviewed_household
from tests.factories import (
    YEAR,
    CommuneFactory,
    officer_of,
)


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(unit: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(unit))
    return client


@pytest.fixture
def household(unit: AdministrativeUnit) -> Household:
    return reviewed_household(unit)


def url(name: str, unit: AdministrativeUnit, *args: object) -> str:
    return reverse(f"assignments:{name}", args=[unit.pk, YEAR, *args])


def head(household: Household) -> str:
    return str(household.head.name)

"""What agencies see of the households in their care, and what they tell of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency, Assignment
from households.models import AdministrativeUnit, Hamlet
from povertyplan.accounts.models import User
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
)
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
)

TODAY = dt.date(YEAR, 7, 20)


MY_AGENCY = reverse("assignments:my_agency")


TOLD: dict[str, Any] = {
    "surveyed_date": dt.date(YEAR, 5, 20),
    "scheme_text": "Giúp hộ nuôi bò, gửi con học nghề",
    "scheme_sent": True,
    "promise": "Một con bò giống",
    "person_in_charge": "Người Phụ Trách Mẫu",
}


@pytest.fixture(autouse=True)
def _july(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def hamlet(unit: AdministrativeUnit) -> Hamlet:
    return HamletFactory.create(unit=unit)


@pytest.fixture
def assignment(hamlet: Hamlet) -> Assignment:
    household = HouseholdFactory.create(hamlet=hamlet, head_name="Lò Văn Giúp", address="Ngõ 5")
    MemberFactory.create(
        household=household, name="Lò Thị Con", illness="Bệnh Hiếm", personal_number="0" * 12
    )
    return AssignmentFactory.create(household=household)


def member_of(agency: Agency) -> User:
    return AgencyMembershipFactory.create(agency=agency).user


@pytest.fixture
def member(assignment: Assignment) -> User:
    return member_of(assignment.lead_agency)


@pytest.fixture
def supporter(assignment: Assignment) -> User:
    agency = AgencyFactory.create(unit=assignment.unit)
    assignment.supporters.add(agency)
    return member_of(agency)


def address(assignment: Assignment, name: str = "agency_assignment") -> str:
    return reverse(f"assignments:{name}", args=[assignment.pk])


def page(client: Client, user: User, url: str = MY_AGENCY) -> str:
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.text

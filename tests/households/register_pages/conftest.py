"""A household of the register and the officer who looks at it."""

from __future__ import annotations

import pytest
from django.test import Client

from households.models import Household, Member
from households.rules import Relation
from povertyplan.accounts.models import User
from tests.factories import HouseholdFactory, MemberFactory, officer_of
from tests.households.register_pages.shared import NUMBER


@pytest.fixture
def household() -> Household:
    """A couple; the wife's number is known."""
    household = HouseholdFactory.create(head_name="Lò Văn Ế", code="H1", address="Đầu bản")
    Member.objects.update(position=1)
    MemberFactory.create(
        household=household,
        name="Hà Thị Ô",
        relation=Relation.SPOUSE,
        personal_number=NUMBER,
        illness="bệnh kín",
        disability=True,
        position=2,
    )
    return household


@pytest.fixture
def user(household: Household) -> User:
    return officer_of(household.unit)


@pytest.fixture
def officer(client: Client, user: User) -> Client:
    client.force_login(user)
    return client

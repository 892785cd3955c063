"""Fixtures of these tests. What happens in the life of a household: what is kept, and what cannot be."""

from __future__ import annotations

import pytest

from households.models import Household, Member
from households.rules import Relation
from povertyplan.accounts.models import User
from tests.factories import HouseholdFactory, MemberFactory, officer_of


@pytest.fixture
def household() -> Household:
    """A couple with a grown child."""
    household = HouseholdFactory.create(head_name="Lò Văn Ế", code="H1", farming=True)
    Member.objects.update(position=1)
    MemberFactory.create(household=household, name="Hà Thị Ô", relation=Relation.SPOUSE, position=2)
    MemberFactory.create(
        household=household, name="Lò Văn Ú", personal_number="001204000111", illness="bệnh", position=3
    )
    return household


@pytest.fixture
def by(household: Household) -> User:
    return officer_of(household.unit)


@pytest.fixture
def other(household: Household) -> Household:
    return HouseholdFactory.create(hamlet=household.hamlet, head_name="Hà Văn Í", code="H3")

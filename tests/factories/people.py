"""People with their roles."""

from __future__ import annotations

from factory import declarations
from factory.django import DjangoModelFactory, Password

from households.models import (
    AdministrativeUnit,
    Hamlet,
    Membership,
)
from households.rules import (
    Role,
)
from povertyplan.accounts.models import User
from tests.factories.places import SINCE, CommuneFactory, spelled

PASSWORD = "mot-con-trau-vang"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = declarations.Sequence(lambda number: f"nguoi{number}")
    full_name = declarations.Sequence(lambda number: f"Người Mẫu {spelled(number)}")
    password = Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = declarations.SubFactory(UserFactory)
    role = Role.OFFICER
    unit = declarations.SubFactory(CommuneFactory)
    valid_from = SINCE


def officer_of(unit: AdministrativeUnit) -> User:
    """Somebody who writes the commune's plans."""
    return MembershipFactory.create(unit=unit, role=Role.OFFICER).user


def leader_of(unit: AdministrativeUnit) -> User:
    """Somebody who approves them."""
    return MembershipFactory.create(unit=unit, role=Role.LEADER).user


def clerk_of(unit: AdministrativeUnit) -> User:
    """Somebody who numbers and issues them."""
    return MembershipFactory.create(unit=unit, role=Role.CLERK).user


def leader_of_hamlets(*hamlets: Hamlet) -> User:
    """Somebody who leads just these hamlets."""
    user = UserFactory.create()
    for hamlet in hamlets:
        MembershipFactory.create(user=user, unit=hamlet.unit, hamlet=hamlet, role=Role.HAMLET_LEADER)
    return user


def administrator() -> User:
    """Somebody who opens communes and sees none."""
    return MembershipFactory.create(unit=None, role=Role.ADMINISTRATOR).user

"""Writes of households: people."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import (
    commune_start,
    first_user_create,
    membership_create,
    user_create,
)
from households.models import AdministrativeUnit, Membership
from households.rules import Role
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditHead
from tests.factories import (
    PASSWORD,
    CommuneFactory,
    ProvinceFactory,
    administrator,
    at_once,
    officer_of,
)
from tests.households.actions.lists import events


def first_user(username: str = "quan.tri") -> User:
    return first_user_create(username=username, full_name=" Người  Mẫu ", password=PASSWORD)


@pytest.mark.django_db
def test_first_person_is_administrator():
    user = first_user()

    assert user.check_password(PASSWORD)
    assert user.full_name == "Người Mẫu"
    assert not user.is_superuser
    held = Membership.objects.get()
    assert (held.user, held.role, held.unit) == (user, Role.ADMINISTRATOR, None)
    assert held.valid_from == timezone.localdate()
    assert [(event.action, event.user) for event in events()] == [("first_user_created", user)]


@pytest.mark.django_db
def test_first_person_comes_once():
    first_user()

    with pytest.raises(DomainError, match="đã có người dùng"):
        first_user("quan.tri.hai")

    assert User.objects.count() == 1
    assert len(events()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "có dấu cách", "x" * 151])
def test_first_person_with_an_impossible_name_is_refused(username):
    with pytest.raises(ValidationError):
        first_user(username)

    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chain_begun", [False, True])
def test_first_person_comes_once_when_eight_try_at_once(chain_begun):
    if chain_begun:  # else its unique row alone makes the others wait
        AuditHead.objects.create(unit_code="")

    outcomes = at_once([partial(first_user, f"quan.tri.{number}") for number in range(8)])

    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [DomainError] * 7
    assert User.objects.count() == Membership.objects.count() == len(events()) == 1


@pytest.mark.django_db
def test_person_is_created_with_one_role_in_the_commune_and_an_event():
    unit, by = CommuneFactory.create(), administrator()

    user = user_create(
        username="can.bo", full_name="Người Mẫu", password=PASSWORD, role=Role.OFFICER, unit=unit, by=by
    )

    assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]
    assert [(event.action, event.user, event.details) for event in events(unit)] == [
        ("membership_created", by, {"role": "officer"})
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"full_name": "  "}, {"full_name": "x" * 101}, {"position": "x" * 101}])
def test_person_with_an_impossible_field_is_refused(fields):
    values = {"username": "can.bo", "full_name": "Người Mẫu", "position": "", **fields}

    with pytest.raises(ValidationError):
        user_create(password=PASSWORD, role=Role.OFFICER, unit=CommuneFactory.create(), by=None, **values)

    assert not User.objects.exists()


@pytest.mark.django_db
def test_role_without_its_place_is_refused_and_the_person_is_not_left_over():
    with pytest.raises(ValidationError, match="Chọn đúng nơi"):
        user_create(
            username="can.bo", full_name="Người Mẫu", password=PASSWORD, role=Role.OFFICER, unit=None, by=None
        )

    assert not User.objects.exists()


@pytest.mark.django_db
def test_role_held_already_is_refused():
    unit = CommuneFactory.create()
    user = officer_of(unit)

    with pytest.raises(ValidationError, match="đang giữ vai trò đó rồi"):
        membership_create(user=user, role=Role.OFFICER, unit=unit, by=None)


@pytest.mark.django_db
def test_who_opens_a_commune_becomes_its_officer_once():
    unit, user = CommuneFactory.create(), administrator()

    for _ in range(2):
        commune_start(unit=unit, by=user)

    assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]
    assert Membership.objects.filter(user=user, unit=unit).count() == 1
    assert len(events(unit)) == 1


@pytest.mark.django_db
def test_province_cannot_be_opened():
    with pytest.raises(DomainError, match="Chỉ mở được xã, phường, đặc khu"):
        commune_start(unit=ProvinceFactory.create(), by=administrator())

"""Models of households: access."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.access import can_administer, can_approve, can_edit, roles_in
from households.models import AdministrativeUnit, Hamlet
from households.rules import HAMLET_ROLES, UNIT_ROLES, Role
from tests.factories import (
    SINCE,
    CommuneFactory,
    HamletFactory,
    MembershipFactory,
    UserFactory,
    administrator,
    leader_of,
    officer_of,
)
from tests.households.models.impossible import DAY, membership

pytestmark = pytest.mark.django_db


def test_officer_and_leader_see_their_own_commune_only():
    unit, other = CommuneFactory.create_batch(2)
    officer_of(other)
    for user in (officer_of(unit), leader_of(unit)):
        assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]


def test_two_roles_in_one_commune_show_it_once():
    unit = CommuneFactory.create()
    held = MembershipFactory.create(unit=unit)
    MembershipFactory.create(user=held.user, unit=unit, role=Role.LEADER)
    HamletFactory.create(unit=unit)

    assert AdministrativeUnit.objects.visible_to(held.user).count() == 1
    assert Hamlet.objects.visible_to(held.user).count() == 1
    assert roles_in(held.user, unit) == {Role.OFFICER, Role.LEADER}


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_whoever_works_in_the_commune_sees_all_its_hamlets(role):
    unit = commune_with_hamlet()
    held = MembershipFactory.create(unit=unit, role=role)

    assert list(AdministrativeUnit.objects.visible_to(held.user)) == [unit]
    assert {row.unit for row in Hamlet.objects.visible_to(held.user)} == {unit}


@pytest.mark.parametrize("role", HAMLET_ROLES)
def test_whoever_works_in_a_hamlet_sees_it_and_nothing_else(role):
    unit = CommuneFactory.create()
    own, _ = HamletFactory.create_batch(2, unit=unit)
    held = MembershipFactory.create(unit=unit, hamlet=own, role=role)

    assert list(Hamlet.objects.visible_to(held.user)) == [own]
    assert not AdministrativeUnit.objects.visible_to(held.user).exists()
    assert roles_in(held.user, unit) == set()


def test_hamlet_of_a_role_lies_in_its_commune():
    with pytest.raises(ValidationError, match="không thuộc xã"):
        membership(hamlet=HamletFactory.create(), role=Role.HAMLET_LEADER).full_clean()


def sees_nothing(user: Any) -> bool:
    return not any(model.objects.visible_to(user).exists() for model in (AdministrativeUnit, Hamlet))


def commune_with_hamlet() -> AdministrativeUnit:
    return HamletFactory.create().unit


def test_officer_sees_hamlets_of_the_own_commune_only():
    unit, other = commune_with_hamlet(), commune_with_hamlet()
    user = officer_of(unit)

    assert {row.unit for row in Hamlet.objects.visible_to(user)} == {unit}
    assert not can_edit(user, other)


@pytest.mark.parametrize(
    ("starts", "ends", "sees"),
    [(0, None, True), (-1, 1, True), (-2, 0, False), (-2, -1, False), (1, None, False), (1, 2, False)],
)
def test_role_counts_from_its_first_day_until_before_its_end(starts, ends, sees):
    unit, today = commune_with_hamlet(), timezone.localdate()
    held = MembershipFactory.create(
        unit=unit,
        valid_from=today + starts * DAY,
        valid_to=None if ends is None else today + ends * DAY,
    )

    assert sees_nothing(held.user) != sees
    assert can_edit(held.user, unit) == sees


def test_one_persons_ended_role_does_not_pass_with_anothers_running_one():
    unit = commune_with_hamlet()
    officer_of(unit)
    ended = MembershipFactory.create(unit=unit, valid_to=SINCE + DAY)

    assert sees_nothing(ended.user)


def test_administrator_sees_no_commune_and_may_open_one():
    unit, user = commune_with_hamlet(), administrator()

    assert sees_nothing(user)
    assert can_administer(user)
    assert not can_edit(user, unit)
    assert not can_approve(user, unit)


def test_person_without_a_role_sees_nothing():
    commune_with_hamlet()
    user = UserFactory.create(is_superuser=True, is_staff=True)

    assert sees_nothing(user)
    assert not can_administer(user)


@pytest.mark.parametrize(
    ("role", "edits", "approves"), [(Role.OFFICER, True, False), (Role.LEADER, False, True)]
)
def test_officer_writes_and_leader_approves(role, edits, approves):
    unit = CommuneFactory.create()
    held = MembershipFactory.create(role=role, unit=unit)

    assert (can_edit(held.user, unit), can_approve(held.user, unit)) == (edits, approves)
    assert not can_administer(held.user)


def test_role_in_one_hamlet_is_no_role_in_the_commune():
    hamlet = HamletFactory.create()
    held = MembershipFactory.create(unit=hamlet.unit, hamlet=hamlet, role=Role.HAMLET_LEADER)

    assert not can_edit(held.user, hamlet.unit)

"""A page that only reads asks for a reader's roles once; nothing else keeps them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models.agencies import agencies_held
from households.access import can_edit, can_survey
from households.models import Household, Membership
from households.models.roles import roles_held
from households.rules import Role
from povertyplan.common.once import asking_once, once
from tests.factories import CommuneFactory, HamletFactory, HouseholdFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_answer_is_kept_until_the_page_ends():
    answers = iter(range(9))

    with asking_once():
        assert [once("what", lambda: next(answers)) for _ in range(3)] == [0, 0, 0]
        assert once("else", lambda: next(answers)) == 1
    with asking_once():
        assert once("what", lambda: next(answers)) == 2
    assert [once("what", lambda: next(answers)) for _ in range(2)] == [3, 4]


def test_page_within_a_page_asks_for_itself_and_gives_back():
    with asking_once():
        once("what", lambda: 1)
        with asking_once():
            assert once("what", lambda: 2) == 2
        assert once("what", lambda: 3) == 1


def test_two_readers_are_not_taken_for_each_other():
    """Seen failing with one answer for whoever asks."""
    hamlet = HamletFactory.create()
    officer, stranger = UserFactory.create(), UserFactory.create()
    MembershipFactory.create(user=officer, unit=hamlet.unit, role=Role.OFFICER)

    with asking_once():
        assert can_edit(officer, hamlet.unit)
        assert not can_edit(stranger, hamlet.unit)
        assert can_survey(officer, hamlet)
        assert not can_survey(stranger, hamlet)
        assert agencies_held(officer) == agencies_held(stranger) == []


def test_role_that_ends_opens_nothing_on_the_next_page(client):
    """Seen failing with answers that outlive their page."""
    household = HouseholdFactory.create()
    unit = household.hamlet.unit
    role = MembershipFactory.create(unit=unit, role=Role.OFFICER, valid_from=dt.date(2020, 1, 1))
    client.force_login(role.user)
    page = reverse("households:household_list", args=[unit.pk])
    assert client.get(page).status_code == 200

    Membership.objects.filter(pk=role.pk).update(valid_to=dt.date(2021, 1, 1))

    assert client.get(page).status_code == 404


def test_what_writes_asks_anew():
    """Seen failing with answers kept outside pages that only read."""
    household, user = HouseholdFactory.create(), UserFactory.create()
    assert not Household.objects.visible_to(user).exists()

    MembershipFactory.create(user=user, unit=household.hamlet.unit, role=Role.OFFICER)

    assert Household.objects.visible_to(user).get() == household


@pytest.mark.parametrize("communes", [1, 5])
def test_page_asks_for_roles_once(client, communes):
    user = UserFactory.create()
    for _ in range(communes):
        role = MembershipFactory.create(user=user, unit=CommuneFactory.create(), role=Role.OFFICER)
    client.force_login(user)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("households:household_list", args=[role.unit_id])).status_code == 200

    assert sum("households_membership" in query["sql"] for query in queries) == 1
    assert [each.unit_id for each in roles_held(user)]

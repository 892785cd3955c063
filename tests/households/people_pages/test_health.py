"""Pages of people: health."""

from __future__ import annotations

import pytest

from households.models import AdministrativeUnit, Membership
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HamletFactory,
    UserFactory,
)
from tests.households.people_pages.pages import GIVEN, NEW

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(commune: AdministrativeUnit) -> AdministrativeUnit:
    """A commune to choose: one with a hamlet."""
    HamletFactory.create(unit=commune)
    return commune


@pytest.mark.parametrize("role", ["officer", "leader", "auditor"])
def test_health_is_given_with_a_tick_and_kept_in_the_log(inside, opened, role):
    person = UserFactory.create()

    answer = inside.post(
        f"/nguoi-dung/{person.pk}/vai-tro/?xa={opened.pk}", {"role": role, "sees_health": "on"}, follow=True
    )

    assert Membership.objects.get(user=person).sees_health
    assert "được xem khuyết tật, bệnh tật" in answer.text
    assert AuditEvent.objects.get(action="membership_created", target_label=person.username).details == {
        "role": role,
        "sees_health": True,
    }


def test_role_without_the_tick_sees_no_health(inside, opened):
    person = UserFactory.create()

    inside.post(f"/nguoi-dung/{person.pk}/vai-tro/?xa={opened.pk}", {"role": "officer"})

    assert not Membership.objects.get(user=person).sees_health


def test_health_is_not_given_to_who_sees_no_household_of_the_whole_commune(inside, commune):
    person, hamlet = UserFactory.create(), HamletFactory.create(unit=commune)

    for given in ({"role": "clerk"}, {"role": "surveyor", "hamlet": hamlet.pk}):
        answer = inside.post(
            f"/nguoi-dung/{person.pk}/vai-tro/?xa={commune.pk}", given | {"sees_health": "on"}
        )
        assert "Chỉ cán bộ, lãnh đạo, kiểm tra của cả xã, phường" in answer.text

    assert not Membership.objects.filter(user=person).exists()


def test_somebody_new_may_be_given_health_too(inside, opened):
    inside.post(f"{NEW}?xa={opened.pk}", GIVEN | {"sees_health": "on"})

    assert Membership.objects.get(user__username="moi.den").sees_health

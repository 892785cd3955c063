"""Pages of people: roles."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from households.models import Membership
from households.rules import Role
from tests.factories import (
    HamletFactory,
    MembershipFactory,
    StandardFactory,
    UserFactory,
    administrator,
    leader_of_hamlets,
    officer_of,
)
from tests.households.people_pages.pages import PEOPLE, page_of

pytestmark = pytest.mark.django_db


def test_role_is_given_in_two_steps(inside, commune):
    HamletFactory.create(unit=commune)
    person = UserFactory.create()
    url = f"{page_of(person)}vai-tro/"
    assert commune.full_name in inside.get(url).text

    page = inside.post(f"{url}?xa={commune.pk}", {"role": "clerk"}, follow=True).text

    assert Membership.objects.get(user=person).role == Role.CLERK
    assert "vai trò văn thư" in page


def test_role_held_already_is_said(inside, commune):
    person = officer_of(commune)

    answer = inside.post(f"{page_of(person)}vai-tro/?xa={commune.pk}", {"role": "officer"})

    assert "đang giữ vai trò đó rồi" in answer.text
    assert Membership.objects.filter(user=person).count() == 1


def test_role_ends_and_stands_among_the_past(inside, commune):
    person = officer_of(commune)
    role = Membership.objects.get(user=person)

    page = inside.post(f"/vai-tro/{role.pk}/thoi/", follow=True).text
    again = inside.post(f"/vai-tro/{role.pk}/thoi/", follow=True).text

    assert "đã thôi vai trò cán bộ" in page
    assert "Vai trò đã thôi (1)" in page
    assert "tải lại trang" in again


def test_what_is_lost_is_said_before_a_role_ends(inside, commune):
    first, second = HamletFactory.create_batch(2, unit=commune)
    person = leader_of_hamlets(first, second)
    roles = {role.hamlet: role for role in Membership.objects.filter(user=person).select_related("hamlet")}
    assert f'href="/vai-tro/{roles[first].pk}/thoi/"' in inside.get(page_of(person)).text

    page = inside.get(f"/vai-tro/{roles[first].pk}/thoi/").text

    assert Membership.objects.filter(user=person, valid_to__isnull=True).count() == 2
    assert "không còn được rà soát hộ, xem số liệu và chỉ tiêu của thôn, tổ" in page
    assert f"hôm nay {timezone.localdate():%d/%m/%Y}" in page
    assert f"vẫn giữ vai trò trưởng thôn, tổ trưởng ({second.full_name}" in page
    inside.post(f"/vai-tro/{roles[second].pk}/thoi/")
    assert "không còn vai trò nào" in inside.get(f"/vai-tro/{roles[first].pk}/thoi/").text


def test_role_that_has_ended_is_not_ended_again(inside, commune):
    role = MembershipFactory.create(
        unit=commune, role=Role.CLERK, valid_from=timezone.localdate() - dt.timedelta(days=9)
    )
    inside.post(f"/vai-tro/{role.pk}/thoi/")

    page = inside.get(f"/vai-tro/{role.pk}/thoi/").text

    assert f"đã thôi từ {timezone.localdate():%d/%m/%Y}" in page
    assert "Không cho thôi" not in page


def test_last_administrator_is_told_so(inside, admin):
    role = Membership.objects.get(user=admin)

    page = inside.post(f"/vai-tro/{role.pk}/thoi/", follow=True).text

    assert "Phải còn ít nhất một người quản trị" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_own_role_ends_and_the_session_goes_on(inside, admin, commune, role):
    administrator()
    StandardFactory.create()
    MembershipFactory.create(user=admin, unit=commune, role=Role.OFFICER)

    answer = inside.post(f"/vai-tro/{Membership.objects.get(user=admin, role=role).pk}/thoi/", follow=True)

    assert answer.status_code == 200
    assert "đã thôi vai trò" in answer.text
    assert inside.get(PEOPLE).status_code == (403 if role == Role.ADMINISTRATOR else 200)


def test_hamlet_leader_is_moved(inside, commune):
    old, new = HamletFactory.create_batch(2, unit=commune)
    foreign = HamletFactory.create()
    person = leader_of_hamlets(old)
    url = f"/vai-tro/{Membership.objects.get(user=person).pk}/chuyen/"
    page = inside.get(page_of(person)).text
    assert new.full_name in page
    assert f">{old.full_name}</option>" not in page

    for wrong in (foreign.pk, old.pk, "", "x"):
        assert "Chọn thôn, tổ để chuyển đến." in inside.post(url, {"hamlet": wrong}, follow=True).text
    page = inside.post(url, {"hamlet": new.pk}, follow=True).text

    assert f"đã chuyển sang {new.full_name}" in page
    assert Membership.objects.as_of(timezone.localdate()).get(user=person).hamlet == new


def test_move_to_a_hamlet_that_is_held_already_is_refused(inside, commune):
    old, new = HamletFactory.create_batch(2, unit=commune)
    person = leader_of_hamlets(old, new)
    role = Membership.objects.get(user=person, hamlet=old)

    page = inside.post(f"/vai-tro/{role.pk}/chuyen/", {"hamlet": new.pk}, follow=True).text

    assert "đang giữ vai trò đó ở thôn này rồi" in page
    assert Membership.objects.filter(user=person, valid_to__isnull=True).count() == 2

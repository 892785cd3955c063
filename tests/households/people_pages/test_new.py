"""Pages of people: new."""

from __future__ import annotations

import pytest
from django.utils import timezone

from households.models import Membership
from households.rules import Role
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    UserFactory,
    officer_of,
)
from tests.households.people_pages.pages import GIVEN, NEW, PASSWORDS, PEOPLE, page_of

pytestmark = pytest.mark.django_db


def test_place_comes_first_and_offers_what_is_opened(inside, commune):
    HamletFactory.create(unit=commune)
    CommuneFactory.create(name="Chưa Mở")

    page = inside.get(NEW).text

    assert commune.full_name in page
    assert "Chưa Mở" not in page
    assert 'name="username"' not in page


def test_place_that_is_not_offered_is_refused(inside, commune):
    for given in (str(commune.pk), "x", "9" * 30, "\x00"):
        page = inside.get(NEW, {"xa": given})

        assert page.status_code == 200
        assert "Chọn một mục trong danh sách." in page.text


def test_new_person_comes_with_a_password_that_is_shown_once(inside, admin, commune, caplog):
    officer_of(commune)

    answer = inside.post(f"{NEW}?xa={commune.pk}", GIVEN)

    person = User.objects.get(username="moi.den")
    (password,) = PASSWORDS.findall(answer.text)
    assert answer.status_code == 200
    assert person.check_password(password)
    assert person.must_change_password
    assert (person.full_name, person.position) == ("Lý Thị Mới", "Cán bộ")
    held = Membership.objects.get(user=person)
    assert (held.role, held.unit, held.valid_from) == (Role.OFFICER, commune, timezone.localdate())
    for kept in (
        *(f"{answer.headers}", f"{answer.cookies}", caplog.text, f"{inside.session.items()}"),
        *(inside.get(url).text for url in (page_of(person), PEOPLE, NEW)),
        f"{list(AuditEvent.objects.values())}",
    ):
        assert password not in kept


def test_new_hamlet_leader_gets_the_hamlet(inside, commune):
    hamlet = HamletFactory.create(unit=commune)

    inside.post(f"{NEW}?xa={commune.pk}", GIVEN | {"role": "hamlet_leader", "hamlet": hamlet.pk})

    assert Membership.objects.get(user__username="moi.den").hamlet == hamlet


def test_new_administrator_works_in_no_commune(inside):
    inside.post(f"{NEW}?xa=quan-tri", GIVEN | {"role": "administrator"})

    assert Membership.objects.get(user__username="moi.den").unit is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "moi den"}, "Chỉ dùng chữ cái, chữ số"),
        ({"username": ""}, "Chưa nhập mục này."),
        ({"full_name": " \x00 "}, "Chưa nhập mục này."),
        ({"full_name": "x" * 101}, "Dài quá 100 chữ"),
        ({"role": "administrator"}, "Chọn một mục trong danh sách."),
        ({"role": ""}, "Chọn một mục trong danh sách."),
        ({"role": "surveyor"}, "Chọn thôn, tổ cho vai trò này."),
        ({"role": "surveyor", "hamlet": "foreign"}, "Chọn một mục trong danh sách."),
        ({"role": "surveyor", "hamlet": "9" * 30}, "Chọn một mục trong danh sách."),
        ({"hamlet": "own"}, "đừng chọn thôn, tổ"),
        ({"username": "taken"}, "đã có người dùng; chọn tên khác"),
    ],
)
def test_what_is_wrong_with_somebody_new_is_said(inside, commune, change, sentence):
    hamlets = {"own": HamletFactory.create(unit=commune).pk, "foreign": HamletFactory.create().pk}
    UserFactory.create(username="taken")
    if "hamlet" in change:
        change = change | {"hamlet": hamlets.get(change["hamlet"], change["hamlet"])}

    answer = inside.post(f"{NEW}?xa={commune.pk}", GIVEN | change)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert not PASSWORDS.search(answer.text)
    assert not User.objects.filter(username="moi.den").exists()

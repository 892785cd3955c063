"""Pages of people: person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from households.queries import user_saved
from povertyplan.accounts.models import User
from povertyplan.common.audit import version_of
from tests.factories import (
    PASSWORD,
    UserFactory,
    officer_of,
)
from tests.households.people_pages.pages import HIDDEN, PASSWORDS, page_of

pytestmark = pytest.mark.django_db


def test_names_are_saved(inside):
    person = UserFactory.create()

    page = inside.post(
        page_of(person),
        {"full_name": "Tên Mới", "position": "Chức mới", "is_active": "1", "version": "0"},
        follow=True,
    ).text

    person.refresh_from_db()
    assert (person.full_name, person.position, person.is_active) == ("Tên Mới", "Chức mới", True)
    assert "Đã lưu Tên Mới." in page


def test_locking_is_asked_once_more_and_says_what_is_lost(inside, commune):
    person = officer_of(commune)
    given = {"full_name": "Tên Mới", "position": "Chức mới", "is_active": "0", "version": "0"}

    asked = inside.post(page_of(person), given)

    assert User.objects.get(pk=person.pk).full_name == person.full_name
    assert User.objects.get(pk=person.pk).is_active
    assert "nhập số liệu, giao chỉ tiêu" in asked.text
    assert f"hôm nay {timezone.localdate():%d/%m/%Y}" in asked.text
    inside.post(page_of(person), dict(HIDDEN.findall(asked.text)) | {"sure": "1"})
    kept = User.objects.get(pk=person.pk)
    assert (kept.full_name, kept.position, kept.is_active) == ("Tên Mới", "Chức mới", False)


def test_locked_account_is_renamed_and_opened_without_a_question(inside):
    person = UserFactory.create(is_active=False)

    for is_active in ("0", "1"):
        version = version_of(user_saved(user=person))
        given = {"full_name": "Tên Mới", "position": "", "is_active": is_active, "version": version}
        inside.post(page_of(person), given)
        assert User.objects.get(pk=person.pk).full_name == "Tên Mới"

    assert User.objects.get(pk=person.pk).is_active


def test_account_is_locked_and_oneself_cannot_be(inside, admin):
    person = UserFactory.create()
    for each in (person, admin):
        given = {"full_name": "Tên", "position": "", "is_active": "0", "sure": "1", "version": "0"}
        answer = inside.post(page_of(each), given)

    assert not User.objects.get(pk=person.pk).is_active
    assert User.objects.get(pk=admin.pk).is_active
    assert "Không tự khóa tài khoản" in answer.text


@pytest.mark.parametrize(
    "given", [{}, {"full_name": "", "is_active": "1"}, {"full_name": "A", "is_active": "x"}]
)
def test_bad_names_are_refused(inside, given):
    person = UserFactory.create()

    answer = inside.post(page_of(person), given | {"x": "y"})

    assert answer.status_code == 200
    assert "Chưa lưu. Cần sửa:" in answer.text
    assert User.objects.get(pk=person.pk).full_name == person.full_name


def test_password_is_reset_and_shown_on_the_answer_alone(inside, caplog):
    person = UserFactory.create()

    answer = inside.post(f"{page_of(person)}mat-khau/")

    (password,) = PASSWORDS.findall(answer.text)
    assert answer.status_code == 200
    assert User.objects.get(pk=person.pk).check_password(password)
    kept = f"{answer.headers}{answer.cookies}{caplog.text}{inside.get(page_of(person)).text}"
    assert not PASSWORDS.search(kept)
    door = Client()
    door.post("/dang-nhap/", {"username": person.username, "password": password})
    assert door.get("/xa/")["Location"] == "/doi-mat-khau/"


def test_own_password_is_not_reset_here(inside, admin):
    assert "Đặt lại mật khẩu" not in inside.get(page_of(admin)).text

    page = inside.post(f"{page_of(admin)}mat-khau/", follow=True).text

    assert "đổi ở trang Đổi mật khẩu" in page
    assert User.objects.get(pk=admin.pk).check_password(PASSWORD)

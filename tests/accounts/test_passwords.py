"""Choosing a password: by oneself, and when somebody else chose the first one."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import check_password, get_hashers, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from households.actions import first_user_create, user_create
from households.rules import Role
from povertyplan import settings as our_settings
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import PASSWORD, CommuneFactory, MembershipFactory, StandardFactory

CHANGE = "/doi-mat-khau/"
NEW = "khoai-lang-nuong-tro"
GIVEN = {"old_password": PASSWORD, "password": NEW, "password_again": NEW}


@pytest.fixture
def inside(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def test_passwords_are_kept_with_argon2(settings):
    settings.PASSWORD_HASHERS = our_settings.PASSWORD_HASHERS

    encoded = make_password(PASSWORD)

    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(PASSWORD, encoded)
    assert not check_password("sai", encoded)
    assert not identify_hasher(encoded).must_update(encoded)
    assert len(get_hashers()) == 1


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan-qua", "Mật khẩu phải có ít nhất 12 ký tự."),
        ("qwertyuiop123", "Mật khẩu này nhiều người dùng"),
        ("TranThiHoa2026", "gần giống tên đăng nhập hoặc họ tên"),
        ("trần thị hoà!", "gần giống tên đăng nhập hoặc họ tên"),
        ("hoa.tran.thi.", "gần giống tên đăng nhập hoặc họ tên"),
    ],
)
def test_weak_passwords_are_refused_with_a_sentence(inside, password, sentence):
    response = inside.post(CHANGE, GIVEN | {"password": password, "password_again": password})

    assert response.status_code == 200
    assert sentence in response.text
    assert User.objects.get().check_password(PASSWORD)
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        validate_password(password, user=User.objects.get())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"old_password": "sai"}, "Mật khẩu đang dùng chưa đúng."),
        ({"password_again": "khac-han-di-roi"}, "Hai lần nhập mật khẩu khác nhau."),
        ({"password": PASSWORD, "password_again": PASSWORD}, "phải khác mật khẩu đang dùng"),
        ({"old_password": ""}, "Chưa nhập mục này."),
        ({"password": ""}, "Chưa nhập mục này."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(inside, change, sentence):
    response = inside.post(CHANGE, GIVEN | change)

    assert response.status_code == 200
    assert sentence in response.text
    assert PASSWORD not in response.text
    assert User.objects.get().check_password(PASSWORD)


def test_other_sessions_end_and_this_one_stays(inside, officer):
    elsewhere = Client()
    elsewhere.force_login(officer)
    before = inside.cookies["sid"].value

    response = inside.post(CHANGE, GIVEN, follow=True)

    assert "Đã đổi mật khẩu." in response.text
    assert inside.get("/xa/").status_code == 200
    assert inside.cookies["sid"].value != before
    assert elsewhere.get("/xa/").status_code == 302
    door = {"username": "hoa", "password": NEW}
    assert Client().post("/dang-nhap/", door).status_code == 302
    assert Client().post("/dang-nhap/", door | {"password": PASSWORD}).status_code == 200


def test_change_is_recorded_without_the_password(inside, officer):
    inside.post(CHANGE, GIVEN)

    event = AuditEvent.objects.get()
    assert (event.unit_code, event.action, event.user, event.target_label) == (
        "",
        "password_changed",
        officer,
        "hoa",
    )
    assert event.details == {}


def test_old_password_cannot_be_guessed_at_an_open_session(inside, hashed):
    statuses = [inside.post(CHANGE, GIVEN | {"old_password": f"sai{n}"}).status_code for n in range(11)]

    assert statuses == [200] * 10 + [429]
    assert inside.post(CHANGE, GIVEN).status_code == 429
    assert len(hashed) == 10


# The first password.


@pytest.fixture
def newcomer(client: Client, db) -> Client:
    """The browser of somebody whose password the administrator chose."""
    user_create(
        username="moi",
        full_name="Phạm Văn Mới",
        password=PASSWORD,
        role=Role.OFFICER,
        unit=CommuneFactory.create(),
        by=None,
    )
    client.post("/dang-nhap/", {"username": "moi", "password": PASSWORD})
    return client


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/", "/xa/", "/chon-xa/", "/xa/1/thon/", "/chon-xa/1/"])
def test_every_page_leads_to_the_change_until_it_is_done(newcomer, method, path):
    response = getattr(newcomer, method)(path)

    assert (response.status_code, response["Location"]) == (302, CHANGE)


def test_after_the_change_every_page_opens(newcomer):
    StandardFactory.create()
    assert "do người khác đặt" in newcomer.get(CHANGE).text

    response = newcomer.post(CHANGE, GIVEN, follow=True)

    assert response.status_code == 200
    assert response.redirect_chain[0] == ("/", 302)
    assert "do người khác đặt" not in newcomer.get(CHANGE).text


def test_somebody_who_must_change_may_leave(newcomer):
    newcomer.post("/dang-xuat/")

    assert newcomer.get("/")["Location"] == "/dang-nhap/?next=/"


def test_first_person_and_demo_people_keep_their_passwords(db):
    first = first_user_create(username="dau", full_name="Người Đầu", password=PASSWORD)
    demo = user_create(
        username="thu",
        full_name="Người Thử",
        password=PASSWORD,
        role=Role.ADMINISTRATOR,
        unit=None,
        by=None,
        is_demo=True,
    )

    assert (first.must_change_password, demo.must_change_password) == (False, False)


def test_menu_leads_to_the_change(client, officer):
    client.force_login(MembershipFactory.create(user=officer).user)

    assert f'href="{CHANGE}"' in client.get("/xa/").text

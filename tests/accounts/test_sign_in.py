"""Signing in and out, and what the door says while nobody has an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User

PASSWORD = "Lua-Chin-Vang-2026"
FAR = {"REMOTE_ADDR": "192.168.1.20"}


@pytest.fixture
def officer(db) -> User:
    return User.objects.create_user("hoa", password=PASSWORD, full_name="Trần Thị Hoa")


def test_every_other_page_leads_to_the_door(client: Client, officer: User):
    response = client.get("/xa/7/thon/")

    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/xa/7/thon/")


def test_sign_in_goes_on_to_the_wanted_page(client: Client, officer: User):
    given = {"username": "hoa", "password": PASSWORD, "next": "/xa/"}

    response = client.post("/dang-nhap/", given)

    assert (response.status_code, response["Location"]) == (302, "/xa/")
    assert client.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.parametrize(
    "elsewhere", ["https://xau.example/", "//xau.example", "javascript:alert(1)", "\\\\xau.example"]
)
def test_sign_in_never_leads_to_another_site(client: Client, officer: User, elsewhere: str):
    response = client.post("/dang-nhap/", {"username": "hoa", "password": PASSWORD, "next": elsewhere})

    assert response["Location"] == "/"


def test_session_has_a_new_name_after_sign_in(client: Client, officer: User):
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key

    client.post("/dang-nhap/", {"username": "hoa", "password": PASSWORD})

    assert client.session.session_key != before


@pytest.mark.parametrize("name", ["hoa", "khong-co-ai"])
def test_known_and_unknown_names_get_the_same_sentence(client: Client, officer: User, name: str):
    response = client.post("/dang-nhap/", {"username": name, "password": "sai"})

    assert response.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in response.text
    assert 'value="sai"' not in response.text


def test_sign_out_wants_a_post_and_ends_the_session(client: Client, officer: User):
    client.force_login(officer)

    refused, done = client.get("/dang-xuat/"), client.post("/dang-xuat/")

    assert done.headers["Clear-Site-Data"] == '"storage"'  # what the browser kept of forms
    assert (refused.status_code, done.status_code) == (405, 302)
    assert client.get("/xa/").status_code == 302


@pytest.mark.parametrize("demo", [True, False])
def test_demo_accounts_stand_at_the_door_only_in_a_demo(client: Client, db, settings, demo: bool):
    settings.DEMO = demo
    User.objects.create_user(
        "canbo", password=DEMO_PASSWORD, full_name="Lê Thị Lan", position="Cán bộ", is_demo=True
    )
    User.objects.create_user("that", password=PASSWORD, full_name="Người Thật")

    page = client.get("/dang-nhap/").text

    assert ("Lê Thị Lan" in page, DEMO_PASSWORD in page) == (demo, demo)
    assert "Người Thật" not in page


def test_empty_installation_leads_this_machine_to_the_first_start(client: Client, db):
    assert client.get("/dang-nhap/")["Location"] == "/bat-dau/"


@pytest.mark.parametrize(
    "extra", [FAR, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_FORWARDED": "for=127.0.0.1"}]
)
def test_empty_installation_tells_others_what_to_do(client: Client, db, extra: Any):
    response = client.get("/dang-nhap/", **extra)

    assert response.status_code == 200
    assert "scripts/manage first_user" in response.text


def test_pages_are_not_kept_by_browsers(client: Client, officer: User):
    assert client.get("/dang-nhap/")["Cache-Control"] == "no-store, private"


def test_demo_accounts_are_shut_out_of_a_real_office(client: Client, db, settings):
    User.objects.create_user("canbo", password=DEMO_PASSWORD, full_name="Lê Thị Lan", is_demo=True)
    given = {"username": "canbo", "password": DEMO_PASSWORD}
    settings.DEMO = True
    assert client.post("/dang-nhap/", given).status_code == 302
    assert client.get("/xa/").status_code == 200

    settings.DEMO = False

    assert client.get("/xa/").status_code == 302
    assert client.post("/dang-nhap/", given).status_code == 200

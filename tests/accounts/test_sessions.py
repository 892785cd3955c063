"""How long somebody stays signed in, and what ends it everywhere."""

from __future__ import annotations

import runpy
from collections.abc import Callable

import pytest
from django.conf import settings as live_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from povertyplan.accounts.actions import password_reset, sessions_end
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.accounts.conftest import password_change_elsewhere
from tests.factories import PASSWORD, UserFactory

PAGE = "/xa/"
OVER = "Phiên làm việc đã hết."


@pytest.fixture
def inside(client: Client, officer: User) -> Client:
    """A browser in which the officer signed in through the door."""
    client.post("/dang-nhap/", {"username": "hoa", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def stored() -> list[str]:
    return list(Session.objects.order_by("pk").values_list("session_data", flat=True))


# Through the door.


def test_session_of_before_signing_in_is_dead_afterwards(officer):
    attacker = Client()
    session = attacker.session
    session["x"] = 1
    session.save()
    victim = Client()
    victim.cookies["sid"] = attacker.cookies["sid"] = str(session.session_key)

    victim.post("/dang-nhap/", {"username": "hoa", "password": PASSWORD})

    assert victim.cookies["sid"].value != session.session_key
    assert is_in(victim)
    assert not is_in(attacker)
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_sign_out_ends_the_session_on_the_server(inside):
    thief = Client()
    thief.cookies["sid"] = inside.cookies["sid"].value
    assert is_in(thief)

    inside.post("/dang-xuat/")

    assert not is_in(thief)
    assert not Session.objects.exists()


def test_coming_and_going_is_recorded(inside, officer):
    inside.post("/dang-xuat/")
    inside.post("/dang-xuat/")

    events = AuditEvent.objects.filter(unit_code="").order_by("sequence")
    assert [(event.action, event.user, event.target_label) for event in events] == [
        ("sign_in", officer, "hoa"),
        ("sign_out", officer, "hoa"),
    ]


# Time.


@pytest.fixture
def open_page(inside: Client, pass_time: Callable[..., None]) -> Callable[..., bool]:
    """Lets time pass and says whether the next page still opens."""
    is_in(inside)

    def after(**span: float) -> bool:
        pass_time(**span)
        return is_in(inside)

    return after


def test_session_lasts_half_an_hour_without_use(open_page):
    assert open_page(minutes=29, seconds=59)
    assert open_page(minutes=29, seconds=59)
    assert not open_page(minutes=30)


def test_idle_session_is_gone_from_the_server(open_page):
    open_page(minutes=30)

    assert not Session.objects.exists()


def test_sessions_that_nobody_ended_are_dropped_at_the_next_sign_in(officer, pass_time):
    Client().force_login(officer)
    pass_time(hours=9)

    Client().post("/dang-nhap/", {"username": "hoa", "password": PASSWORD})

    assert Session.objects.count() == 1


def test_session_in_use_lasts_eight_hours(open_page):
    assert all(open_page(minutes=20) for _ in range(23))

    assert not open_page(minutes=20)


def test_use_is_stored_at_most_once_a_minute(inside, pass_time):
    is_in(inside)
    before = stored()
    pass_time(seconds=59)
    is_in(inside)
    assert stored() == before

    pass_time(seconds=1)
    is_in(inside)
    assert stored() != before

    before = stored()
    pass_time(seconds=59)
    is_in(inside)
    assert stored() == before


def test_session_without_its_clocks_is_over(inside):
    session = inside.session
    del session["seen_at"]
    session.save()

    assert not is_in(inside)


def test_expired_session_leads_to_the_door_with_a_sentence_and_back(inside, pass_time):
    pass_time(minutes=31)

    door = inside.get("/chon-xa/?q=phu", follow=True)
    back = inside.post(
        door.redirect_chain[0][0], {"username": "hoa", "password": PASSWORD, "next": door.context["next"]}
    )

    assert door.redirect_chain == [("/dang-nhap/?next=/chon-xa/%3Fq%3Dphu", 302)]
    assert OVER in door.text
    assert "chưa được lưu" not in door.text
    assert back["Location"] == "/chon-xa/?q=phu"
    assert OVER not in inside.get(PAGE).text


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/chon-xa/?q=phu#x", "/chon-xa/?q=phu"),
        ("http://testserver//xau.example/", "/"),
        ("https://xau.example/chon-xa/", "/"),
        ("", "/"),
    ],
)
def test_form_sent_too_late_leads_back_to_its_page(inside, pass_time, referer, back):
    pass_time(minutes=31)

    door = inside.post("/chon-xa/1/", {}, headers={"referer": referer}, follow=True)

    assert "Phần vừa gửi chưa được lưu." in door.text
    assert door.context["next"] == back


def test_door_says_nothing_to_somebody_who_comes_anew_or_left(inside, officer):
    assert OVER not in Client().get(PAGE, follow=True).text

    inside.post("/dang-xuat/")

    assert OVER not in inside.get(PAGE, follow=True).text


def test_expired_session_at_the_door_itself_is_no_fault(inside, pass_time):
    pass_time(minutes=31)

    assert inside.get("/dang-nhap/").status_code == 200


def test_page_that_does_not_exist_names_nobody_after_expiry(inside, pass_time):
    assert "Trần Thị Hoa" in inside.get("/khong-co/").text
    pass_time(minutes=31)

    assert "Trần Thị Hoa" not in inside.get("/khong-co/").text


# What ends it everywhere.


@pytest.mark.parametrize(
    "act",
    [
        lambda user: sessions_end(user=user),
        password_change_elsewhere,
        lambda user: password_reset(user=user, by=UserFactory.create()),
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    ],
    ids=["ended", "password", "reset", "shut"],
)
def test_next_request_of_every_session_is_refused(officer, act):
    other = UserFactory.create()
    browsers, bystander = [Client(), Client(), Client()], Client()
    for browser in browsers:
        browser.force_login(officer)
    bystander.force_login(other)
    assert all(map(is_in, browsers))

    act(officer)

    assert not any(map(is_in, browsers))
    assert is_in(bystander)


def test_sessions_cost_no_query_of_their_own(inside):
    with CaptureQueriesContext(connection) as queries:
        inside.get(PAGE)

    tables = [
        query["sql"]
        for query in queries
        if "django_session" in query["sql"] or "accounts_user" in query["sql"]
    ]
    assert len([sql for sql in tables if 'FROM "django_session"' in sql]) == 1
    assert len([sql for sql in tables if 'FROM "accounts_user"' in sql]) == 1


# Cookies.

COOKIES = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE")


@pytest.mark.parametrize("https", ["0", "1"])
def test_every_cookie_is_closed_to_scripts_and_other_sites(officer, settings, monkeypatch, tmp_path, https):
    monkeypatch.setenv("POVERTYPLAN_DATA", str(tmp_path))
    monkeypatch.setenv("POVERTYPLAN_HTTPS", https)
    loaded = runpy.run_path(str(live_settings.BASE / "povertyplan/settings.py"))
    for name in (*COOKIES, "SECURE_SSL_REDIRECT"):
        setattr(settings, name, loaded[name])
    client, secure = Client(), https == "1"

    client.get("/dang-nhap/", secure=secure)
    client.post("/dang-nhap/", {"username": "hoa", "password": PASSWORD}, secure=secure)
    client.post(
        reverse("accounts:password_change"),
        {"old_password": PASSWORD, "password": "khoai-lang-nuong", "password_again": "khoai-lang-nuong"},
        secure=secure,
    )

    prefix = "__Host-" if secure else ""
    assert set(client.cookies) == {f"{prefix}sid", f"{prefix}csrf", "messages"}
    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
            True,
            "Lax",
            "/",
            "",
        )
        assert bool(cookie["secure"]) == secure
        assert cookie.key == f"{prefix}csrf" or not cookie["max-age"]

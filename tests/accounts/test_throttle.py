"""How often a password may be tried, and that nobody learns from the answers which names exist."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from povertyplan.accounts.actions import password_prove
from povertyplan.accounts.models import SignInTries, User
from povertyplan.accounts.throttle import FROM_AN_ADDRESS, OF_A_NAME, old_tries_drop, try_count
from povertyplan.common.addresses import client_address
from povertyplan.common.models import AuditEvent
from tests.factories import PASSWORD, UserFactory, at_once

DOOR = "/dang-nhap/"


def knock(username: str = "hoa", password: str = "sai", *, address: str = "10.0.0.1", **headers: Any) -> Any:
    """The answer to one try in a new browser."""
    given = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address, **headers).post(DOOR, given)


def knock_often(times: int, *args: Any, **kwargs: Any) -> list[int]:
    return [knock(*args, **kwargs).status_code for _ in range(times)]


def fill(address: str = "10.0.0.1", tries: int = FROM_AN_ADDRESS) -> None:
    """So many tries from the address, each with another name."""
    for number in range(tries):
        assert try_count(username=f"ai{number}", address=address) is None


def test_ten_tries_of_a_name_are_looked_at_and_no_more(hashed):
    statuses = knock_often(12)

    assert statuses == [200] * 10 + [429] * 2
    assert len(hashed) == 10


def test_right_password_is_not_looked_at_past_the_limit(hashed):
    knock_often(10)

    response = knock(password=PASSWORD)

    assert response.status_code == 429
    assert len(hashed) == 10


def test_refusal_says_when_to_come_back_and_keeps_the_name(officer, pass_time):
    knock_often(10)
    pass_time(minutes=5)

    response = knock()

    free_at = timezone.localtime() + dt.timedelta(minutes=10, seconds=59)
    assert f"Thử lại từ {free_at:%H:%M}" in response.text
    assert response["Retry-After"] == "601"
    assert 'value="hoa"' in response.text
    assert "sai" not in re.findall(r'value="([^"]*)"', response.text)
    assert "no-store" in response["Cache-Control"]


def test_no_quarter_of_an_hour_has_more_than_ten_tries(hashed, pass_time):
    knock_often(1)
    pass_time(minutes=14)
    knock_often(9)
    pass_time(minutes=1)

    assert knock_often(3) == [200, 429, 429]
    pass_time(minutes=14)
    assert knock_often(10) == [200] * 9 + [429]


def test_turned_away_tries_do_not_make_the_wait_longer(officer, pass_time):
    knock_often(10)
    pass_time(minutes=14)
    knock_often(5)
    pass_time(minutes=1)

    assert knock(password=PASSWORD).status_code == 302


def test_clock_that_was_put_back_locks_nobody_out(officer, pass_time):
    knock_often(10)
    pass_time(days=-1)

    assert knock(password=PASSWORD).status_code == 302


def test_right_password_begins_the_names_count_anew(officer):
    knock_often(9)

    assert knock(password=PASSWORD).status_code == 302
    assert knock_often(11) == [200] * 10 + [429]


def test_right_password_does_not_begin_the_address_count_anew(officer):
    fill(tries=49)

    assert knock(password=PASSWORD).status_code == 302
    assert knock_often(2, "khac") == [200, 429]


def test_sign_ins_that_succeed_never_count(officer):
    fill(tries=49)

    assert {knock(password=PASSWORD).status_code for _ in range(OF_A_NAME + 1)} == {302}


def test_fifty_tries_from_an_address_whatever_the_names(hashed):
    fill(tries=48)

    statuses = [knock(f"khac{number}").status_code for number in range(5)]

    assert statuses == [200] * 2 + [429] * 3
    assert len(hashed) == 2
    assert SignInTries.objects.count() == 51  # an address that is turned away makes no more rows


def test_others_come_in_from_elsewhere_and_from_the_same_address(officer):
    UserFactory.create(username="lan", password=PASSWORD)
    knock_often(12)

    assert knock("lan", PASSWORD).status_code == 302
    assert knock("lan", PASSWORD, address="10.0.0.2").status_code == 302


def test_open_session_of_the_person_goes_on(officer):
    inside = Client()
    inside.force_login(officer)

    knock_often(12)

    assert inside.get("/xa/").status_code == 200


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"])
def test_forged_headers_give_no_further_tries(officer, header):
    fill()

    assert knock(**{header: "203.0.113.9"}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (1, "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.7", "127.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1", "127.0.0.1"),
        (1, None, "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (0, None, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, None, "::ffff:10.0.0.1", "10.0.0.1"),
        (0, None, "", ""),
    ],
)
def test_address_is_what_our_own_proxies_saw(settings, proxies, forwarded, peer, address):
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers)) == address


def test_people_behind_our_proxy_are_told_apart(officer, settings):
    settings.PROXIES = 1
    fill("203.0.113.1")

    same = knock(password=PASSWORD, address="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.1")
    beside = knock(password=PASSWORD, address="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.2")

    assert (same.status_code, beside.status_code) == (429, 302)


# Answers.


def without_what_differs(response: HttpResponse, name: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)
    return text.replace(f'value="{name}"', "")


@pytest.fixture
def names(officer) -> tuple[str, ...]:
    """Somebody, nobody, and two who may not come in."""
    UserFactory.create(username="khoa", password=PASSWORD, is_active=False)
    UserFactory.create(username="thu", password=PASSWORD, is_demo=True)
    return ("hoa", "khong.co", "khoa", "thu")


@pytest.mark.parametrize("password", ["sai", PASSWORD])
def test_unknown_wrong_and_shut_names_get_one_answer_for_one_hash(names, hashed, password):
    answers, hashes, queries = set(), [], []
    knock("ai")  # the first event ever makes its chain
    for name in names:
        if (name, password) == ("hoa", PASSWORD):
            continue
        hashed.clear()
        with CaptureQueriesContext(connection) as captured:
            response = knock(name, password, address=f"10.0.1.{names.index(name)}")
        answers.add((response.status_code, without_what_differs(response, name)))
        hashes.append(len(hashed))
        queries.append(len(captured))

    assert len(answers) == 1
    assert set(hashes) == {1}
    assert len(set(queries)) == 1


def test_unknown_and_known_names_are_turned_away_alike(names, hashed, pass_time):
    answers = set()
    for name in names:
        knock_often(10, name, address=f"10.0.1.{names.index(name)}")
        hashed.clear()
        response = knock(name, PASSWORD, address=f"10.0.1.{names.index(name)}")
        answers.add((response.status_code, response["Retry-After"], without_what_differs(response, name)))
        assert hashed == []

    assert len(answers) == 1


# What is kept.


def test_rows_hold_neither_names_nor_addresses(officer):
    knock("hoa")
    knock("mat-khau-go-nham", address="10.9.8.7")

    kept = str(list(SignInTries.objects.values()))

    assert len(SignInTries.objects.all()) == 4
    assert not any(word in kept for word in ("hoa", "mat-khau", "10.9.8.7", "10.0.0.1"))


def test_old_rows_are_dropped(officer, pass_time):
    knock("ai", address="10.0.0.1")
    pass_time(minutes=16)

    knock("khac", address="10.0.0.2")

    assert SignInTries.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_forty_tries_at_once_ten_reach_the_hasher(hashed):
    statuses = at_once(
        [partial(lambda number: knock(address=f"10.0.0.{number}").status_code, n) for n in range(40)]
    )

    assert sorted(statuses) == [200] * 10 + [429] * 30
    assert len(hashed) == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["name", "address"])
def test_tries_counted_at_once_never_pass_the_limit(limit):
    """Without the page, whose other work spreads the tries."""
    given = [
        {"username": "hoa", "address": f"10.0.0.{n}"}
        if limit == "name"
        else {"username": f"ai{n}", "address": "10.0.0.1"}
        for n in range(60)
    ]

    outcomes = at_once([partial(try_count, **each) for each in given])

    assert outcomes.count(None) == (OF_A_NAME if limit == "name" else FROM_AN_ADDRESS)
    assert all(isinstance(outcome, dt.datetime) for outcome in outcomes if outcome)


@pytest.mark.django_db(transaction=True)
def test_the_last_tries_of_an_address_are_not_passed_together(hashed):
    fill(tries=40)

    statuses = at_once([partial(lambda number: knock(f"khac{number}").status_code, n) for n in range(20)])

    assert sorted(statuses) == [200] * 10 + [429] * 10
    assert len(hashed) == 10


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_dropped_while_others_lock_them_stop_nobody(monkeypatch):
    """Dropping and counting would lock the same rows in different orders."""
    monkeypatch.setattr("povertyplan.accounts.throttle.WINDOW", dt.timedelta(0))  # every row is old

    def attempt(number: int) -> None:
        for turn in range(15):
            old_tries_drop()
            try_count(username=f"ai{(number + turn) % 4}", address=f"10.0.0.{number % 3}")

    assert at_once([partial(attempt, number) for number in range(12)]) == [None] * 12


# What is recorded.


def refusals() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action="sign_in_refused").order_by("sequence"))


def test_wrong_password_is_recorded_with_the_person(officer):
    knock()

    (event,) = refusals()
    assert (event.unit_code, event.user, event.target_type, event.target_id) == (
        "",
        None,
        "accounts.user",
        str(officer.pk),
    )
    assert (event.target_label, event.details) == ("hoa", {"reason": "wrong"})


def test_nothing_that_was_typed_is_recorded_of_an_unknown_name(officer):
    typed = "Mat-khau-go-nham-cho"

    knock(typed, "va-mat-khau", address="10.9.8.7")
    knock_often(11, typed, address="10.9.8.7")

    rows = str(list(AuditEvent.objects.values()))
    assert refusals()
    assert not any(word in rows for word in (typed, "va-mat-khau", "10.9.8.7"))


def test_tries_that_are_turned_away_leave_one_event_a_window(officer, pass_time):
    knock_often(30)
    assert [event.details["reason"] for event in refusals()] == ["wrong"] * 10 + ["throttled"]

    pass_time(minutes=15)
    knock_often(30)

    assert len(refusals()) == 22


def test_an_address_that_is_turned_away_leaves_one_event_a_window(officer):
    fill()

    for number in range(5):
        knock(f"khac{number}")

    assert [event.details for event in refusals()] == [{"reason": "throttled", "limit": "address"}]


def test_limits_are_those_that_were_promised():
    assert (OF_A_NAME, FROM_AN_ADDRESS) == (10, 50)


@pytest.mark.parametrize("word", ["", " ", "x" * 151, "a\x00b"])
def test_name_that_cannot_be_is_answered_without_a_hash(hashed, word):
    response = knock(word)

    assert response.status_code == 200
    assert hashed == []


def test_decomposed_name_is_the_same_name(db):
    person = UserFactory.create(username="hòa", password=PASSWORD)
    User.objects.filter(pk=person.pk).update(is_active=True)

    assert knock("ho\u0300a", PASSWORD).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_try_is_counted_even_when_the_hasher_fails(monkeypatch):
    UserFactory.create(username="hoa", password=PASSWORD)
    monkeypatch.setattr("povertyplan.accounts.actions.authenticate", lambda **given: 1 / 0)

    for _ in range(OF_A_NAME):
        with pytest.raises(ZeroDivisionError):
            password_prove(username="hoa", password="sai", address="10.0.0.1")

    assert try_count(username="hoa", address="10.0.0.2")

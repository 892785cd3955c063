"""A person at the door, a clock that tests set, and a count of how often a password was hashed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from povertyplan.accounts.models import User
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def officer(db) -> User:
    return UserFactory.create(username="hoa", full_name="Trần Thị Hoa", password=PASSWORD)


def password_change(browser: Client) -> int:
    """The status of the person's changing the password there."""
    given = {"old_password": PASSWORD, "password": "khoai-lang-nuong"}
    sent = given | {"password_again": given["password"]}
    return browser.post(reverse("accounts:password_change"), sent).status_code


def password_change_elsewhere(user: User) -> None:
    """The person changes the password in another browser."""
    elsewhere = Client()
    elsewhere.force_login(user)
    assert password_change(elsewhere) == 302


@pytest.fixture
def hashed(officer: User, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is hashed from now on."""
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return calls


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Stops the clock; called with the arguments of a timedelta, it puts it forward."""
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    def forward(**span: float) -> None:
        nonlocal now
        now += dt.timedelta(**span)

    return forward

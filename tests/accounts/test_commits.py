"""Coming in, changing the password and registering a phone are one commit each with the session."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from povertyplan.accounts.models import RegisteredPhone, User
from povertyplan.common.models import AuditEvent
from tests.accounts.conftest import password_change
from tests.factories import PASSWORD, HamletFactory, leader_of_hamlets

pytestmark = pytest.mark.django_db


class Failing:
    """An execute wrapper: the `number`-th write to a session fails, and no other."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if "django_session" in sql and sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.seen += 1
            if self.seen == self.number:
                raise OperationalError("planned")
        return execute(sql, *rest)


def kept(person: User) -> object:
    return (
        User.objects.values_list("password", "last_login").get(pk=person.pk),
        set(Session.objects.values_list("pk", "session_data")),
        AuditEvent.objects.count(),
        RegisteredPhone.objects.count(),
    )


def come_in(browser: Client) -> int:
    given = {"username": "hoa", "password": PASSWORD}
    return browser.post(reverse("accounts:sign_in"), given).status_code


def register(browser: Client) -> int:
    return browser.post(reverse("households:phone_register"), {"name": "Máy"}).status_code


@pytest.mark.parametrize("send", [come_in, password_change, register])
def test_session_that_cannot_be_written_leaves_nothing(send: Any) -> None:
    """Seen failing where the session is left to Django's middleware, which writes it after the commit, and
    where the password was changed in a commit of its own.
    """
    leader = leader_of_hamlets(HamletFactory.create())
    User.objects.filter(pk=leader.pk).update(username="hoa")
    failed, statuses = 0, []
    for number in range(1, 20):
        browser = Client(raise_request_exception=False)
        if send is not come_in:
            browser.force_login(User.objects.get(pk=leader.pk))
        before = kept(leader)
        with connection.execute_wrapper(Failing(number)):
            statuses.append(send(browser))
        if statuses[-1] == 302:
            break
        failed += 1
        assert statuses[-1] in {500, 503}
        connection.needs_rollback = False  # of the test's own transaction
        assert kept(leader) == before

    assert failed, "no write to a session was seen"
    assert statuses[-1] == 302
    assert browser.get(reverse("households:phones")).status_code == 200

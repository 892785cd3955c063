"""A busy database asks for patience and leaves a line; whatever else fails is an error of the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from povertyplan.common.failures import is_busy
from povertyplan.common.models import AuditEvent
from tests.factories import CommuneFactory, administrator

BUSY = "Cơ sở dữ liệu đang bận"


def refused_by(cause: Exception) -> OperationalError:
    """What Django makes of a database's refusal."""
    error = OperationalError("x")
    error.__cause__ = cause
    return error


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


def postgresql_error(code: str | None) -> Exception:
    error = Exception("x")
    error.pgcode = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("cause", "busy"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), True),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (sqlite_error(sqlite3.SQLITE_LOCKED), True),
        (sqlite_error(sqlite3.SQLITE_FULL), False),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), False),
        *((postgresql_error(code), True) for code in ("55P03", "57014", "40P01", "40001")),
        *((postgresql_error(code), False) for code in ("53100", "08006", None)),
        (ValueError(), False),
    ],
)
def test_locks_and_timeouts_are_busy_and_nothing_else(cause, busy):
    assert is_busy(refused_by(cause)) is busy


@pytest.fixture
def locked(transactional_db: None) -> Iterator[None]:
    """Somebody else is writing and takes long; this connection does not wait for them."""
    somebody = connection.copy()
    postgresql = connection.vendor == "postgresql"
    tables = "common_audithead, django_session"
    with connection.cursor() as own, somebody.cursor() as other:
        own.execute("SET lock_timeout = '50ms'" if postgresql else "PRAGMA busy_timeout = 50")
        other.execute("BEGIN" if postgresql else "BEGIN IMMEDIATE")
        if postgresql:
            other.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        yield
        other.execute("ROLLBACK")
        own.execute("SET lock_timeout = '5s'" if postgresql else "PRAGMA busy_timeout = 20000")
    somebody.close()


@pytest.fixture
def client(transactional_db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(administrator())
    return client


@pytest.fixture
def url(transactional_db: None) -> str:
    return reverse("households:commune_start", args=[CommuneFactory.create().pk])


def test_locked_database_is_busy_in_words_and_leaves_a_line(client, url, locked, log):
    response = client.post(url)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert BUSY in response.text
    assert "Service Unavailable: households:commune_start" in log()
    assert "in commune_start" in log()
    assert not AuditEvent.objects.exists()


def test_session_that_cannot_be_saved_is_no_damaged_request(client, request, log):
    session = client.session
    session["seen_at"] -= 60  # so that being here is noted
    session.save()
    request.getfixturevalue("locked")

    response = client.get("/xa/")

    assert (response.status_code, BUSY in response.text) == (503, True)
    assert "households:commune_list" in log()


def test_other_failures_of_the_database_are_errors(client, log, monkeypatch):
    full = refused_by(sqlite_error(sqlite3.SQLITE_FULL))
    monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=full))

    response = client.get("/xa/")

    assert (response.status_code, BUSY in response.text) == (500, False)
    assert "Internal Server Error: households:commune_list" in log()

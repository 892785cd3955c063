"""What is wrong with the database or the disk is said, nothing is half done, what was typed can be sent
again, and all works once the cause is gone; whatever else fails is an error of the program.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import lxml.html
import psycopg2
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from households.models import Hamlet, ReviewRequest
from povertyplan.common.failures import Failure, failure_of
from povertyplan.common.models import AuditEvent
from povertyplan.common.sqlite3.base import DatabaseWrapper
from tests.factories import HamletFactory, officer_of

MARKER = "Dấu Hiệu Riêng"


def refused_by(cause: Exception) -> OperationalError:
    """What Django makes of a database's refusal."""
    error = OperationalError("x")
    error.__cause__ = cause
    return error


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


def postgresql_error(code: str) -> Exception:
    error = Exception("x")
    error.pgcode = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), Failure.BUSY),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Failure.BUSY),
        (sqlite_error(sqlite3.SQLITE_LOCKED), Failure.BUSY),
        (sqlite_error(sqlite3.SQLITE_FULL), Failure.FULL),
        (sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), Failure.READ_ONLY),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), Failure.GONE),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), Failure.GONE),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), None),
        *((postgresql_error(code), Failure.BUSY) for code in ("55P03", "57014", "40P01", "40001")),
        (postgresql_error("53100"), Failure.FULL),
        (postgresql_error("25006"), Failure.READ_ONLY),
        *((postgresql_error(code), Failure.GONE) for code in ("53300", "57P01", "57P02", "57P03")),
        (postgresql_error("23505"), None),
        (psycopg2.OperationalError("server closed the connection unexpectedly"), Failure.GONE),
        (psycopg2.InterfaceError("connection already closed"), Failure.GONE),
        (psycopg2.ProgrammingError("the connection cannot be re-entered"), None),
        (OSError(errno.ENOSPC, "x"), Failure.FULL),
        (OSError(errno.EROFS, "x"), Failure.READ_ONLY),
        (OSError(errno.ENOENT, "x"), None),
        (ValueError(), None),
    ],
)
def test_each_failure_is_known_by_its_code(cause, failure):
    assert failure_of(refused_by(cause)) is failure


# --- the database refuses ---


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else is writing and takes long; this connection does not wait for them."""
    somebody = connection.copy()
    postgresql = connection.vendor == "postgresql"
    tables = "common_audithead, django_session"
    with connection.cursor() as own, somebody.cursor() as other:
        own.execute("SET lock_timeout = '50ms'" if postgresql else "PRAGMA busy_timeout = 50")
        other.execute("BEGIN" if postgresql else "BEGIN IMMEDIATE")
        if postgresql:
            other.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            own.execute("SET lock_timeout = '5s'" if postgresql else "PRAGMA busy_timeout = 20000")
    somebody.close()


def _server_is_full(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if sql.startswith("INSERT INTO"):
        sql, rest = "DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$", (None,)
    return execute(sql, *rest, False, {}) if rest == (None,) else execute(sql, *rest)


@contextmanager
def full() -> Iterator[None]:
    """The file may not grow by a page and has no free one left; the server says so at an INSERT."""
    if connection.vendor == "postgresql":
        with connection.execute_wrapper(_server_is_full):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (content)")
        cursor.execute("SELECT page_count FROM pragma_page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        with suppress(OperationalError):
            while True:
                cursor.execute("INSERT INTO filler VALUES (zeroblob(900))")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE filler")


@contextmanager
def read_only() -> Iterator[None]:
    """As on a disk that was mounted anew after an error, or on a server that stands by."""
    on, off = (
        ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
        if connection.vendor == "postgresql"
        else ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            yield
        finally:
            cursor.execute(off)


@contextmanager
def gone() -> Iterator[None]:
    """The file is taken away and put back; the server does not answer, under the name that it has."""
    settings = connection.settings_dict
    if connection.vendor == "postgresql":
        host = settings["HOST"]
        settings["HOST"] = "/nowhere"
        connection.close()
        try:
            yield
        finally:
            settings["HOST"] = host
    else:
        path = Path(settings["NAME"])
        away = path.rename(path.with_name("away.sqlite3"))
        try:
            yield
            assert not path.exists()  # nor was an empty one made
        finally:
            connection.close()
            away.replace(path)


Fault = Callable[[], AbstractContextManager[None]]
FAULTS = pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (locked, Failure.BUSY),
        (full, Failure.FULL),
        (read_only, Failure.READ_ONLY),
        (gone, Failure.GONE),
    ],
)


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DatabaseWrapper, "may_create", False)


@pytest.fixture
def hamlet(transactional_db: None) -> Hamlet:
    return HamletFactory.create()


@pytest.fixture
def client(hamlet: Hamlet) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(officer_of(hamlet.unit))
    return client


@pytest.fixture
def url(hamlet: Hamlet) -> str:
    return reverse("households:review_requests", args=[hamlet.unit_id])


def form(hamlet: Hamlet, **changes: str) -> dict[str, str]:
    given = {"applicant": MARKER, "hamlet": str(hamlet.pk), "received_date": "01/03/2026", "round": ""}
    return given | {"reason": "x" * 150, "csrfmiddlewaretoken": "theirs"} | changes


def ask(client: Client, method: str, url: str, data: Any = None) -> Any:
    """An answer of the server, whose connection is to prove itself in each request."""
    own: Any = connection
    own.health_check_enabled, own.health_check_done = True, False
    return getattr(client, method)(url, data)


def sent_again(page: str) -> dict[str, str]:
    """What the page's button sends."""
    (found,) = lxml.html.fromstring(page).forms
    return dict(found.form_values())


def events() -> int:
    return AuditEvent.objects.filter(action="review_request_added").count()


@FAULTS
def test_a_form_that_could_not_be_stored_is_there_to_be_sent_again(
    client, hamlet, url, log, fault: Fault, failure: Failure
):
    """Seen failing with a plain 500 for what is not busy, and with an event written before its record."""
    stored, number = 0, 0
    with fault():
        while (response := ask(client, "post", url, form(hamlet, reason=f"{number:150}"))).status_code == 302:
            stored = number = number + 1  # into what is left of a full disk
            assert number < 100

    page = failure.value
    assert (response.status_code, response["Retry-After"]) == (page.status, str(page.retry_after))
    assert page.heading in response.text
    assert page.sentence in response.text
    assert (ReviewRequest.objects.count(), events()) == (stored, stored)
    assert "django.request: " in log()
    assert MARKER not in log()
    typed = sent_again(response.text)
    assert typed == form(hamlet, reason=f"{number:150}")

    assert ask(client, "post", url, typed).status_code == 302
    assert (ReviewRequest.objects.count(), events()) == (stored + 1, stored + 1)


@FAULTS
def test_a_password_is_never_given_back(client, fault: Fault, failure: Failure):
    given = {"username": "nguoi-mau", "password": MARKER}

    with fault():
        response = ask(Client(raise_request_exception=False), "post", "/dang-nhap/", given)

    if response.status_code != 200:  # a wrong password may be told without writing
        assert failure.value.heading in response.text
        assert "Gửi lại" not in response.text
    assert MARKER not in response.text


@pytest.mark.parametrize(("fault", "failure"), [(locked, Failure.BUSY), (read_only, Failure.READ_ONLY)])
def test_session_that_cannot_be_saved_is_no_damaged_request(client, log, fault: Fault, failure: Failure):
    session = client.session
    session["seen_at"] -= 60  # so that being here is noted
    session.save()

    with fault():
        response = client.get("/xa/")

    assert (response.status_code, failure.value.heading in response.text) == (503, True)
    assert "Gửi lại" not in response.text
    assert "households:commune_list" in log()


def test_pages_that_write_nothing_are_read_from_a_disk_that_takes_nothing(client):
    with read_only():
        assert client.get("/xa/").status_code == 200


def test_other_failures_of_the_database_are_errors(client, log, monkeypatch):
    damaged = refused_by(sqlite_error(sqlite3.SQLITE_CORRUPT))
    monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=damaged))

    response = client.get("/xa/")

    assert response.status_code == 500
    assert "Internal Server Error: households:commune_list" in log()


def test_a_connection_that_the_server_ended_is_made_anew(client):
    """The file put back after a restore is another one; an ended backend is found dead by a request."""
    if connection.vendor == "postgresql":
        connection.connection.close()
    else:
        path = Path(connection.settings_dict["NAME"])
        with sqlite3.connect(path.with_name("other.sqlite3")) as other:
            connection.connection.backup(other)
        other.close()
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path.with_name("other.sqlite3").replace(path)
    was = connection.connection

    assert ask(client, "get", "/xa/").status_code == 200
    assert connection.connection is not was

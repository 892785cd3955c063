"""Writers of one process queue for SQLite's write lock, and give it back whatever happens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.http import HttpRequest, HttpResponse

from povertyplan.common import turns
from povertyplan.common.failures import Failure, failure_of
from povertyplan.common.sqlite3 import base
from povertyplan.common.turns import TurnMiddleware, Turns
from povertyplan.settings import database

pytestmark = pytest.mark.django_db(transaction=True)  # a transaction of the test's own would hold the queue


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Any]:
    """A connection to a database of its own, impatient."""
    given = database("", tmp_path)
    given["OPTIONS"]["timeout"] = 0.1
    connection = ConnectionHandler({"default": given})["default"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE noted (word text)")
    yield connection
    connection.close()


def begin(connection: Any) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_writer_waits_for_those_of_its_process_before_it_asks_sqlite(written):
    """Fails where `_start_transaction_under_autocommit` is Django's own."""
    with base._write, pytest.raises(OperationalError) as raised:
        begin(written)

    assert failure_of(raised.value) == Failure.BUSY


def test_writer_who_waits_lets_others_work(written, monkeypatch):
    """Fails where `_start_transaction_under_autocommit` gives no way."""
    turn = Turns(1)
    monkeypatch.setattr(turns, "_turns", turn)

    def write(request: HttpRequest) -> HttpResponse:
        assert not turn.acquire(timeout=0)
        with base._write, pytest.raises(OperationalError):
            begin(written)
        assert turn.acquire(timeout=0)
        return HttpResponse()

    TurnMiddleware(write)(HttpRequest())


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_next_writer_follows_when_one_is_done(written, end):
    """Fails where `_set_autocommit` does not release."""
    begin(written)
    assert base._write.locked()

    getattr(written, end)()
    written.set_autocommit(True)

    assert not base._write.locked()


def test_connection_that_closes_gives_its_turn_back(written):
    """Fails where `_close` does not release."""
    begin(written)

    written.close()

    assert not base._write.locked()


def test_who_finds_another_process_writing_gives_its_turn_back(written, tmp_path):
    """Fails where a refused BEGIN does not release."""
    other = sqlite3.connect(tmp_path / "app.sqlite3")
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError) as raised:
        begin(written)
    other.close()

    assert failure_of(raised.value) == Failure.BUSY
    assert not base._write.locked()

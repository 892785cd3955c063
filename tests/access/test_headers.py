"""Error pages are kept nowhere, framed by nobody, and run nothing inline; of all others: test_answers.py."""

from __future__ import annotations

import sqlite3
from unittest.mock import Mock

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client

from tests.access.answers import SIGN_IN
from tests.access.closed import is_closed


def test_error_pages_are_as_closed_as_all_others(place, monkeypatch):
    client = place.client("administrator", enforce_csrf_checks=True)
    client.raise_request_exception = False
    found = {403: client.post("/dang-xuat/"), 404: client.get("/khong-co/")}
    busy = OperationalError()
    busy.__cause__ = sqlite3.OperationalError()
    busy.__cause__.sqlite_errorcode = sqlite3.SQLITE_BUSY
    for status, error in ((500, ZeroDivisionError), (503, busy), (400, SuspiciousOperation)):
        monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=error))
        found[status] = client.get("/xa/")
    for _ in range(11):
        found[429] = Client().post(SIGN_IN, {"username": "ai", "password": "sai"})

    assert {status: response.status_code for status, response in found.items()} == {s: s for s in found}
    assert [status for status, response in found.items() if not is_closed(response)] == []

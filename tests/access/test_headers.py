"""Answers are kept nowhere, framed by nobody, and run nothing inline."""

from __future__ import annotations

import re
import sqlite3
from unittest.mock import Mock

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from tests.access.answers import GET, SIGN_IN
from tests.access.readers import READERS
from tests.access.sent import SENT

HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def is_closed(response: HttpResponse) -> bool:
    """Whether the answer is kept nowhere, framed by nobody, and runs nothing that is not ours; what is handed
    over as a file is not shown here.
    """
    policy = set(response["Content-Security-Policy"].split("; "))
    is_page = response["Content-Type"].startswith("text/html")
    is_file = response.get("Content-Disposition", "").startswith("attachment")
    inline = (
        is_page
        and not is_file
        and re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", response.content.decode())
    )
    return {name: response[name] for name in HEADERS} == HEADERS and policy == POLICY and not inline


@pytest.mark.parametrize("name", GET)
def test_answers_are_not_kept_or_framed_and_run_nothing_inline(place, name):
    for reader in READERS:
        client = place.client(reader)

        assert is_closed(client.get(place.url(name)))
        assert is_closed(client.post(place.url(name), SENT))


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

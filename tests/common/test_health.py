"""What watches the server learns in one word whether it lives and works, and leaves no trace."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from povertyplan.documents import pdf
from povertyplan.documents.pdf import PdfError
from tests.factories import CommuneFactory, officer_of


def said(response: Any) -> tuple[int, str]:
    return response.status_code, response.content.decode()


def signed_in() -> Client:
    client = Client()
    client.force_login(officer_of(CommuneFactory.create()))
    return client


def database_is_gone(execute: Any, sql: str, *_: Any) -> None:
    raise OperationalError("could not connect")


@pytest.mark.django_db
def test_alive_asks_nothing_of_the_database(django_assert_num_queries):
    client = signed_in()

    with django_assert_num_queries(0):
        assert said(client.get("/suc-khoe/")) == (200, "ok\n")


@pytest.mark.django_db
def test_ready_is_cheap_once_a_page_was_drawn(client, django_assert_num_queries, monkeypatch):
    client.get("/san-sang/")
    monkeypatch.setattr(pdf, "draw_apart", Mock(side_effect=AssertionError))

    with django_assert_num_queries(2):
        assert said(client.get("/san-sang/")) == (200, "ok\n")


@pytest.mark.django_db
def test_not_ready_without_a_database(client):
    with connection.execute_wrapper(database_is_gone):
        assert said(client.get("/san-sang/")) == (503, "database\n")
        assert said(client.get("/suc-khoe/")) == (200, "ok\n")


@pytest.mark.django_db
def test_not_ready_until_migrated(client):
    MigrationRecorder(connection).record_unapplied("plans", "0001_initial")

    assert said(client.get("/san-sang/")) == (503, "migrations\n")


@pytest.mark.django_db
def test_not_ready_until_a_page_can_be_drawn(client, monkeypatch):
    pdf._drawn.cache_clear()
    with monkeypatch.context() as broken:
        broken.setattr(pdf, "draw_apart", Mock(side_effect=PdfError(pdf.FAILED)))
        assert said(client.get("/san-sang/")) == (503, "renderer\n")

    assert said(client.get("/san-sang/")) == (200, "ok\n")


@pytest.mark.parametrize("path", ["/suc-khoe/", "/san-sang/"])
@pytest.mark.django_db
def test_probe_keeps_nobody_signed_in(path):
    client = signed_in()
    session = client.session
    session["seen_at"] = long_ago = (timezone.now() - dt.timedelta(minutes=10)).timestamp()
    session.save()

    response = client.get(path)

    assert client.session["seen_at"] == long_ago
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("path", ["/suc-khoe/", "/san-sang/"])
@pytest.mark.django_db
def test_probe_needs_neither_tls_nor_a_name_of_ours(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"host": "10.0.0.9"})

    assert said(response) == (200, "ok\n")
    assert client.get("/dang-nhap/").status_code == 301

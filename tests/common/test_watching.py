"""Each request leaves one line, named by its route, and nobody's data gets into any line."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from households.models import Household, Member
from povertyplan.common import watching
from povertyplan.common.logs import JsonFormatter, LineFormatter
from tests.factories import HamletFactory, HouseholdFactory, MemberFactory, officer_of

PEOPLE = 500
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Iterator[dict[str, io.StringIO]]:
    """What was logged by anything, in either form."""
    texts = {"line": io.StringIO(), "json": io.StringIO()}
    formatters = {"line": LineFormatter(), "json": JsonFormatter()}
    loggers = [logging.getLogger(name) for name in ("", "django", "gunicorn.error")]
    handlers = [logging.StreamHandler(text) for text in texts.values()]
    for name, handler in zip(texts, handlers, strict=True):
        handler.setFormatter(formatters[name])
        for logger in loggers:
            logger.addHandler(handler)
    yield texts
    for handler in handlers:
        for logger in loggers:
            logger.removeHandler(handler)


@pytest.fixture
def lines(written: dict[str, io.StringIO]) -> Lines:
    return lambda: [json.loads(line) for line in written["json"].getvalue().splitlines()]


@pytest.fixture
def household(db: None) -> Household:
    return HouseholdFactory.create(hamlet=HamletFactory.create(), phone="0987654321", head_name="Dấu Chủ Hộ")


@pytest.fixture
def client(household: Household) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(officer_of(household.unit))
    return client


def test_request_leaves_one_line_with_its_route(client, household, lines):
    given = "0123456789abcdef" * 2

    client.get(reverse("households:household", args=[household.pk]), headers={"x-request-id": given})

    (line,) = lines()
    assert (
        line.items()
        >= {
            "level": "INFO",
            "request": given,
            "route": "households:household",
            "method": "GET",
            "status": 200,
        }.items()
    )
    assert line["queries"] > 3
    assert line["ms"] > 0


def test_id_of_a_request_is_ours_unless_it_is_one(client, lines):
    client.get("/xa/", headers={"x-request-id": "Dấu Riêng"})

    assert re.fullmatch("[0-9a-f]{32}", lines()[0]["request"])


def test_slow_request_is_a_warning(client, lines, monkeypatch):
    monkeypatch.setattr(watching, "SLOW", 0.0)

    client.get("/xa/")

    assert [(line["level"], line["route"]) for line in lines()] == [("WARNING", "households:commune_list")]


def test_error_and_its_line_have_the_same_id(client, lines, monkeypatch):
    monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=ValueError))

    client.get("/xa/")

    error, line = lines()
    assert (error["level"], error["message"]) == ("ERROR", "Internal Server Error: households:commune_list")
    assert "in commune_list" in error["error"]
    assert line["request"] == error["request"]
    assert (line["level"], line["status"]) == ("WARNING", 500)


def test_probes_leave_no_line(client, lines):
    client.get("/suc-khoe/")
    client.get("/do-luong/")

    assert lines() == []


def test_nobodys_data_gets_into_a_log(client, household, written, monkeypatch):
    """Fails where a formatter is logging's own, where a record keeps its path or its query string."""
    numbers = [f"0013{number:08}" for number in range(PEOPLE)]
    people = MemberFactory.build_batch(PEOPLE, household=household)
    for person, number in zip(people, numbers, strict=True):
        person.name, person.personal_number = f"Dấu Riêng {number}", number
        person.prepare()
    Member.objects.bulk_create(people)
    markers = {household.phone, household.head.name, *numbers, *(person.name for person in people)}
    page = reverse("households:household", args=[household.pk])
    edit = reverse("households:household_edit", args=[household.pk])
    register = reverse("households:household_list", args=[household.unit_id])

    shown = client.get(page).text
    found = [
        client.get(page, {"q": numbers[0]}),
        client.post(register, {"text": people[0].name}),
        client.get(register),
        client.post(edit, {"version": household.version, "address": numbers, "phone": people[1].name}),
        client.get(f"/{numbers[2]}/", headers={"referer": f"http://testserver/?q={numbers[3]}"}),
        client.get(page, headers={"host": people[4].name.encode().hex()}),
        Client(enforce_csrf_checks=True).post(edit, {"name": numbers[5]}, headers={"referer": numbers[6]}),
    ]
    for error in (ValueError(people[7].name), KeyError(numbers[8]), IntegrityError(f"Key ({numbers[9]})")):
        monkeypatch.setattr("households.views.register.register_context", Mock(side_effect=error))
        found.append(client.get(page, {"q": numbers[11]}))
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/xa/?q={numbers[10]}")

    assert sum(person.name in shown for person in people) == PEOPLE
    assert {response.status_code for response in found} >= {200, 302, 400, 403, 404, 500}
    assert len(markers) >= 1000
    for text in written.values():
        assert text.getvalue().count("\n") >= len(found)
        assert [marker for marker in markers if marker in text.getvalue()] == []

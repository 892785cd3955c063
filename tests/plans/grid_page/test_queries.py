"""How much the grid's page asks of the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import YEAR, CommuneFactory, MembershipFactory, counted_hamlets, officer_of, small_plan


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("with_plan", [False, True])
@pytest.mark.parametrize("name", ["plans:grid", "plans:year"])
def test_pages_ask_no_more_for_many_hamlets(client, db, name, with_plan):
    asked = []
    for number in (3, 30):
        unit = CommuneFactory.create()
        counted_hamlets(unit, number)
        if with_plan:
            small_plan(unit)
        client.force_login(officer_of(unit))
        asked.append(queries_of(client, reverse(name, args=[unit.pk, YEAR])))

    assert asked[0] == asked[1] > 3


@pytest.mark.parametrize("name", ["plans:grid", "plans:year"])
def test_pages_ask_no_more_for_somebody_who_works_in_many_communes(desk, name):
    url = reverse(name, args=[desk.unit.pk, YEAR])
    asked = []
    for more in (1, 19):
        for _ in range(more):
            other = CommuneFactory.create()
            MembershipFactory.create(user=desk.officer, unit=other)
            counted_hamlets(other, 2)
            small_plan(other)
        asked.append(queries_of(desk.client, url))

    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["plans:grid", "plans:year"])
def test_pages_ask_no_more_when_other_people_have_many_communes(desk, name):
    url = reverse(name, args=[desk.unit.pk, YEAR])
    asked = []
    for more in (1, 19):
        for _ in range(more):
            counted_hamlets(CommuneFactory.create(), 2)
        asked.append(queries_of(desk.client, url))

    assert asked[0] == asked[1]

"""The page of who looks after which hamlets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import AreaAssignment
from households.models import AdministrativeUnit, Hamlet
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    HamletFactory,
    leader_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def hamlets(commune: AdministrativeUnit) -> list[Hamlet]:
    return HamletFactory.create_batch(2, unit=commune)


@pytest.fixture
def officer(commune: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(commune))
    return client


def url(unit: AdministrativeUnit) -> str:
    return reverse("assignments:areas", args=[unit.pk, YEAR])


def sent(*rows: dict[str, Any], version: int = 0, initial: int = 0) -> dict[str, Any]:
    """What the page would send for such rows."""
    data: dict[str, Any] = {"version": version, "rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def test_areas_are_saved_in_order(
    commune: AdministrativeUnit, hamlets: list[Hamlet], officer: Client
) -> None:
    first, second = hamlets
    rows = (
        {"official": "Hà Văn Hai", "position": "Trưởng ban", "hamlets": [second.pk], "ORDER": "2"},
        {"official": "Lò Thị  Một", "position": "", "hamlets": [first.pk, second.pk], "ORDER": "1"},
        {"official": "", "position": "", "ORDER": ""},
    )

    answer = officer.post(url(commune), sent(*rows))

    assert answer.status_code == 302
    areas = AreaAssignment.objects.in_year(commune, YEAR).order_by("order")
    assert [(area.official, area.hamlets.count()) for area in areas] == [("Lò Thị Một", 2), ("Hà Văn Hai", 1)]


def test_hamlets_without_anybody_are_named(
    commune: AdministrativeUnit, hamlets: list[Hamlet], officer: Client
) -> None:
    AreaAssignmentFactory.create(unit=commune).hamlets.set(hamlets[:1])

    page = officer.get(url(commune)).content.decode()

    assert "1 nơi không có đúng một người phụ trách" in page
    assert f"{hamlets[1].full_name}: chưa có người phụ trách." in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("official", "n" * 10_000), ("position", "p" * 121), ("hamlets", ["999999"]), ("hamlets", ["x\x00"])],
)
def test_bad_row_is_refused_and_stays_typed(
    commune: AdministrativeUnit, hamlets: list[Hamlet], officer: Client, field: str, value: Any
) -> None:
    row = {"official": "Lò Thị Một", "position": "", "hamlets": [], "ORDER": ""} | {field: value}

    answer = officer.post(url(commune), sent(row))

    assert answer.status_code == 200
    assert list(answer.context["rows"].forms[0].errors) == [field]
    assert not AreaAssignment.objects.exists()


def test_hamlet_of_another_commune_is_refused(
    commune: AdministrativeUnit, hamlets: list[Hamlet], officer: Client
) -> None:
    row = {"official": "Lò Thị Một", "hamlets": [HamletFactory.create().pk]}

    assert "Có thôn không thuộc xã này" in officer.post(url(commune), sent(row)).content.decode()


def test_nul_and_html_are_stored_as_text(
    commune: AdministrativeUnit, hamlets: list[Hamlet], officer: Client
) -> None:
    officer.post(url(commune), sent({"official": "<b>=1+1\x00</b>"}))

    assert AreaAssignment.objects.get().official == "<b>=1+1 </b>"
    assert "<b>=1+1" not in officer.get(url(commune)).content.decode()


def test_stale_list_keeps_what_was_typed(
    commune: AdministrativeUnit, hamlets: list[Hamlet], officer: Client
) -> None:
    AreaAssignmentFactory.create(unit=commune, official="Người Khác Ghi")

    answer = officer.post(url(commune), sent({"official": "Tôi Ghi"}))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Tôi Ghi" in page
    assert "Người Khác Ghi" in page
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(url(commune), sent_on(answer, **keep)).status_code == 302
    assert [area.official for area in AreaAssignment.objects.all()] == ["Tôi Ghi"]


def test_leader_reads_and_cannot_send(
    commune: AdministrativeUnit, hamlets: list[Hamlet], client: Client
) -> None:
    AreaAssignmentFactory.create(unit=commune, official="Lò Thị Một")
    client.force_login(leader_of(commune))

    page = client.get(url(commune)).content.decode()

    assert "Lò Thị Một" in page
    assert "data-guard" not in page
    assert client.post(url(commune), sent()).status_code == 403


def test_other_commune_is_not_found(commune: AdministrativeUnit, client: Client) -> None:
    client.force_login(officer_of(CommuneFactory.create()))

    assert client.get(url(commune)).status_code == 404

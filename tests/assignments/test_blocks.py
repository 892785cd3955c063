"""The blocks of a year: an agency in one block, a lead that is a member, last year's taken over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assignments.actions import BlockLine, blocks_save, blocks_take_over
from assignments.models import Agency, AssignmentBlock, BlockAgency
from assignments.queries import blocks_of
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import AgencyFactory, AssignmentBlockFactory, AssignmentFactory
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    leader_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def agencies(commune: AdministrativeUnit) -> list[Agency]:
    return AgencyFactory.create_batch(3, unit=commune)


@pytest.fixture
def officer(commune: AdministrativeUnit) -> User:
    return officer_of(commune)


@pytest.fixture
def inside(officer: User, client: Client) -> Client:
    client.force_login(officer)
    return client


def url(unit: AdministrativeUnit, year: int = YEAR) -> str:
    return reverse("assignments:blocks", args=[unit.pk, year])


def sent(*rows: dict[str, Any], version: int = 0, initial: int = 0) -> dict[str, Any]:
    """What the page would send for such rows."""
    data: dict[str, Any] = {"version": version, "rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return data


def standing(unit: AdministrativeUnit, year: int = YEAR) -> list[tuple[str, list[int]]]:
    """Names and members of the year's blocks."""
    return [
        (block.name, [agency.pk for agency in block.members]) for block in blocks_of(unit=unit, year=year)
    ]


# --- what the database holds ---


def test_block_has_a_name_once_a_year(commune: AdministrativeUnit, agencies: list[Agency]) -> None:
    AssignmentBlockFactory.create(lead_agency=agencies[0], name="Khối trường")
    AssignmentBlockFactory.create(lead_agency=agencies[0], name="Khối trường", year=YEAR + 1)

    for name in ("", "Khối trường"):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignmentBlockFactory.create(lead_agency=agencies[1], name=name)


def test_agency_is_in_one_block_a_year(agencies: list[Agency]) -> None:
    one, other = (AssignmentBlockFactory.create(lead_agency=agency) for agency in agencies[:2])
    BlockAgency.objects.create(block=one, agency=agencies[2], year=YEAR)

    with pytest.raises(IntegrityError), transaction.atomic():
        BlockAgency.objects.create(block=other, agency=agencies[2], year=YEAR)


# --- written ---


def test_lead_becomes_a_member_and_names_change_places(
    commune: AdministrativeUnit, agencies: list[Agency], officer: User
) -> None:
    one, two, three = (agency.pk for agency in agencies)
    first = [
        BlockLine(name="Khối A", lead_agency=one, agencies=()),
        BlockLine(name="Khối B", lead_agency=two, agencies=(three,)),
    ]
    blocks_save(unit=commune, year=YEAR, lines=first, version=0, by=officer)
    keys = list(AssignmentBlock.objects.order_by("order").values_list("pk", flat=True))

    swapped = [
        BlockLine(block=keys[1], name="Khối A", lead_agency=two, agencies=(three,)),
        BlockLine(block=keys[0], name="Khối B", lead_agency=one, agencies=()),
    ]
    blocks_save(unit=commune, year=YEAR, lines=swapped, by=officer)

    assert standing(commune) == [("Khối A", [two, three]), ("Khối B", [one])]
    assert list(AssignmentBlock.objects.order_by("order").values_list("pk", flat=True)) == keys[::-1]
    [line] = lines([AuditEvent.objects.filter(action="assignment_blocks_saved").latest("sequence")])
    assert line.about == f"Các khối năm {YEAR}"
    assert f"Khối A: {agencies[1]} (đầu mối), {agencies[2]}" in [change.after for change in line.changes]
    with pytest.raises(StaleError):
        blocks_save(unit=commune, year=YEAR, lines=first, version=0, by=officer)


def test_agency_in_two_blocks_or_of_another_commune_is_refused(
    commune: AdministrativeUnit, agencies: list[Agency], officer: User
) -> None:
    one, two, three = (agency.pk for agency in agencies)
    twice = [
        BlockLine(name="Khối A", lead_agency=one, agencies=(three,)),
        BlockLine(name="Khối B", lead_agency=two, agencies=(three,)),
    ]
    foreign = [BlockLine(name="Khối A", lead_agency=AgencyFactory.create().pk, agencies=())]

    with pytest.raises(DomainError, match=f"{agencies[2]} đang ở “Khối A” và “Khối B”"):
        blocks_save(unit=commune, year=YEAR, lines=twice, by=officer)
    with pytest.raises(DomainError, match="không thuộc xã"):
        blocks_save(unit=commune, year=YEAR, lines=foreign, by=officer)

    assert standing(commune) == []


@pytest.mark.parametrize("reason", ["", "phân công nhầm"])
def test_block_with_households_is_not_dropped(
    commune: AdministrativeUnit, agencies: list[Agency], officer: User, reason: str
) -> None:
    block = AssignmentBlockFactory.create(lead_agency=agencies[0])
    hamlet = HamletFactory.create(unit=commune)
    helping = AssignmentFactory.create(
        household=HouseholdFactory.create(hamlet=hamlet),
        lead_agency=agencies[0],
        block=block,
        withdrawn_reason=reason,
    )

    if reason:
        blocks_save(unit=commune, year=YEAR, lines=[], by=officer)
        helping.refresh_from_db()
        assert helping.block is None
    else:
        with pytest.raises(DomainError, match="còn hộ được phân công"):
            blocks_save(unit=commune, year=YEAR, lines=[], by=officer)

    assert len(standing(commune)) == (not reason)


def test_last_years_blocks_are_taken_over_without_who_is_gone(
    commune: AdministrativeUnit, agencies: list[Agency], officer: User
) -> None:
    one, two, three = (agency.pk for agency in agencies)
    last = [
        BlockLine(name="Khối A", lead_agency=one, agencies=(two,)),
        BlockLine(name="Khối B", lead_agency=three, agencies=()),
    ]
    blocks_save(unit=commune, year=YEAR, lines=last, by=officer)
    Agency.objects.filter(pk__in=[one, three]).update(valid_to=dt.date(YEAR, 1, 2))

    led_anew = blocks_take_over(unit=commune, year=YEAR + 1, by=officer)

    assert led_anew == ["Khối A"]
    assert standing(commune, YEAR + 1) == [("Khối A", [two])]
    assert len(standing(commune)) == 2
    with pytest.raises(DomainError, match="đã có khối"):
        blocks_take_over(unit=commune, year=YEAR + 1, by=officer)
    with pytest.raises(DomainError, match="không có khối nào"):
        blocks_take_over(unit=commune, year=YEAR + 5, by=officer)


# --- the page ---


def test_page_saves_and_shows(commune: AdministrativeUnit, agencies: list[Agency], inside: Client) -> None:
    one, two, three = agencies
    row = {"name": "Khối trường", "lead_agency": one.pk, "agencies": [two.pk], "ORDER": "1"}

    answer = inside.post(url(commune), sent(row, {"name": "", "ORDER": ""}))

    assert answer.status_code == 302
    assert standing(commune) == [("Khối trường", [one.pk, two.pk])]
    page = inside.get(url(commune)).content.decode()
    assert "1 cơ quan, đơn vị chưa ở khối nào" in page
    assert f"{three.name}.\n</details>" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "n" * 121),
        ("lead_agency", ""),
        ("lead_agency", "999999"),
        ("agencies", ["x\x00"]),
        ("block", "một"),
    ],
)
def test_bad_row_is_refused(
    commune: AdministrativeUnit, agencies: list[Agency], inside: Client, field: str, value: Any
) -> None:
    row = {"name": "Khối trường", "lead_agency": agencies[0].pk, "agencies": []} | {field: value}

    answer = inside.post(url(commune), sent(row))

    assert answer.status_code == 200
    assert list(answer.context["rows"].forms[0].errors) == [field]
    assert standing(commune) == []


def test_refusal_of_the_whole_list_stands_above_it(
    commune: AdministrativeUnit, agencies: list[Agency], inside: Client
) -> None:
    rows = [
        {"name": "Khối A", "lead_agency": agencies[0].pk},
        {"name": "Khối B", "lead_agency": agencies[0].pk},
    ]

    page = inside.post(url(commune), sent(*rows)).content.decode()

    assert "mỗi cơ quan chỉ ở một khối trong năm" in page
    assert standing(commune) == []


def test_who_saves_second_sees_both(
    commune: AdministrativeUnit, agencies: list[Agency], inside: Client, officer: User
) -> None:
    blocks_save(
        unit=commune,
        year=YEAR,
        lines=[BlockLine(name="Khối A", lead_agency=agencies[0].pk, agencies=())],
        by=officer,
    )
    shown = inside.get(url(commune))
    blocks_save(
        unit=commune,
        year=YEAR,
        lines=[BlockLine(block=block_id(), name="Khối của họ", lead_agency=agencies[0].pk, agencies=())],
        by=officer,
    )

    answer = inside.post(url(commune), sent_on(shown, **{"rows-0-name": "Khối của tôi"}))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Khối của họ" in page
    assert "Khối của tôi" in page
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    key = block_id()
    assert inside.post(url(commune), sent_on(answer, **keep)).status_code == 302
    assert (standing(commune), block_id()) == ([("Khối của tôi", [agencies[0].pk])], key)


def block_id() -> int:
    """The id of the one block there is."""
    return AssignmentBlock.objects.get().pk


def test_one_button_takes_last_years_over(
    commune: AdministrativeUnit, agencies: list[Agency], inside: Client
) -> None:
    inside.post(url(commune, YEAR - 1), sent({"name": "Khối A", "lead_agency": agencies[0].pk}))
    assert "Lấy các khối năm trước" in inside.get(url(commune)).content.decode()

    inside.post(reverse("assignments:blocks_last", args=[commune.pk, YEAR]))

    assert standing(commune) == [("Khối A", [agencies[0].pk])]
    assert "Lấy các khối năm trước" not in inside.get(url(commune)).content.decode()


def test_leader_reads_and_cannot_send(
    commune: AdministrativeUnit, agencies: list[Agency], client: Client
) -> None:
    AssignmentBlockFactory.create(lead_agency=agencies[0], name="Khối trường")
    client.force_login(leader_of(commune))

    page = client.get(url(commune)).content.decode()

    assert "Khối trường" in page
    assert "data-guard" not in page
    assert client.post(url(commune), sent()).status_code == 403


@pytest.mark.parametrize("number", [1, 4])
def test_page_takes_as_many_queries_for_one_block_as_for_four(
    commune: AdministrativeUnit, inside: Client, number: int, django_assert_num_queries: Any
) -> None:
    for agency in AgencyFactory.create_batch(number, unit=commune):
        block = AssignmentBlockFactory.create(lead_agency=agency)
        BlockAgency.objects.create(block=block, agency=agency, year=YEAR)

    with django_assert_num_queries(10):
        inside.get(url(commune))

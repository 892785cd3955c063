"""The steering committee of a year, and hamlets in nobody's or several officials' charge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from assignments.actions import AreaLine, area_assignments_save, committee_save
from assignments.models import AreaAssignment, SteeringCommittee
from assignments.queries import area_findings, areas_of, committee_of
from assignments.rules import CommitteeRole
from households.models import AdministrativeUnit, Hamlet
from povertyplan.accounts.models import User
from povertyplan.common.errors import StaleError
from povertyplan.common.models import AuditEvent
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
DECISION: dict[str, Any] = {"decision_number": "12/QĐ-UBND", "decision_date": dt.date(YEAR, 1, 20)}


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def by(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def officer(by: User, client: Client) -> Client:
    client.force_login(by)
    return client


def url(unit: AdministrativeUnit, name: str = "committee") -> str:
    return reverse(f"assignments:{name}", args=[unit.pk, YEAR])


# --- every hamlet exactly once ---


def test_hamlets_of_nobody_and_of_several_are_found(unit: AdministrativeUnit, by: User) -> None:
    alone, shared, nobody = HamletFactory.create_batch(3, unit=unit)
    lines = [
        AreaLine(official="Lò Thị Một", position="", hamlets=(alone.pk, shared.pk)),
        AreaLine(official="Hà Văn Hai", position="", hamlets=(shared.pk,), committee_role="deputy"),
    ]
    area_assignments_save(unit=unit, year=YEAR, lines=lines, by=by)

    found = area_findings(hamlets=[alone, shared, nobody], areas=areas_of(unit=unit, year=YEAR))

    assert [(each.code, each.hamlet, each.officials) for each in found] == [
        ("area_shared", shared, ("Lò Thị Một", "Hà Văn Hai")),
        ("area_without_official", nobody, ()),
    ]
    assert "2 người phụ trách (Lò Thị Một, Hà Văn Hai)" in found[0].message


def test_nobody_in_charge_of_anything_is_no_finding(unit: AdministrativeUnit) -> None:
    hamlets: list[Hamlet] = HamletFactory.create_batch(2, unit=unit)
    AreaAssignmentFactory.create(unit=unit)

    assert area_findings(hamlets=hamlets, areas=areas_of(unit=unit, year=YEAR)) == []


def test_place_in_the_committee_is_saved_told_and_shown(unit: AdministrativeUnit, officer: Client) -> None:
    row = {"rows-0-official": "Hà Văn Hai", "rows-0-committee_role": "standing", "rows-0-ORDER": "1"}

    officer.post(url(unit, "areas"), row | {"version": 0, "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0})

    assert AreaAssignment.objects.get().committee_role == CommitteeRole.STANDING
    assert AuditEvent.objects.get().details["to"] == ["Hà Văn Hai, Ủy viên thường trực: "]
    officer.force_login(leader_of(unit))
    assert "Ủy viên thường trực" in officer.get(url(unit, "areas")).content.decode()


def test_unknown_place_in_the_committee_is_refused(unit: AdministrativeUnit, by: User) -> None:
    lines = [AreaLine(official="Hà Văn Hai", position="", hamlets=(), committee_role="king")]

    with pytest.raises(ValidationError, match="king"):
        area_assignments_save(unit=unit, year=YEAR, lines=lines, by=by)
    with pytest.raises(IntegrityError, match="committee_role_is_known"):
        AreaAssignmentFactory.create(unit=unit, committee_role="king")


# --- the committee ---


def test_committee_is_written_once_a_year(unit: AdministrativeUnit, by: User) -> None:
    committee_save(unit=unit, year=YEAR, name=" Ban  Chỉ đạo ", version=0, by=by)
    committee_save(unit=unit, year=YEAR, name="Ban Chỉ đạo", version=1, by=by, **DECISION)

    committee = committee_of(unit=unit, year=YEAR)
    assert committee
    assert (committee.name, committee.version, committee.decision_number) == ("Ban Chỉ đạo", 2, "12/QĐ-UBND")
    event = AuditEvent.objects.filter(action="committee_saved").latest("pk")
    assert event.details["from"]["decision_date"] == ""
    assert event.details["to"]["decision_date"] == f"{YEAR}-01-20"
    with pytest.raises(StaleError):
        committee_save(unit=unit, year=YEAR, name="Ban khác", version=1, by=by)


@pytest.mark.parametrize(
    ("constraint", "given"),
    [
        ("steering_committee_has_name", {"name": ""}),
        ("steering_committee_decision_has_number_and_date", {"decision_number": "12"}),
        ("steering_committee_decision_has_number_and_date", {"decision_date": dt.date(YEAR, 1, 20)}),
    ],
)
def test_committee_constraints(unit: AdministrativeUnit, constraint: str, given: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        SteeringCommittee.objects.create(**{"unit": unit, "year": YEAR, "name": "Ban Chỉ đạo"} | given)


def test_committee_is_one_a_year(unit: AdministrativeUnit) -> None:
    SteeringCommittee.objects.create(unit=unit, year=YEAR, name="Ban Chỉ đạo")
    with pytest.raises(IntegrityError):
        SteeringCommittee.objects.create(unit=unit, year=YEAR, name="Ban khác")


def test_committee_stands_above_its_members(unit: AdministrativeUnit, officer: Client) -> None:
    sent = {"version": 0, "name": "Ban Chỉ đạo phường", "decision_number": "12/QĐ-UBND"}
    assert officer.post(url(unit), sent | {"decision_date": f"20/01/{YEAR}"}).status_code == 302

    page = officer.get(url(unit, "areas")).content.decode()

    assert "Ban Chỉ đạo phường" in page
    assert f"Quyết định số 12/QĐ-UBND ngày 20/01/{YEAR}" in page
    leader = Client()
    leader.force_login(leader_of(unit))
    log = leader.get(reverse("households:log", args=[unit.pk])).content.decode()
    assert f"20/01/{YEAR}" in log


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"decision_number": "12"}, "decision_date"),
        ({"decision_date": f"20/01/{YEAR}"}, "decision_number"),
        ({"decision_number": "12", "decision_date": "31/02/2026"}, "decision_date"),
    ],
)
def test_bad_committee_is_refused(
    unit: AdministrativeUnit, officer: Client, given: dict[str, Any], field: str
) -> None:
    answer = officer.post(url(unit), {"version": 0, "name": "Ban Chỉ đạo"} | given)

    assert list(answer.context["form"].errors) == [field]
    assert not SteeringCommittee.objects.exists()


def test_two_who_write_the_committee_see_both(unit: AdministrativeUnit, by: User, officer: Client) -> None:
    page = officer.get(url(unit))
    committee_save(unit=unit, year=YEAR, name="Ban người kia ghi", by=by)

    sent = {"name": "Ban tôi ghi"} | {name: page.context[name] for name in ("version", "base")}
    answer = officer.post(url(unit), sent)

    assert answer.status_code == 409
    assert "Ban người kia ghi" in answer.content.decode()
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(url(unit), sent_on(answer, **keep)).status_code == 302
    assert SteeringCommittee.objects.get().name == "Ban tôi ghi"

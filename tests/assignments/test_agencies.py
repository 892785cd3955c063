"""Agencies of a commune and who signs in for them: what is held, written, refused and counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from assignments.actions import (
    agencies_import,
    agency_create,
    agency_end,
    agency_member_create,
    agency_member_join,
    agency_member_leave,
    agency_update,
)
from assignments.models import Agency, AgencyMembership, Assignment, AssignmentSupporter
from assignments.queries import agencies_joined, agency_members, agency_rows, households_helped
from assignments.rules import AgencyKind, kind_called, kind_of
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import Line, lines
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
)
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    UserFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(YEAR, 11, 20)


@pytest.fixture
def commune() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(commune: AdministrativeUnit) -> User:
    return officer_of(commune)


def told(action: str) -> Line:
    """The last event of that kind as the log shows it."""
    [line] = lines([AuditEvent.objects.filter(action=action).latest("sequence")])
    return line


def changes_of(action: str) -> list[str]:
    return [
        f"{change.what}: {change.before} → {change.after}" if change.before is not None else change.after
        for change in told(action).changes
    ]


# --- kinds ---


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Trường Tiểu học Hoa Ban", AgencyKind.SCHOOL),
        ("TRƯỜNG MẦM NON", AgencyKind.SCHOOL),
        ("Công ty TNHH Mây Tre", AgencyKind.ENTERPRISE),
        ("Công an phường", AgencyKind.POLICE_MILITARY),
        ("Công đoàn Công ty Mây Tre", AgencyKind.UNION),
        ("Phòng Kinh tế", AgencyKind.OFFICE),
        ("Phòng giao dịch Ngân hàng Chính sách xã hội", AgencyKind.BANK),
        ("Hội Nông dân", AgencyKind.UNION),
        ("Hội đồng nhân dân", AgencyKind.COMMITTEE),
        ("Ủy ban MTTQ Việt Nam", AgencyKind.UNION),
        ("Ban Chỉ huy Quân sự", AgencyKind.POLICE_MILITARY),
        ("Ban Xây dựng Đảng", AgencyKind.COMMITTEE),
        ("Trạm Y tế", AgencyKind.HEALTH_STATION),
        ("Trạm Khuyến nông", AgencyKind.SERVICE_UNIT),
        ("Chùa Bến", AgencyKind.RELIGIOUS),
        ("Phongtre", None),
        ("Mây Tre Đan", None),
        ("", None),
    ],
)
def test_name_says_the_kind(name: str, kind: AgencyKind | None) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Phòng, văn phòng", AgencyKind.OFFICE),
        ("đoàn thể", AgencyKind.UNION),
        ("HỢP TÁC XÃ", AgencyKind.ENTERPRISE),
        ("Truong hoc", AgencyKind.SCHOOL),
        ("trường", AgencyKind.SCHOOL),
        ("khác", AgencyKind.OTHER),
        ("đầu mối", None),
    ],
)
def test_kind_is_known_by_its_label_or_a_word(text: str, kind: AgencyKind | None) -> None:
    assert kind_called(text) == kind


# --- what the database holds ---


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"name": ""}, "agency_has_name"),
        ({"kind": "guild"}, "agency_kind_is_known"),
        ({"valid_from": TODAY, "valid_to": TODAY}, "agency_period_is_ordered"),
    ],
)
def test_agency_that_cannot_be(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AgencyFactory.create(**values)


def _twice(make: Any, **values: Any) -> None:
    make.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.create(**values)


def test_running_agency_has_its_name_alone(commune: AdministrativeUnit) -> None:
    AgencyFactory.create(unit=commune, name="Hội Nông dân", valid_to=TODAY)
    AgencyFactory.create(name="Hội Nông dân")

    _twice(AgencyFactory, unit=commune, name="Hội  Nông dân")


def test_membership_runs_once_and_in_order(commune: AdministrativeUnit) -> None:
    agency, user = AgencyFactory.create(unit=commune), UserFactory.create()
    AgencyMembershipFactory.create(agency=agency, user=user, valid_to=TODAY)

    _twice(AgencyMembershipFactory, agency=agency, user=user)
    with pytest.raises(IntegrityError, match="agency_membership_period_is_ordered"), transaction.atomic():
        AgencyMembershipFactory.create(valid_from=TODAY, valid_to=TODAY)


# --- agencies are written ---


def test_agency_is_added_at_the_end(commune: AdministrativeUnit, officer: User) -> None:
    AgencyFactory.create(unit=commune, order=7)

    added = agency_create(unit=commune, by=officer, name=" Hội  Nông dân", kind=AgencyKind.UNION)

    assert (added.name, added.order) == ("Hội Nông dân", 8)
    assert told("agency_created").about == "Hội Nông dân"
    assert changes_of("agency_created") == ["Hội Nông dân", "Mặt trận, đoàn thể"]


def test_agency_whose_name_runs_is_refused(commune: AdministrativeUnit, officer: User) -> None:
    AgencyFactory.create(unit=commune, name="Hội Nông dân")

    with pytest.raises(ValidationError, match="đã có trong danh sách"):
        agency_create(unit=commune, by=officer, name="HỘI NÔNG DÂN", kind=AgencyKind.UNION)

    assert not AuditEvent.objects.filter(action="agency_created").exists()


def test_agency_is_changed_once_and_told(commune: AdministrativeUnit, officer: User) -> None:
    agency = AgencyFactory.create(unit=commune, name="Hội Nông dân", kind=AgencyKind.OTHER)

    agency_update(agency=agency, version=1, by=officer, kind=AgencyKind.UNION, valid_from=TODAY)
    agency_update(agency=agency, version=2, by=officer, kind=AgencyKind.UNION)

    agency.refresh_from_db()
    assert (agency.kind, agency.version) == (AgencyKind.UNION, 2)
    assert AuditEvent.objects.filter(action="agency_updated").count() == 1
    assert changes_of("agency_updated") == [
        "loại: cơ quan, đơn vị khác → Mặt trận, đoàn thể",
        "từ ngày:  → 20/11/2026",
    ]
    with pytest.raises(StaleError):
        agency_update(agency=agency, version=1, by=officer, name="Hội khác")


def test_agency_that_helps_is_ended_only_knowingly(commune: AdministrativeUnit, officer: User) -> None:
    hamlet = HamletFactory.create(unit=commune)
    agency, other = AgencyFactory.create_batch(2, unit=commune)
    supported = AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet), lead_agency=other)
    AssignmentSupporter.objects.create(assignment=supported, agency=agency)
    AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet), lead_agency=agency)
    membership = AgencyMembershipFactory.create(agency=agency)
    day = dt.date(YEAR, 9, 30)

    with pytest.raises(DomainError, match="còn giúp đỡ 2 hộ"):
        agency_end(agency=agency, date=day, anyway=False, by=officer)
    agency_end(agency=agency, date=day, anyway=True, by=officer)

    agency.refresh_from_db()
    membership.refresh_from_db()
    assert agency.valid_to == membership.valid_to == day
    assert changes_of("agency_ended") == ["30/09/2026", "2", "1"]
    with pytest.raises(DomainError, match="đã thôi"):
        agency_end(agency=agency, date=day, anyway=True, by=officer)


def test_agency_whose_help_is_over_or_withdrawn_is_ended(commune: AdministrativeUnit, officer: User) -> None:
    hamlet = HamletFactory.create(unit=commune)
    agency = AgencyFactory.create(unit=commune)
    AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet), lead_agency=agency)
    gone = AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet), lead_agency=agency)
    Assignment.objects.filter(pk=gone.pk).update(valid_to=dt.date(YEAR, 12, 1), withdrawn_reason="nhầm")

    agency_end(agency=agency, date=dt.date(YEAR, 10, 1), anyway=False, by=officer)

    assert Agency.objects.get(pk=agency.pk).valid_to == dt.date(YEAR, 10, 1)


def test_lines_come_all_or_none(commune: AdministrativeUnit, officer: User) -> None:
    AgencyFactory.create(unit=commune, name="Trạm Y tế", kind=AgencyKind.OTHER, phone="02")
    lines_read = [
        {"name": "TRẠM Y TẾ", "kind": AgencyKind.HEALTH_STATION.value},
        {"name": "Công ty Mây", "kind": AgencyKind.ENTERPRISE.value, "contact": "Lò Văn Mẫu"},
    ]

    with pytest.raises(ValidationError):
        agencies_import(unit=commune, lines=[*lines_read, {"name": "Mây"}], by=officer)
    assert Agency.objects.count() == 1
    done = agencies_import(unit=commune, lines=lines_read, by=officer)
    again = agencies_import(unit=commune, lines=lines_read, by=officer)

    assert (done.created, done.updated, again.created, again.updated) == (1, 1, 0, 0)
    station = Agency.objects.get(name="TRẠM Y TẾ")
    assert (station.kind, station.phone) == (AgencyKind.HEALTH_STATION, "02")
    assert AuditEvent.objects.filter(action="agencies_imported").count() == 1
    assert "Công ty Mây" in changes_of("agencies_imported")


# --- who signs in ---


def test_new_member_must_change_the_password(commune: AdministrativeUnit, officer: User) -> None:
    agency = AgencyFactory.create(unit=commune)

    membership = agency_member_create(
        agency=agency,
        username="giaovien",
        full_name="Lò  Thị Giáo",
        position="Giáo viên",
        password="bim-kat-nop",
        by=officer,
    )

    user = membership.user
    assert (user.full_name, user.must_change_password) == ("Lò Thị Giáo", True)
    assert user.check_password("bim-kat-nop")
    assert agencies_joined(user=user) == [agency]
    assert changes_of("agency_member_joined") == [agency.name, "giaovien"]
    with pytest.raises(ValidationError):
        agency_member_create(
            agency=agency, username="giaovien", full_name="A", position="", password="x", by=officer
        )
    assert User.objects.filter(username="giaovien").count() == 1


@pytest.mark.parametrize("fault", ["locked", "ended", "twice"])
def test_who_cannot_be_a_member_is_refused(commune: AdministrativeUnit, officer: User, fault: str) -> None:
    agency = AgencyFactory.create(unit=commune, valid_to=TODAY if fault == "ended" else None)
    user = UserFactory.create(is_active=fault != "locked")
    if fault == "twice":
        agency_member_join(agency=agency, user=user, by=officer)

    with pytest.raises((DomainError, ValidationError)):
        agency_member_join(agency=agency, user=user, by=officer)

    assert AgencyMembership.objects.count() == (fault == "twice")


@pytest.mark.parametrize("began", [dt.date(2025, 7, 1), None])
def test_member_who_leaves_sees_nothing_at_once(
    commune: AdministrativeUnit, officer: User, began: dt.date | None
) -> None:
    hamlet = HamletFactory.create(unit=commune)
    membership = AgencyMembershipFactory.create(
        valid_from=began or timezone.localdate(), agency__unit=commune
    )
    user, agency = membership.user, membership.agency
    AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet), lead_agency=agency)
    before = (Assignment.objects.visible_to(user).count(), Agency.objects.joined_by(user).count())

    agency_member_leave(membership=membership, by=officer)

    after = (Assignment.objects.visible_to(user).count(), Agency.objects.joined_by(user).count())
    assert (before, after) == ((1, 1), (0, 0))
    assert User.objects.get(pk=user.pk).session_epoch == user.session_epoch + 1
    assert agency_members(agency=agency, on=timezone.localdate()) == []
    with pytest.raises(DomainError, match="vừa được cho thôi"):
        agency_member_leave(membership=membership, by=officer)


# --- counting ---


def _agencies(unit: AdministrativeUnit, number: int) -> list[Model]:
    hamlet = HamletFactory.create(unit=unit)
    agencies: list[Model] = []
    for agency in AgencyFactory.create_batch(number, unit=unit):
        AgencyMembershipFactory.create(agency=agency)
        AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet), lead_agency=agency)
        agencies.append(agency)
    return agencies


@pytest.mark.parametrize("number", [1, 4])
def test_agencies_are_counted_in_three_queries(
    commune: AdministrativeUnit, number: int, django_assert_num_queries: Any
) -> None:
    _agencies(commune, number)

    with django_assert_num_queries(3):
        rows = agency_rows(unit=commune, year=YEAR, on=TODAY)

    assert [(row.members, row.households) for row in rows] == [(1, 1)] * number


def test_household_counts_once_and_withdrawn_help_not(commune: AdministrativeUnit) -> None:
    hamlet = HamletFactory.create(unit=commune)
    lead, support = AgencyFactory.create_batch(2, unit=commune)
    household = HouseholdFactory.create(hamlet=hamlet)
    first = AssignmentFactory.create(household=household, lead_agency=lead)
    AssignmentSupporter.objects.create(assignment=first, agency=support)
    second = AssignmentFactory.create(household=household, lead_agency=support)
    AssignmentSupporter.objects.create(assignment=second, agency=lead)
    AssignmentFactory.create(
        household=HouseholdFactory.create(hamlet=hamlet), lead_agency=lead, withdrawn_reason="nhầm"
    )
    AssignmentFactory.create(
        household=HouseholdFactory.create(hamlet=hamlet), lead_agency=lead, year=YEAR - 1
    )

    assert households_helped(unit=commune, year=YEAR) == {
        lead.pk: {household.pk},
        support.pk: {household.pk},
    }

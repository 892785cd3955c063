"""Registrations, households in danger, and what the database holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from assignments.actions import (
    endangered_drop,
    endangered_name,
    prospect_register,
)
from assignments.models import EndangeredHousehold, EscapeProspect
from assignments.rules import EscapePath, Origin, ProspectStatus, registration_violation
from households.models import AdministrativeUnit, Household
from households.rules import Need
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from tests.assignments.factories import EndangeredHouseholdFactory, EscapeProspectFactory
from tests.assignments.prospects.conftest import last_event
from tests.assignments.start_of_year import left_list, reviewed_household
from tests.factories import (
    YEAR,
    HamletFactory,
    HouseholdFactory,
    leader_of_hamlets,
)

pytestmark = pytest.mark.django_db


# --- registrations ---

DAY = dt.date(YEAR - 1, 12, 20)


def register(household: Household, by: User, **given: Any) -> EscapeProspect:
    wanted: dict[str, Any] = {"date": DAY, "through": "Hội  Phụ nữ", "needs": [Need.CREDIT], **given}
    return prospect_register(household=household, year=YEAR, by=by, **wanted)


def test_registration_waits_for_the_officer(by: User, household: Household) -> None:
    prospect = register(household, by)

    assert (prospect.status, prospect.origin) == ("proposed", "household")
    assert (prospect.registered_date, prospect.registered_through) == (DAY, "Hội Phụ nữ")
    assert last_event().details == {"year": YEAR, "date": f"{DAY}", "through": "Hội Phụ nữ", "needs": 8}


def test_chosen_household_that_registers_stays_chosen(by: User, household: Household) -> None:
    EscapeProspectFactory(household=household, path=EscapePath.TO_NEAR_POOR)

    register(household, by, version=1)

    prospect = EscapeProspect.objects.get()
    assert (prospect.status, prospect.origin, prospect.path) == ("chosen", "officer", "to_near_poor")
    assert prospect.registered_date == DAY


def test_dropped_household_that_registers_waits_again(by: User, household: Household) -> None:
    EscapeProspectFactory(household=household, status=ProspectStatus.DROPPED)

    assert register(household, by).status == ProspectStatus.PROPOSED


def test_registration_that_somebody_else_made_meanwhile_is_stale(by: User, household: Household) -> None:
    register(household, by, version=0)

    with pytest.raises(StaleError):
        register(household, by, version=0)


def test_registering_who_is_not_poor_or_elsewhere_is_refused(
    unit: AdministrativeUnit, by: User, household: Household
) -> None:
    with pytest.raises(DomainError, match="không phải hộ nghèo"):
        register(reviewed_household(unit, found="other"), by)
    with pytest.raises(DomainError, match="người phụ trách thôn"):
        register(household, leader_of_hamlets(HamletFactory.create(unit=unit)))
    with pytest.raises(DomainError, match="chưa đến"):
        register(household, by, date=timezone.localdate() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        (dt.date(2026, 3, 1), ""),
        (dt.date(2025, 1, 1), ""),
        (dt.date(2024, 12, 31), "phải từ 01/01/2025"),
        (dt.date(2026, 3, 2), "chưa đến"),
    ],
)
def test_registration_is_of_the_year_or_the_one_before(date: dt.date, sentence: str) -> None:
    assert sentence in registration_violation(date, year=2026, today=dt.date(2026, 3, 1))
    assert bool(registration_violation(date, year=2026, today=dt.date(2026, 3, 1))) == bool(sentence)


# --- in danger ---


@pytest.mark.parametrize("found", ["near_poor", "other", None])
def test_household_that_is_not_poor_is_named(unit: AdministrativeUnit, found: str | None) -> None:
    household = reviewed_household(unit, found=found) if found else HouseholdFactory.create(hamlet__unit=unit)
    leader = leader_of_hamlets(household.hamlet)

    endangered = endangered_name(household=household, year=YEAR, reason=" mất  việc ", by=leader)

    assert (endangered.reason, endangered.named_by, endangered.unit) == ("mất việc", leader, unit)
    assert last_event().action == "endangered_named"


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("poor", "đang là hộ nghèo"),
        ("left", "thôi quản lý"),
        ("elsewhere", "người phụ trách thôn"),
        ("named", "đã có trong danh sách"),
        ("no reason", "Ghi lý do"),
    ],
)
def test_who_cannot_be_named(unit: AdministrativeUnit, case: str, sentence: str) -> None:
    household = reviewed_household(unit, found="poor" if case == "poor" else "other")
    by = leader_of_hamlets(HamletFactory.create(unit=unit) if case == "elsewhere" else household.hamlet)
    if case == "left":
        left_list(household)
    if case == "named":
        EndangeredHouseholdFactory(household=household)

    with pytest.raises(DomainError, match=sentence):
        endangered_name(household=household, year=YEAR, reason="" if case == "no reason" else "ốm", by=by)


def test_dropping_one_in_danger_twice_is_refused(by: User, household: Household) -> None:
    endangered = EndangeredHouseholdFactory.create(household=household)

    endangered_drop(endangered=endangered, by=by)

    assert not EndangeredHousehold.objects.exists()
    assert last_event().details == {"year": YEAR, "reason": endangered.reason}
    with pytest.raises(DomainError, match="bỏ khỏi danh sách"):
        endangered_drop(endangered=endangered, by=by)


# --- what the database holds ---


@pytest.mark.parametrize(
    ("constraint", "given"),
    [
        ("escape_prospect_path_is_known", {"path": "luck"}),
        ("escape_prospect_status_is_known", {"status": "maybe"}),
        ("escape_prospect_origin_is_known", {"origin": "rumour"}),
        ("escape_prospect_by_itself_has_reason", {"path": EscapePath.BY_ITSELF}),
        ("escape_prospect_registration_has_date", {"origin": Origin.HOUSEHOLD}),
    ],
)
def test_prospect_constraints(household: Household, constraint: str, given: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        EscapeProspectFactory.create(household=household, **given)


def test_household_is_on_each_list_once_a_year(household: Household) -> None:
    EscapeProspectFactory(household=household)
    EscapeProspectFactory(household=household, year=YEAR + 1)
    with pytest.raises(IntegrityError):
        EscapeProspectFactory(household=household)


def test_household_is_in_danger_once_a_year(household: Household) -> None:
    EndangeredHouseholdFactory(household=household)
    with pytest.raises(IntegrityError):
        EndangeredHouseholdFactory(household=household)


def test_endangered_has_a_reason(household: Household) -> None:
    with pytest.raises(IntegrityError, match="endangered_household_has_reason"):
        EndangeredHouseholdFactory(household=household, reason="")

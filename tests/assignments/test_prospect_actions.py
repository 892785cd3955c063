"""Households expected to leave poverty, and those in danger: chosen, proposed, registered, dropped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from assignments.actions import (
    endangered_drop,
    endangered_name,
    prospect_drop,
    prospect_propose,
    prospect_register,
    prospect_save,
    prospects_choose,
    prospects_decide,
    prospects_place,
)
from assignments.models import EndangeredHousehold, EscapeProspect
from assignments.rules import EscapePath, Origin, ProspectStatus, registration_violation
from households.models import AdministrativeUnit, Household
from households.rules import Need
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import EndangeredHouseholdFactory, EscapeProspectFactory
from tests.assignments.start_of_year import left_list, reviewed_household
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    at_once,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def by(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def household(unit: AdministrativeUnit) -> Household:
    return reviewed_household(unit)


def choose(by: User, *households: Household, **given: Any) -> int:
    """Choose households as helped, unless told otherwise."""
    wanted: dict[str, Any] = {"unit": households[0].unit, "path": EscapePath.HELPED, **given}
    return prospects_choose(year=YEAR, households=[each.pk for each in households], by=by, **wanted)


def last_event() -> AuditEvent:
    event = AuditEvent.objects.order_by("pk").last()
    assert event
    return event


# --- choosing ---


def test_many_are_chosen_under_their_own_hamlets(unit: AdministrativeUnit, by: User) -> None:
    first, second = reviewed_household(unit), reviewed_household(unit)

    assert choose(by, first, second, path=EscapePath.BY_ITSELF, reason="  con đi   làm ") == 2

    prospect = EscapeProspect.objects.get(household=second)
    assert (prospect.hamlet, prospect.reason, prospect.named_by) == (second.hamlet, "con đi làm", by)
    assert (prospect.status, prospect.origin) == (ProspectStatus.CHOSEN, Origin.OFFICER)
    assert last_event().action == "prospects_chosen"
    assert last_event().details == {
        "year": YEAR,
        "path": "by_itself",
        "reason": "con đi làm",
        "households": [first.pk, second.pk],
    }


def test_choosing_again_takes_up_what_was_proposed_or_dropped(unit: AdministrativeUnit, by: User) -> None:
    proposed, dropped = reviewed_household(unit), reviewed_household(unit)
    EscapeProspectFactory(household=proposed, status=ProspectStatus.PROPOSED, origin=Origin.HAMLET)
    EscapeProspectFactory(household=dropped, status=ProspectStatus.DROPPED)

    choose(by, proposed, dropped, path=EscapePath.TO_NEAR_POOR)

    found = EscapeProspect.objects.order_by("pk").values_list("status", "origin", "path", "version")
    assert list(found) == [
        ("chosen", "hamlet", "to_near_poor", 2),
        ("chosen", "officer", "to_near_poor", 2),
    ]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("near_poor", "không phải hộ nghèo"),
        ("other", "không phải hộ nghèo"),
        (None, "không phải hộ nghèo"),
        ("left", "thôi quản lý"),
        ("elsewhere", "không thuộc xã"),
        ("chosen", "đã được chọn"),
    ],
)
def test_who_cannot_be_chosen_keeps_all_from_it(
    unit: AdministrativeUnit, by: User, household: Household, found: str | None, sentence: str
) -> None:
    other = (
        reviewed_household(CommuneFactory.create())
        if found == "elsewhere"
        else HouseholdFactory.create(hamlet__unit=unit)
        if found is None
        else reviewed_household(unit, found=found if found in {"near_poor", "other"} else "poor")
    )
    if found == "left":
        left_list(other)
    if found == "chosen":
        EscapeProspectFactory(household=other)

    with pytest.raises(DomainError, match=sentence):
        choose(by, household, other)

    assert not EscapeProspect.objects.filter(household=household).exists()
    assert not AuditEvent.objects.filter(action="prospects_chosen").exists()


def test_nobody_and_no_reason_are_refused(unit: AdministrativeUnit, by: User, household: Household) -> None:
    with pytest.raises(DomainError, match="Chưa chọn hộ nào"):
        prospects_choose(unit=unit, year=YEAR, households=[], path=EscapePath.HELPED, by=by)
    with pytest.raises(DomainError, match="Ghi lý do"):
        choose(by, household, path=EscapePath.BY_ITSELF, reason=" ")


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_one_household_at_once_choose_it_once() -> None:
    household = reviewed_household(CommuneFactory.create())
    by = officer_of(household.unit)

    results = at_once([lambda: choose(by, household)] * 2)

    assert sorted(map(str, results))[0] == "1"
    assert EscapeProspect.objects.count() == 1
    assert [type(each) for each in results if each != 1] == [DomainError]


# --- one at a time ---


def test_saving_changes_path_place_and_needs(
    unit: AdministrativeUnit, by: User, household: Household
) -> None:
    prospect = EscapeProspectFactory.create(household=household)
    hamlet = HamletFactory.create(unit=unit)

    prospect_save(
        prospect=prospect,
        path=EscapePath.BY_ITSELF,
        reason="con đi làm",
        hamlet=hamlet,
        needs=[Need.HOUSING, Need.JOB],
        version=1,
        by=by,
    )

    prospect.refresh_from_db()
    assert (prospect.path, prospect.hamlet, prospect.version) == ("by_itself", hamlet, 2)
    assert prospect.needs == 0b1010000
    assert last_event().details["from"]["hamlet"] == household.hamlet_id
    assert last_event().details["to"]["hamlet"] == hamlet.pk


def test_what_another_changed_or_dropped_is_not_saved(by: User, household: Household) -> None:
    prospect = EscapeProspectFactory.create(household=household, version=2)
    given: dict[str, Any] = {"path": EscapePath.HELPED, "reason": "", "hamlet": None, "needs": ()}

    with pytest.raises(StaleError):
        prospect_save(prospect=prospect, version=1, by=by, **given)
    with pytest.raises(StaleError):
        prospect_drop(prospect=prospect, version=1, by=by)
    prospect_drop(prospect=prospect, version=2, by=by)
    with pytest.raises(DomainError, match="bỏ khỏi danh sách"):
        prospect_save(prospect=prospect, by=by, **given)


def test_hamlet_of_another_commune_is_refused(by: User, household: Household) -> None:
    prospect = EscapeProspectFactory.create(household=household)

    with pytest.raises(ValidationError, match="không thuộc xã"):
        prospect_save(
            prospect=prospect,
            path=EscapePath.HELPED,
            reason="",
            hamlet=HamletFactory.create(),
            needs=(),
            by=by,
        )


def test_dropped_counts_no_longer(unit: AdministrativeUnit, by: User, household: Household) -> None:
    prospect_drop(prospect=EscapeProspectFactory.create(household=household), by=by)

    assert not EscapeProspect.objects.chosen().exists()
    assert (last_event().action, last_event().target_id) == ("prospect_dropped", str(household.pk))


def test_blank_hamlets_become_the_households_own(
    unit: AdministrativeUnit, by: User, household: Household
) -> None:
    blank = EscapeProspectFactory.create(household=household, hamlet=None)
    elsewhere = EscapeProspectFactory.create(
        household=reviewed_household(unit), hamlet=HamletFactory.create(unit=unit)
    )

    assert prospects_place(unit=unit, year=YEAR, by=by) == 1

    blank.refresh_from_db()
    assert blank.hamlet == household.hamlet
    assert EscapeProspect.objects.get(pk=elsewhere.pk).hamlet == elsewhere.hamlet
    assert last_event().details == {"year": YEAR, "households": [household.pk]}
    with pytest.raises(DomainError, match="Không còn hộ nào"):
        prospects_place(unit=unit, year=YEAR, by=by)


# --- proposals ---


def test_hamlet_leader_proposes_for_his_hamlet_only(unit: AdministrativeUnit, household: Household) -> None:
    leader = leader_of_hamlets(household.hamlet)

    prospect = prospect_propose(household=household, year=YEAR, path=EscapePath.HELPED, by=leader)

    assert (prospect.status, prospect.origin, prospect.named_by) == ("proposed", "hamlet", leader)
    assert last_event().details == {"year": YEAR, "path": "helped", "reason": ""}
    with pytest.raises(DomainError, match="người phụ trách thôn"):
        prospect_propose(household=reviewed_household(unit), year=YEAR, path=EscapePath.HELPED, by=leader)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(ProspectStatus.PROPOSED, "đang chờ"), (ProspectStatus.CHOSEN, "đã được chọn")],
)
def test_what_is_on_the_list_is_not_proposed_again(
    by: User, household: Household, status: ProspectStatus, sentence: str
) -> None:
    EscapeProspectFactory(household=household, status=status)

    with pytest.raises(DomainError, match=sentence):
        prospect_propose(household=household, year=YEAR, path=EscapePath.HELPED, by=by)


def test_declined_may_be_proposed_again(by: User, household: Household) -> None:
    EscapeProspectFactory(household=household, status=ProspectStatus.DROPPED)

    prospect_propose(household=household, year=YEAR, path=EscapePath.BY_ITSELF, reason="con đi làm", by=by)

    prospect = EscapeProspect.objects.get()
    assert (prospect.status, prospect.path, prospect.origin) == ("proposed", "by_itself", "hamlet")


def test_proposing_who_is_not_poor_is_refused(unit: AdministrativeUnit, by: User) -> None:
    near_poor = reviewed_household(unit, found="near_poor")

    with pytest.raises(DomainError, match=f"không phải hộ nghèo đầu năm {YEAR}"):
        prospect_propose(household=near_poor, year=YEAR, path=EscapePath.HELPED, by=by)


@pytest.mark.parametrize(("accept", "status"), [(True, "chosen"), (False, "dropped")])
def test_proposals_are_decided_together(
    unit: AdministrativeUnit, by: User, accept: bool, status: str
) -> None:
    waiting = [
        EscapeProspectFactory.create(household=reviewed_household(unit), status=ProspectStatus.PROPOSED)
        for _ in range(2)
    ]

    given: dict[str, Any] = {"unit": unit, "year": YEAR, "accept": accept, "by": by}
    assert prospects_decide(prospects=[each.pk for each in waiting], **given) == 2

    assert list(EscapeProspect.objects.values_list("status", flat=True)) == [status, status]
    assert last_event().details == {
        "year": YEAR,
        "accepted": accept,
        "households": [each.household_id for each in waiting],
    }
    with pytest.raises(DomainError, match="vừa được người khác xem xét"):
        prospects_decide(prospects=[waiting[0].pk], **given)


def test_deciding_on_nothing_on_another_year_or_on_who_is_not_poor_is_refused(
    unit: AdministrativeUnit, by: User
) -> None:
    near_poor = reviewed_household(unit, found="near_poor")
    wrong = EscapeProspectFactory.create(household=near_poor, status=ProspectStatus.PROPOSED)
    given: dict[str, Any] = {"unit": unit, "accept": True, "by": by}

    with pytest.raises(DomainError, match="Chưa chọn đề nghị nào"):
        prospects_decide(prospects=[], year=YEAR, **given)
    with pytest.raises(DomainError, match="không thuộc năm này"):
        prospects_decide(prospects=[wrong.pk], year=YEAR + 1, **given)
    with pytest.raises(DomainError, match="không phải hộ nghèo"):
        prospects_decide(prospects=[wrong.pk], year=YEAR, **given)
    prospects_decide(prospects=[wrong.pk], year=YEAR, unit=unit, accept=False, by=by)


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

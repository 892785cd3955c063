"""Choosing prospects, one and many, and deciding on what hamlets propose."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from assignments.actions import (
    prospect_drop,
    prospect_propose,
    prospect_save,
    prospects_choose,
    prospects_decide,
    prospects_place,
)
from assignments.models import EscapeProspect
from assignments.rules import EscapePath, Origin, ProspectStatus
from households.models import AdministrativeUnit, Household
from households.rules import Need
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import EscapeProspectFactory
from tests.assignments.prospects.conftest import choose, last_event
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

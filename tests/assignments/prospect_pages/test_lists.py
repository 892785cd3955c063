"""Pages of prospects: the lists, findings, one prospect, what is missing, the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import EscapeProspect
from assignments.rules import EscapePath, ProspectStatus
from households.models import AdministrativeUnit, HamletLineage, Household
from households.rules import Need
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import EscapeProspectFactory
from tests.assignments.prospect_pages.conftest import head, url
from tests.assignments.start_of_year import left_list, reviewed_household
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneTargetFactory,
    HamletFactory,
    counted_hamlets,
    leader_of,
)

pytestmark = pytest.mark.django_db


# --- the two lists ---


@pytest.mark.parametrize("number", [1, 4])
def test_page_takes_as_many_queries_for_many_households(
    unit: AdministrativeUnit, officer: Client, number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _ in range(number):
        reviewed_household(unit)
        EscapeProspectFactory(household=reviewed_household(unit, no_labour=True), hamlet=None)
        EscapeProspectFactory(household=reviewed_household(unit), status=ProspectStatus.PROPOSED)
    officer.get(url("prospects", unit))

    with django_assert_num_queries(21):
        answer = officer.get(url("prospects", unit))

    lists = answer.context["lists"]
    assert (lists.page.households, len(lists.chosen), lists.waiting) == (number, number, number)
    assert len(answer.context["findings"]) == 2 * number


def test_lists_name_households_with_their_doubts(unit: AdministrativeUnit, officer: Client) -> None:
    poor = reviewed_household(unit, deprivations=0b111111, deprivation_score=60)
    chosen = EscapeProspectFactory.create(household=reviewed_household(unit, no_labour=True)).household
    near_poor = reviewed_household(unit, found="near_poor")

    page = officer.get(url("prospects", unit)).content.decode()

    left, right = page.split('id="chosen"')
    assert head(poor) in left
    assert "Thiếu hụt nhiều chỉ số" in left.split(head(poor))[1]
    assert head(chosen) in right
    assert "Không có người có khả năng lao động" in right
    assert head(near_poor) not in page


def test_reading_is_kept_with_its_length_and_no_name(
    unit: AdministrativeUnit, officer: Client, household: Household
) -> None:
    officer.get(url("prospects", unit))

    event = AuditEvent.objects.get(action="people_seen")
    assert event.details == {"list": f"hộ có khả năng thoát nghèo {YEAR}", "count": 1}


def test_filters_leave_what_they_say(unit: AdministrativeUnit, officer: Client) -> None:
    here, elsewhere = reviewed_household(unit), reviewed_household(unit, no_labour=True)
    blank = EscapeProspectFactory.create(household=reviewed_household(unit), hamlet=None)
    up = EscapeProspectFactory.create(
        household=reviewed_household(unit, no_labour=True), path=EscapePath.TO_NEAR_POOR
    )

    def shown(**query: Any) -> tuple[set[int], set[EscapeProspect]]:
        lists = officer.get(url("prospects", unit), query).context["lists"]
        return {line.household.pk for line in lists.poor}, {line.prospect for line in lists.chosen}

    assert shown() == ({here.pk, elsewhere.pk}, {blank, up})
    assert shown(thon=here.hamlet_id) == ({here.pk}, set())
    assert shown(thon=0) == (set(), {blank})
    assert shown(thon=up.hamlet_id) == (set(), {up})
    assert shown(laodong="khong") == ({elsewhere.pk}, {up})
    assert shown(laodong="co") == ({here.pk}, {blank})
    assert shown(huong="to_near_poor") == ({here.pk, elsewhere.pk}, {up})
    assert shown(thon="x\x00", huong="y") == ({here.pk, elsewhere.pk}, {blank, up})


def test_many_are_chosen_at_once(unit: AdministrativeUnit, officer: Client) -> None:
    both = [reviewed_household(unit), reviewed_household(unit)]

    answer = officer.post(
        url("prospects", unit),
        {"households": [each.pk for each in both], "path": "by_itself", "reason": "xây nhà"},
    )

    assert answer.status_code == 302
    assert EscapeProspect.objects.chosen().filter(path="by_itself", reason="xây nhà").count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"path": "by_itself"}, "Ghi lý do"),
        ({"path": "luck"}, "Chọn một mục"),
        ({"households": []}, "Đánh dấu ít nhất một hộ"),
        ({"households": ["9" * 30]}, "Chọn một mục"),
        ({"households": ["x\x00"]}, "Chọn một mục"),
        ({"reason": "r" * 201, "path": "helped"}, "Dài quá 200"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_ticked(
    unit: AdministrativeUnit,
    officer: Client,
    household: Household,
    given: dict[str, Any],
    sentence: str,
) -> None:
    sent = {"households": [household.pk], "path": "helped", "reason": ""} | given

    answer = officer.post(url("prospects", unit), sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert ("checked" in page) == (sent["households"] == [household.pk])
    assert not EscapeProspect.objects.exists()


def test_household_that_is_not_poor_is_refused_by_name(unit: AdministrativeUnit, officer: Client) -> None:
    near_poor = reviewed_household(unit, found="near_poor")

    page = officer.post(
        url("prospects", unit), {"households": [near_poor.pk], "path": "helped", "reason": ""}
    ).content.decode()

    assert f"Hộ {head(near_poor)} không phải hộ nghèo đầu năm {YEAR}" in page


def test_leader_reads_and_cannot_send(unit: AdministrativeUnit, client: Client, household: Household) -> None:
    client.force_login(leader_of(unit))

    page = client.get(url("prospects", unit)).content.decode()

    assert head(household) in page
    assert 'type="checkbox"' not in page
    for name in ("prospects", "prospects_place", "prospect_proposals", "registrations", "endangered"):
        assert client.post(url(name, unit), {}).status_code == 403


# --- findings on the page ---


def test_findings_say_what_does_not_fit(unit: AdministrativeUnit, officer: Client) -> None:
    fine = EscapeProspectFactory.create(household=reviewed_household(unit))
    without = EscapeProspectFactory.create(household=reviewed_household(unit), hamlet=None)
    moved = EscapeProspectFactory.create(
        household=reviewed_household(unit), hamlet=HamletFactory.create(unit=unit)
    )
    richer = EscapeProspectFactory.create(household=reviewed_household(unit, found="near_poor"))
    gone = EscapeProspectFactory.create(household=reviewed_household(unit))
    left_list(gone.household)
    doubtful = EscapeProspectFactory.create(household=reviewed_household(unit, no_labour=True))
    EscapeProspectFactory.create(
        household=reviewed_household(unit, no_labour=True), path=EscapePath.TO_NEAR_POOR
    )

    answer = officer.get(url("prospects", unit))

    found = {finding.prospect_id: finding.code for finding in answer.context["findings"]}
    assert found == {
        without.pk: "prospect_without_hamlet",
        moved.pk: "prospect_hamlet_differs",
        richer.pk: "prospect_not_poor",
        gone.pk: "prospect_left",
        doubtful.pk: "prospect_doubtful",
    }
    assert fine.pk not in found
    said = "".join(finding.message for finding in answer.context["findings"])
    assert not any(head(each.household) in said for each in (without, moved, richer, gone, doubtful))


def test_hamlet_that_went_into_the_households_own_is_no_finding(
    unit: AdministrativeUnit, officer: Client
) -> None:
    day = dt.date(YEAR, 1, 1)
    household = reviewed_household(unit)
    before = HamletFactory.create(unit=unit, valid_to=day)
    HamletLineage.objects.create(predecessor=before, successor=household.hamlet, date=day)
    EscapeProspectFactory(household=household, hamlet=before)

    assert officer.get(url("prospects", unit)).context["findings"] == []


def test_hamlets_are_filled_in_with_one_button(unit: AdministrativeUnit, officer: Client) -> None:
    blank = EscapeProspectFactory.create(household=reviewed_household(unit), hamlet=None)

    page = officer.get(url("prospects", unit)).content.decode()
    assert "Ghi thôn, tổ nơi hộ ở cho 1 hộ còn trống" in page
    officer.post(url("prospects_place", unit))

    blank.refresh_from_db()
    assert blank.hamlet == blank.household.hamlet
    assert officer.get(url("prospects", unit)).context["findings"] == []
    assert "Không còn hộ nào" in officer.post(url("prospects_place", unit), follow=True).content.decode()


# --- one prospect ---


def test_prospect_is_changed(unit: AdministrativeUnit, officer: Client, household: Household) -> None:
    prospect = EscapeProspectFactory.create(household=household)
    hamlet = HamletFactory.create(unit=unit)
    page = officer.get(url("prospect", unit, prospect.pk))

    sent = {
        "version": page.context["version"],
        "base": page.context["base"],
        "path": "to_near_poor",
        "reason": "",
        "hamlet": hamlet.pk,
        "needs": ["housing", "job"],
    }
    assert officer.post(url("prospect", unit, prospect.pk), sent).status_code == 302

    prospect.refresh_from_db()
    assert (prospect.path, prospect.hamlet) == ("to_near_poor", hamlet)
    assert "Nhà ở" in officer.get(url("prospect", unit, prospect.pk)).content.decode()


def test_health_is_no_need_that_can_be_said_here(
    unit: AdministrativeUnit, officer: Client, household: Household
) -> None:
    prospect = EscapeProspectFactory.create(household=household, needs=1, status=ProspectStatus.PROPOSED)
    assert next(iter(Need)) is Need.HEALTH

    for address in (url("prospect", unit, prospect.pk), url("prospect_proposals", unit)):
        assert "y tế" not in officer.get(address).content.decode().lower()
    sent = {"version": 1, "path": "helped", "reason": "", "hamlet": "", "needs": ["health"]}
    assert officer.post(url("prospect", unit, prospect.pk), sent).context["form"].errors["needs"]


def test_two_who_change_one_prospect_see_both(
    unit: AdministrativeUnit, officer: Client, household: Household
) -> None:
    prospect = EscapeProspectFactory.create(household=household, reason="như lúc đầu")
    page = officer.get(url("prospect", unit, prospect.pk))
    EscapeProspect.objects.update(reason="người kia ghi", version=2)

    sent = {"path": "helped", "reason": "tôi ghi", "hamlet": household.hamlet_id}
    sent |= {name: page.context[name] for name in ("version", "base")}
    answer = officer.post(url("prospect", unit, prospect.pk), sent)

    assert answer.status_code == 409
    assert "người kia ghi" in answer.content.decode()
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(url("prospect", unit, prospect.pk), sent_on(answer, **keep)).status_code == 302
    assert EscapeProspect.objects.get().reason == "tôi ghi"


def test_dropping_asks_first(unit: AdministrativeUnit, officer: Client, household: Household) -> None:
    prospect = EscapeProspectFactory.create(household=household)
    address = url("prospect_drop", unit, prospect.pk)

    assert f"Bỏ hộ {head(household)} khỏi danh sách?" in officer.get(address).content.decode()
    assert EscapeProspect.objects.chosen().exists()
    stale = officer.post(address, {"version": 7}, follow=True)
    assert "Người khác vừa sửa" in stale.content.decode()
    officer.post(address, {"version": 1})

    assert not EscapeProspect.objects.chosen().exists()
    assert officer.get(address).status_code == 404


# --- what is missing ---


def test_gap_stands_beside_the_targets(unit: AdministrativeUnit, officer: Client) -> None:
    hamlets = counted_hamlets(unit, 2)  # each is to have 2 poor and 1 near-poor households fewer
    EscapeProspectFactory(household=reviewed_household(hamlets[0]), path=EscapePath.TO_NEAR_POOR)
    CommuneTargetFactory(unit=unit, value=3)

    page = officer.get(reverse("plans:prospects_gap", args=[unit.pk, YEAR])).content.decode()

    assert "cần giảm 3 hộ, đã chọn 1" in page
    assert "còn thiếu 2" in page
    assert page.count("thiếu 1<") == 1
    assert "thiếu 2<" in page
    assert "thiếu 3<" in page


# --- how it is told ---


def test_log_tells_prospects_in_words_and_names_nobody(
    unit: AdministrativeUnit, officer: Client, household: Household
) -> None:
    officer.post(
        url("prospects", unit), {"households": [household.pk], "path": "by_itself", "reason": "xây nhà"}
    )
    prospect = EscapeProspect.objects.get()
    officer.post(
        url("prospect", unit, prospect.pk),
        {"version": 1, "path": "helped", "reason": "xây nhà", "hamlet": "", "needs": ["job"]},
    )
    officer.post(url("registration", unit, household.pk), {"version": 2, "date": f"05/01/{YEAR}"})
    officer.post(url("prospect_drop", unit, prospect.pk), {"version": 3})
    leader = Client()
    leader.force_login(leader_of(unit))

    page = leader.get(reverse("households:log", args=[unit.pk])).content.decode()

    for words in (
        "Chọn hộ có khả năng thoát nghèo",
        "có khả năng tự thoát nghèo",
        "Sửa hộ có khả năng thoát nghèo",
        household.hamlet.name,
        "việc làm",
        "Ghi hộ đăng ký thoát nghèo",
        f"05/01/{YEAR}",
        "Thôi chọn hộ thoát nghèo",
    ):
        assert words in page
    assert head(household) not in page

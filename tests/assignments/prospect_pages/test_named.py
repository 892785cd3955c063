"""Pages of proposals, registrations and households in danger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assignments.models import EndangeredHousehold, EscapeProspect
from assignments.rules import Origin, ProspectStatus
from households.models import AdministrativeUnit, Household
from tests.assignments.factories import EndangeredHouseholdFactory, EscapeProspectFactory
from tests.assignments.prospect_pages.conftest import head, url
from tests.assignments.start_of_year import reviewed_household
from tests.factories import (
    YEAR,
    officer_of,
)

pytestmark = pytest.mark.django_db


# --- proposals ---


@pytest.mark.parametrize(("accept", "status"), [("1", "chosen"), ("0", "dropped")])
def test_proposals_are_decided(unit: AdministrativeUnit, officer: Client, accept: str, status: str) -> None:
    waiting = [
        EscapeProspectFactory.create(
            household=reviewed_household(unit), status=ProspectStatus.PROPOSED, origin=Origin.HAMLET
        )
        for _ in range(2)
    ]
    page = officer.get(url("prospect_proposals", unit)).content.decode()
    assert all(head(each.household) in page for each in waiting)

    officer.post(
        url("prospect_proposals", unit),
        {"prospects": [each.pk for each in waiting], "accept": accept},
    )

    assert set(EscapeProspect.objects.values_list("status", flat=True)) == {status}


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize("name", ["prospect_proposals", "registrations", "endangered"])
def test_lists_take_as_many_queries_for_many_households(
    unit: AdministrativeUnit,
    officer: Client,
    name: str,
    number: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for _ in range(number):
        EscapeProspectFactory(
            household=reviewed_household(unit),
            status=ProspectStatus.PROPOSED,
            origin=Origin.HOUSEHOLD,
            registered_date=f"{YEAR}-01-05",
            named_by=officer_of(unit),
        )
        EndangeredHouseholdFactory(
            household=reviewed_household(unit, found="other"), named_by=officer_of(unit)
        )
    officer.get(url(name, unit))

    with django_assert_num_queries(11):
        answer = officer.get(url(name, unit))

    assert len(answer.context["lines"]) == number


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"prospects": []}, "Đánh dấu ít nhất một đề nghị"),
        ({"prospects": ["999999"]}, "không thuộc năm này"),
        ({"prospects": ["9" * 30]}, "Chọn một mục"),
        ({"accept": "maybe"}, "Chọn một mục"),
    ],
)
def test_bad_decision_is_refused(
    unit: AdministrativeUnit, officer: Client, household: Household, given: dict[str, Any], sentence: str
) -> None:
    waiting = EscapeProspectFactory.create(household=household, status=ProspectStatus.PROPOSED)

    page = officer.post(
        url("prospect_proposals", unit), {"prospects": [waiting.pk], "accept": "1"} | given
    ).content.decode()

    assert sentence in page
    assert EscapeProspect.objects.get().status == ProspectStatus.PROPOSED


# --- registrations ---


def test_household_is_found_and_registers(
    unit: AdministrativeUnit, officer: Client, household: Household
) -> None:
    other = reviewed_household(unit, found="other")
    page = officer.post(url("registrations", unit), {"search": "1", "text": "lo van mau"}).content.decode()
    form = url("registration", unit, household.pk)
    assert form in page
    assert url("registration", unit, other.pk) not in page

    sent = {"version": 0, "date": f"05/01/{YEAR}", "through": "Hội Nông dân", "needs": ["credit"]}
    assert officer.post(form, sent).status_code == 302

    page = officer.get(url("registrations", unit)).content.decode()
    assert "Hội Nông dân" in page
    assert "Chờ xem xét" in page
    assert f'value="05/01/{YEAR}"' in officer.get(form).content.decode()


@pytest.mark.parametrize("date", ["31/02/2026", "05/01/2020", "01/01/2060", "x\x00", ""])
def test_bad_day_of_registration_is_refused(
    unit: AdministrativeUnit, officer: Client, household: Household, date: str
) -> None:
    answer = officer.post(url("registration", unit, household.pk), {"version": 0, "date": date})

    assert list(answer.context["form"].errors) == ["date"]
    assert not EscapeProspect.objects.exists()


def test_who_is_not_poor_gets_no_form(unit: AdministrativeUnit, officer: Client) -> None:
    other = reviewed_household(unit, found="other")

    page = officer.get(url("registration", unit, other.pk)).content.decode()

    assert "không phải hộ nghèo đầu năm" in page
    assert "Ghi đăng ký" not in page
    answer = officer.post(url("registration", unit, other.pk), {"version": 0, "date": f"05/01/{YEAR}"})
    assert "chỉ chọn được hộ nghèo" in answer.content.decode()


# --- in danger ---


def test_household_is_found_named_and_taken_off(unit: AdministrativeUnit, officer: Client) -> None:
    poor, other = reviewed_household(unit), reviewed_household(unit, found="near_poor")
    page = officer.post(url("endangered", unit), {"search": "1", "text": "lo van mau"}).content.decode()
    form = url("endangered_name", unit, other.pk)
    assert form in page
    assert url("endangered_name", unit, poor.pk) not in page

    assert officer.post(form, {"reason": " "}).context["form"].errors["reason"]
    assert officer.post(form, {"reason": "mất việc"}).status_code == 302
    assert "đã có trong danh sách" in officer.post(form, {"reason": "mất việc"}).content.decode()
    page = officer.get(url("endangered", unit)).content.decode()
    assert "Hộ cận nghèo" in page
    assert "mất việc" in page
    address = url("endangered_drop", unit, EndangeredHousehold.objects.get().pk)
    assert f"Bỏ hộ {head(other)}" in officer.get(address).content.decode()
    assert EndangeredHousehold.objects.exists()
    officer.post(address)

    assert not EndangeredHousehold.objects.exists()


def test_poor_household_gets_no_form_of_danger(
    unit: AdministrativeUnit, officer: Client, household: Household
) -> None:
    page = officer.get(url("endangered_name", unit, household.pk)).content.decode()

    assert "Hộ này đang là hộ nghèo" in page
    assert "Ghi hộ có nguy cơ" not in page

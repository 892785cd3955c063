"""A household looked for by a whole personal number."""

from __future__ import annotations

import pytest

from households.models import Household
from tests.factories import HamletFactory, HouseholdFactory, MemberFactory, leader_of_hamlets
from tests.households.register_pages.shared import NUMBER, OTHER_NUMBER, list_of, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", [NUMBER, "001 204 000 111"])
def test_whole_number_leads_to_its_household(officer, household, typed):
    answer = officer.post(list_of(household), {"text": typed})

    assert answer["Location"] == url("household", household.pk)


@pytest.mark.parametrize("where", ["nowhere", "foreign", "unseen"])
def test_number_elsewhere_is_as_if_it_were_not(client, officer, household, where):
    if where == "foreign":
        MemberFactory.create(personal_number=OTHER_NUMBER)
    if where == "unseen":
        neighbour = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
        MemberFactory.create(household=neighbour, personal_number=OTHER_NUMBER)
        client.force_login(leader_of_hamlets(household.hamlet))

    answer = client.post(list_of(household), {"text": OTHER_NUMBER}, follow=True)

    assert answer.redirect_chain == [(list_of(household), 302)]
    assert "Không có ai mang số này trong danh sách hộ." in answer.text


def test_who_may_not_see_numbers_finds_nobody_by_one(client, household):
    client.force_login(leader_of_hamlets(household.hamlet))

    answer = client.post(list_of(household), {"text": NUMBER}, follow=True)

    assert "Không có ai mang số này" in answer.text


@pytest.mark.parametrize(("typed", "said"), [("123456789", "chứng minh"), ("1" * 11, "11"), ("1" * 13, "13")])
def test_number_of_other_length_is_said_to_be_none(officer, household, typed, said):
    answer = officer.post(list_of(household), {"text": typed}, follow=True)

    assert said in answer.text
    assert typed not in answer.text


def test_long_code_of_digits_is_found(officer, household):
    Household.objects.update(code="2412000123")

    assert officer.post(list_of(household), {"text": "2412000123"})["Location"] == url(
        "household", household.pk
    )

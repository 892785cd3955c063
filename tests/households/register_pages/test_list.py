"""The list of households: its order, search, filters, and who is let see it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from households.rules import Role
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    leader_of_hamlets,
    officer_of,
)
from tests.households.register_pages.shared import NUMBER, events, found, list_of, names, url

pytestmark = pytest.mark.django_db


def test_list_goes_by_given_name_in_vietnamese_order(officer, household):
    for name in ("Lò Văn Ân", "Hà Văn An", "Vi Thị Ánh", "An Văn Đức", "An Văn Dũng"):
        HouseholdFactory.create(hamlet=household.hamlet, head_name=name)

    shown = names(officer.get(list_of(household)).text)

    assert shown == ["Hà Văn An", "Vi Thị Ánh", "Lò Văn Ân", "An Văn Dũng", "An Văn Đức", "Lò Văn Ế"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ế", ["Lò Văn Ế"]),
        ("van e", ["Lò Văn Ế"]),
        ("LO", ["Lò Văn Ế"]),
        ("h1", ["Lò Văn Ế"]),
        ("đầu", ["Lò Văn Ế"]),
        ("an", ["Hà Thị An"]),
        ("thi an", ["Hà Thị An"]),
        ("12", ["Hà Thị An"]),
        ("%", []),
        ("không có", []),
    ],
)
def test_list_is_searched_by_name_code_and_address(officer, household, typed, expected):
    HouseholdFactory.create(hamlet=household.hamlet, head_name="Hà Thị An", code="PT-0012")

    assert found(officer, household, text=typed) == expected


def test_no_name_stands_in_an_address(officer, household):
    answer = officer.post(list_of(household), {"text": "Lò Văn Ế"}, follow=True)

    (target, status) = answer.redirect_chain[-1]
    assert status == 302
    assert re.fullmatch(rf"{list_of(household)}\?tim=\w{{8}}", target)
    assert 'value="Lò Văn Ế"' in answer.text


def test_search_of_another_session_finds_everything(officer, household, user):
    answer = officer.post(list_of(household), {"text": "không có"})
    other = Client()
    other.force_login(user)

    assert names(other.get(answer["Location"]).text) == ["Lò Văn Ế"]


def test_session_keeps_the_last_searches_and_no_number(officer, household, monkeypatch):
    monkeypatch.setattr("households.views.register.SEARCHES_KEPT", 2)
    for typed in ("một", "hai", "ba", NUMBER, NUMBER[:9]):
        officer.post(list_of(household), {"text": typed})

    assert list(officer.session["household_searches"].values()) == ["hai", "ba"]


def test_list_is_filtered_by_hamlet_and_hides_who_has_left(officer, household):
    hamlet = HamletFactory.create(unit=household.unit)
    HouseholdFactory.create(hamlet=hamlet, head_name="Hà Thị An")
    HouseholdFactory.create(hamlet=hamlet, head_name="Hà Thị Cũ", valid_to="2026-01-01")

    assert found(officer, household) == ["Hà Thị An", "Lò Văn Ế"]
    assert found(officer, household, hamlet=str(hamlet.pk)) == ["Hà Thị An"]
    assert found(officer, household, hamlet=str(hamlet.pk), with_ended="on") == ["Hà Thị An", "Hà Thị Cũ"]


@pytest.mark.parametrize("query", ["thon=x", "thon=999999", "trang=x", "trang=-1", "tim=x", "trang=99999999"])
def test_damaged_address_shows_the_list(officer, household, query):
    assert names(officer.get(f"{list_of(household)}?{query}").text) == ["Lò Văn Ế"]


@pytest.mark.parametrize("typed", [{"hamlet": "x"}, {"text": "n" * 101}, {"text": "a\x00b"}])
def test_damaged_search_is_answered_in_words(officer, household, typed):
    assert officer.post(list_of(household), {"text": "", **typed}, follow=True).status_code == 200


def test_list_has_fifty_a_page(officer, household):
    for number in range(51):
        HouseholdFactory.create(hamlet=household.hamlet, head_name=f"An {number}")

    first, last = (officer.get(f"{list_of(household)}?trang={page}").text for page in (1, 9))

    assert (len(names(first)), len(names(last))) == (50, 2)
    assert "trang 1/2" in first
    assert '<td class="num">51</td>' in last
    assert "Sau" in first
    assert "Trước" in last


@pytest.mark.parametrize("size", [1, 12])
def test_list_takes_as_many_queries_for_more_households(officer, household, size, django_assert_num_queries):
    closed = ReviewRoundFactory.create(unit=household.unit, closed=True)
    for _ in range(size):
        made = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
        MemberFactory.create(household=made)
        ReviewFactory.create(round=closed, household=made, poor=True)
    officer.get(list_of(household))  # the session's own

    with django_assert_num_queries(12):
        text = officer.get(list_of(household)).text

    assert text.count("hộ nghèo</span>") == size


def test_list_shows_people_and_the_last_class(officer, household):
    for year, trait in ((2023, "near_poor"), (2024, "poor")):
        done = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year)
        ReviewFactory.create(round=done, household=household, **{trait: True})
        type(done).objects.filter(pk=done.pk).update(reference_date=f"{year}-12-31")

    text = officer.get(list_of(household)).text

    assert '<td class="num">2</td>' in text
    assert 'hộ nghèo</span> <span class="hint">2024</span>' in text


def test_hamlets_own_people_see_their_hamlet_and_its_filter_alone(client, household):
    neighbour = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
    client.force_login(leader_of_hamlets(household.hamlet))

    text = client.get(list_of(household)).text

    assert names(text) == ["Lò Văn Ế"]
    assert neighbour.hamlet.full_name not in text
    assert "Thêm hộ" not in text
    assert names(client.get(f"{list_of(household)}?thon={neighbour.hamlet_id}").text) == ["Lò Văn Ế"]


def test_reading_the_list_is_kept_by_its_filter_and_count(officer, household):
    officer.post(list_of(household), {"text": "Ế", "hamlet": str(household.hamlet_id)}, follow=True)

    assert events("households_read") == [
        {"list": "register", "hamlet": household.hamlet_id, "searched": True, "page": 1, "count": 1}
    ]


def test_bar_leads_to_households_for_those_who_see_them(client, household):
    StandardFactory.create()
    for role, seen in ((Role.OFFICER, True), (Role.AUDITOR, True), (Role.CLERK, False)):
        client.force_login(MembershipFactory.create(unit=household.unit, role=role).user)
        page = client.get(f"/xa/{household.unit_id}/2026/").text

        assert (f'href="{list_of(household)}"' in page) == seen


def test_ones_own_hamlets_lead_to_their_households(client, household):
    StandardFactory.create()
    client.force_login(leader_of_hamlets(household.hamlet))

    page = client.get(reverse("plans:my_hamlets")).text

    assert f'href="{list_of(household)}?thon={household.hamlet_id}"' in page


def test_register_of_a_commune_without_hamlets_is_there(client):
    unit = CommuneFactory.create()
    client.force_login(officer_of(unit))

    assert "Chưa có hộ nào" in client.get(url("household_list", unit.pk)).text
    assert client.get(url("household_new", unit.pk)).status_code == 200

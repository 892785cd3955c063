"""The page of one household, and a whole number shown one at a time."""

from __future__ import annotations

import re

import pytest

from households.models import HouseholdEvent, Membership
from households.rules import EventKind, Role
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    officer_of,
)
from tests.households.register_pages.shared import NUMBER, OTHER_NUMBER, events, list_of, url, wife

pytestmark = pytest.mark.django_db


def test_page_shows_members_masked_and_no_health(officer, household):
    text = officer.get(url("household", household.pk)).text

    assert "Hà Thị Ô" in text
    assert "•••••••••111" in text
    assert NUMBER not in text
    assert "bệnh kín" not in text
    assert "Khuyết tật" not in text


def test_health_is_shown_to_whom_it_was_given(client, household, user):
    Membership.objects.filter(user=user).update(sees_health=True)
    client.force_login(user)

    assert "bệnh kín" in client.get(url("household", household.pk)).text
    assert "bệnh kín" in client.get(url("household_edit", household.pk)).text


def test_page_tells_the_years_and_what_changed_on_one_line(officer, household):
    base = None
    for year, trait in ((2023, "poor"), (2024, "near_poor")):
        base = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year, base=base)
        type(base).objects.filter(pk=base.pk).update(reference_date=f"{year}-12-31")
        ReviewFactory.create(round=base, household=household, **{trait: True})

    text = officer.get(url("household", household.pk)).text

    path = text[text.index('<ol class="path">') : text.index("</ol>", text.index('<ol class="path">'))]
    assert re.findall(r"<b>(\d+)</b>.*?>(hộ [^<]+)<", path) == [
        ("2023", "hộ nghèo"),
        ("2024", "hộ cận nghèo"),
    ]
    assert re.findall(r'<span class="hint">([^<]+)<', path) == ["thoát nghèo, thành hộ cận nghèo"]


@pytest.mark.parametrize("size", [1, 6])
def test_page_takes_as_many_queries_for_more(officer, household, size, django_assert_num_queries):
    for year in range(2020, 2020 + size):
        done = ReviewRoundFactory.create(unit=household.unit, closed=True, year=year)
        ReviewFactory.create(round=done, household=household, poor=True)
        member = MemberFactory.create(household=household)
        other = HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit))
        HouseholdEvent.objects.create(
            household=household,
            kind=EventKind.SPLIT,
            date="2026-01-01",
            other=other,
            member=member,
            hamlet_before=other.hamlet,
            recorded_by=officer_of(household.unit),
        )
    officer.get(url("household", household.pk))

    with django_assert_num_queries(14):
        text = officer.get(url("household", household.pk)).text

    assert text.count("Tách hộ</strong>") == size


def test_each_look_at_a_household_is_kept_once(officer, household):
    officer.get(url("household", household.pk))
    officer.head(url("household", household.pk))
    officer.get(url("household_edit", household.pk))

    kept = AuditEvent.objects.filter(action="household_read")
    assert list(kept.values_list("target_id", "details")) == [(str(household.pk), {})] * 2
    assert not any("Lò" in event.target_label for event in kept)


def test_log_of_the_commune_tells_the_looks(client, household):
    for role in (Role.OFFICER, Role.LEADER):
        client.force_login(MembershipFactory.create(unit=household.unit, role=role).user)
        client.get(url("household", household.pk))
        client.get(f"{list_of(household)}?thon={household.hamlet_id}")

    text = client.get(url("log", household.unit_id)).text

    assert text.count("Xem hộ</strong>") == 2
    assert text.count("Xem danh sách hộ</strong>") == 2
    assert household.hamlet.name in text


def test_number_is_shown_one_at_a_time_and_that_is_kept(officer, household):
    answer = officer.post(url("member_number", household.pk, wife(household).pk))

    assert NUMBER in answer.text
    assert events("personal_number_shown") == [{"member": str(wife(household).pk)}]
    assert not AuditEvent.objects.filter(action="household_read").exists()


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_number_is_not_shown_to_others(client, household, role):
    client.force_login(MembershipFactory.create(unit=household.unit, role=role).user)

    assert "Hiện số" not in client.get(url("household", household.pk)).text
    answer = client.post(url("member_number", household.pk, wife(household).pk))
    assert answer.status_code == 403
    assert NUMBER not in answer.text
    assert events("personal_number_shown") == []


def test_number_of_somebody_else_or_nobody_is_not_there(officer, household):
    stranger = MemberFactory.create(personal_number=OTHER_NUMBER)

    for member in (stranger, household.head):
        assert officer.post(url("member_number", household.pk, member.pk)).status_code == 404
    assert events("personal_number_shown") == []

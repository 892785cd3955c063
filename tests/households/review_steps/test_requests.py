"""Requests. A round from its list to its closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from households.actions import (
    request_add,
    request_answer,
    request_link,
)
from households.models import Household, Review
from households.queries import request_rows, requests_of, round_facts
from households.rules import Stage, obstacles
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HouseholdFactory,
    ReviewRoundFactory,
)
from tests.households.review_steps.shared import LONG_AGO, TODAY, last_event, round_at

pytestmark = pytest.mark.django_db


def test_request_of_a_new_household_registers_and_lists_it(unit, hamlet, officer):
    round = round_at(unit, Stage.LISTING)
    request = request_add(
        hamlet=hamlet, applicant="Lường Văn Mẫu", received_date=LONG_AGO, by=officer, round=round
    )
    assert obstacles(Stage.LISTING, round_facts(round=round), today=TODAY)[-1].startswith("Còn 1 giấy")

    request_link(request=request, round=round, household=None, by=officer)

    household = Household.objects.select_related("head").get()
    assert (household.head.name, household.hamlet, household.valid_from) == (
        "Lường Văn Mẫu",
        hamlet,
        LONG_AGO,
    )
    assert Review.objects.get().household == household
    assert round_facts(round=round).requests_unlisted == 0
    assert last_event().action == "review_request_linked"
    assert "Lường" not in str(list(AuditEvent.objects.values_list("details", "target_label")))


def test_request_of_a_kept_household_lists_it(unit, hamlet, officer):
    round, household = round_at(unit, Stage.ENTRY), HouseholdFactory.create(hamlet=hamlet)
    received = timezone.localdate()
    request = request_add(hamlet=hamlet, applicant="Lò Văn Mẫu", received_date=received, by=officer)

    request_link(request=request, round=round, household=household, by=officer)

    assert [(row.is_listed, row.days_left) for row in request_rows(requests_of(unit=unit))] == [(True, 15)]
    with pytest.raises(DomainError, match="Hộ không thuộc xã"):
        request_link(request=request, round=round, household=HouseholdFactory.create(), by=officer)
    with pytest.raises(DomainError, match="Đợt rà soát không thuộc xã"):
        request_link(request=request, round=ReviewRoundFactory.create(), household=household, by=officer)


def test_overdue_requests_come_first_and_answered_ones_last(unit, hamlet, officer):
    today, days = timezone.localdate(), (20, 3, 15)
    requests = [
        request_add(
            hamlet=hamlet, applicant=f"Mẫu {n}", received_date=today - dt.timedelta(days=n), by=officer
        )
        for n in days
    ]
    request_answer(request=requests[1], answered_date=today, answer="Hộ không thuộc diện", by=officer)

    rows = request_rows(requests_of(unit=unit))

    assert [(row.request.applicant, row.days_left, row.is_overdue) for row in rows] == [
        ("Mẫu 20", -5, True),
        ("Mẫu 15", 0, False),
        ("Mẫu 3", None, False),
    ]
    with pytest.raises(DomainError, match="đã được trả lời"):
        request_answer(request=requests[1], answered_date=TODAY, answer="lần nữa", by=officer)
    with pytest.raises(ValidationError, match="không thể trước ngày nhận"):
        request_answer(
            request=requests[2], answered_date=TODAY - dt.timedelta(days=30), answer="sớm", by=officer
        )


def test_request_into_a_closed_or_foreign_round_is_refused(unit, hamlet, officer):
    given = {"hamlet": hamlet, "applicant": "Mẫu", "received_date": TODAY, "by": officer}

    with pytest.raises(DomainError, match="đã khóa sổ"):
        request_add(round=ReviewRoundFactory.create(unit=unit, closed=True), **given)
    with pytest.raises(DomainError, match="không thuộc xã"):
        request_add(round=ReviewRoundFactory.create(), **given)


def test_register_of_requests_is_read_a_page_at_a_time(client, unit, hamlet, officer, monkeypatch):
    monkeypatch.setattr("households.views.requests.PAGE_SIZE", 2)
    today = timezone.localdate()
    for n in range(5):
        request_add(
            hamlet=hamlet, applicant=f"Mẫu {n}", received_date=today - dt.timedelta(days=n), by=officer
        )
    client.force_login(officer)

    def applicants(asked):
        page = client.get(f"/xa/{unit.pk}/ra-soat/de-nghi/{asked}")
        return [row.request.applicant for row in page.context["rows"]]

    assert [applicants(asked) for asked in ("", "?trang=2", "?trang=3", "?trang=99", "?trang=x")] == [
        ["Mẫu 4", "Mẫu 3"],
        ["Mẫu 2", "Mẫu 1"],
        ["Mẫu 0"],
        ["Mẫu 0"],
        ["Mẫu 4", "Mẫu 3"],
    ]

"""Number and date: written down, mended, once in unit, year and symbol."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from plans.actions import plan_sign, signing_policy_save
from plans.models import LegalBasis, Plan
from plans.rules import Status
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import CommuneFactory, approved, at_once, clerk_of, issued, leader_of, small_plan
from tests.plans.issuing.shared import sign, signed_in


def test_number_and_date_are_written_down_and_may_be_mended_until_the_issue(plan):
    today = timezone.localdate()

    sign(plan, 12)
    again = sign(plan, 15)

    assert (again.status, again.number, again.signed_date) == (Status.SIGNED, 15, today)
    assert (again.number_year, again.number_text) == (today.year, "15/KH-UBND")
    last = AuditEvent.objects.filter(action="plan_signed").latest("pk")
    assert last.details == {"from": [12, today.isoformat()], "to": [15, today.isoformat()]}


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_number_out_of_range_is_refused(plan, number):
    with pytest.raises(DomainError, match="Số văn bản từ 1 đến 99999"):
        sign(plan, number)


def test_date_before_the_approval_before_a_basis_or_ahead_is_refused_in_words(plan):
    today = timezone.localdate()
    approved_on = timezone.localdate(plan.approved_document.approved_at)
    LegalBasis.objects.create(
        plan=plan, kind="Quyết định", number="15/QĐ-UBND", date=today + dt.timedelta(days=3)
    )

    for date, words in (
        (today + dt.timedelta(days=1), "chưa tới"),
        (approved_on - dt.timedelta(days=1), "trước ngày duyệt"),
        (today, "của Quyết định 15/QĐ-UBND; sửa lại ngày"),
    ):
        with pytest.raises(DomainError, match=words):
            sign(plan, date=date)
    assert Plan.objects.get().status == Status.APPROVED


def test_number_is_once_in_unit_year_and_symbol(plan):
    issued(plan, number=12)
    same = approved(small_plan(plan.unit))
    other_symbol = approved(small_plan(plan.unit))
    Plan.objects.filter(pk=other_symbol.pk).update(symbol="KH-ĐU")

    with pytest.raises(DomainError, match=r"Số 12/KH-UBND năm \d+ đã dùng cho “Giảm nghèo bền vững”"):
        sign(same, 12)
    Plan.objects.filter(pk=same.pk).update(symbol="kh-ubnd")
    with pytest.raises(DomainError, match="đã dùng"):
        sign(same, 12)
    assert sign(same, 13).number == 13
    assert sign(other_symbol, 12).number == 12
    assert sign(approved(small_plan()), 12).number == 12

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=same.pk).update(symbol="KH-UBND", number=12)


@pytest.mark.django_db(transaction=True)
def test_one_of_eight_plans_numbered_alike_at_once_has_the_number():
    unit = CommuneFactory.create()
    plans = [approved(small_plan(unit)) for _ in range(8)]
    clerk, today = clerk_of(unit), timezone.localdate()

    outcomes = at_once([partial(plan_sign, plan=each, number=5, date=today, by=clerk) for each in plans])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Plan", *["StaleError"] * 7]
    assert Plan.objects.filter(number=5).count() == 1


def test_number_is_suggested_only_where_the_commune_wants_it(plan):
    issued(small_plan(plan.unit), number=41)
    client, url = signed_in(clerk_of(plan.unit)), reverse("plans:plan_sign", args=[plan.slug])
    assert "Số gợi ý" not in client.get(url).text
    assert 'value="42"' not in client.get(url).text

    signing_policy_save(
        unit=plan.unit, author_may_approve=True, suggests_number=True, by=leader_of(plan.unit)
    )

    assert "Số gợi ý: 42" in client.get(url).text
    assert 'value="42"' in client.get(url).text

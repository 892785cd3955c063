"""Who signs: offices held on the day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from plans.actions import office_holders_save, plan_submit, signed_copy_add
from plans.models import OfficeHolder, Plan
from plans.rules import Status
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.documents.models import SignedCopy
from tests.factories import clerk_of, issued, officer_of, small_plan, submitted
from tests.plans.issuing.shared import PRINT, sign, signed_in


def holder(plan: Plan, name: str, **period: dt.date) -> OfficeHolder:
    return OfficeHolder.objects.create(unit=plan.unit, name=name, office="Chủ tịch", **period)


def test_signer_holds_an_office_on_the_day_where_the_commune_keeps_a_list(plan):
    today = timezone.localdate()
    holder(plan, "Người Khác")
    with pytest.raises(DomainError, match="Người Ký Mẫu không giữ chức vụ nào ngày"):
        sign(plan)
    with pytest.raises(DomainError, match="không giữ chức vụ"):
        plan_submit(plan=small_plan(plan.unit), by=officer_of(plan.unit))

    was = holder(plan, "người ký mẫu", valid_to=today)
    with pytest.raises(DomainError, match="không giữ chức vụ"):
        sign(plan)

    OfficeHolder.objects.filter(pk=was.pk).update(valid_to=None, valid_from=today)
    assert sign(plan).status == Status.SIGNED
    assert submitted(small_plan(plan.unit)).status == Status.SUBMITTED


def test_list_of_office_holders_is_saved_from_its_page_and_offered_to_the_writer(plan):
    clerk = signed_in(clerk_of(plan.unit))
    url = reverse("plans:office_holders", args=[plan.unit.pk, plan.year])
    row = {"name": "Lê Mẫu", "office": "Phó Chủ tịch", "valid_from": "01/07/2025", "valid_to": ""}
    rows = {f"rows-0-{key}": value for key, value in row.items()}
    form = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-ORDER": "1", "version": "0"}

    assert clerk.post(url, form | rows).status_code == 302
    stale = clerk.post(url, form | rows)
    backwards = clerk.post(url, form | rows | {"rows-0-valid_to": "01/07/2024"})

    assert [str(each) for each in OfficeHolder.objects.all()] == ["Lê Mẫu, Phó Chủ tịch"]
    assert "Người khác vừa sửa phần này" in stale.text
    assert "Ngày kết thúc phải sau ngày bắt đầu." in backwards.text
    draft = small_plan(plan.unit)
    writer = signed_in(officer_of(plan.unit)).get(reverse("plans:signatory", args=[draft.slug]))
    assert '<option value="Lê Mẫu">Phó Chủ tịch</option>' in writer.text
    with pytest.raises(StaleError):
        office_holders_save(unit=plan.unit, rows=[], version=0, by=None)


def test_database_holds_periods_of_offices_and_keeps_a_copy_once(plan):
    today = timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        holder(plan, "Lê Mẫu", valid_from=today, valid_to=today)

    issued(plan, pdf=PRINT)
    copy = signed_copy_add(plan=plan, content=PRINT + b"x%%EOF", is_scan=False, by=clerk_of(plan.unit))
    values = SignedCopy.objects.filter(pk=copy.pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedCopy.objects.create(**values | {"id": None})

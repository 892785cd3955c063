"""Lists and the signatory of a plan: what is given in that order, or refused as a whole."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from plans.actions import parts_save, signatory_save
from plans.models import Duty, FundingSource, LegalBasis, Recipient, Signatory
from povertyplan.common.errors import DomainError
from tests.plans.writing.shared import events, last_event

pytestmark = pytest.mark.django_db


def test_list_becomes_what_is_given_in_that_order(plan):
    rows = [{"name": "Đảng ủy xã", "mark": "b/c"}, {"name": "Lưu: VT", "mark": ""}]

    parts_save(plan=plan, model=Recipient, rows=rows, version=plan.version, by=None)

    assert list(plan.recipients.order_by("order").values_list("name", "mark")) == [
        ("Đảng ủy xã", "b/c"),
        ("Lưu: VT", ""),
    ]
    event = last_event(plan)
    assert (event.action, event.details) == (
        "parts_saved",
        {"list": "recipient", "from": ["Lưu: VT"], "to": ["Đảng ủy xã b/c", "Lưu: VT"]},
    )
    assert plan.duties.count() == 1


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (LegalBasis, {"kind": "x", "subject": "x" * 601}),
        (LegalBasis, {"kind": "x", "number": "x" * 61}),
        (LegalBasis, {"kind": ""}),
        (Duty, {"actor": "x" * 201, "kind": "office"}),
        (Duty, {"actor": "x", "kind": "king"}),
        (FundingSource, {"text": "x" * 601}),
        (Recipient, {"name": "x" * 201}),
        (Recipient, {"name": ""}),
    ],
)
def test_list_with_a_row_that_does_not_fit_is_refused_and_stays(plan, model, row):
    before = list(model.objects.order_by("pk").values())

    with pytest.raises(ValidationError):
        parts_save(plan=plan, model=model, rows=[row], version=plan.version, by=None)

    assert list(model.objects.order_by("pk").values()) == before
    assert len(events(plan)) == 1


def test_list_takes_two_hundred_rows_and_no_more(plan):
    rows = [{"name": f"Nơi {number}"} for number in range(201)]

    with pytest.raises(DomainError, match="Nhiều nhất 200"):
        parts_save(plan=plan, model=Recipient, rows=rows, version=plan.version, by=None)
    assert plan.recipients.count() == 1

    parts_save(plan=plan, model=Recipient, rows=rows[:200], version=plan.version, by=None)
    assert plan.recipients.count() == 200


def test_signatory_is_saved_cleaned(plan):
    signatory_save(plan=plan, lines=" CHỦ TỊCH \n\n", name=" Người  Khác ", version=plan.version, by=None)

    signatory = Signatory.objects.get(plan=plan)
    assert (signatory.lines, signatory.name) == ("CHỦ TỊCH", "Người Khác")
    assert last_event(plan).details["to"] == ["CHỦ TỊCH", "Người Khác"]


@pytest.mark.parametrize(("lines", "name"), [("", "Người Khác"), ("CHỦ TỊCH", "x" * 101)])
def test_signatory_that_cannot_be_is_refused(plan, lines, name):
    with pytest.raises(ValidationError):
        signatory_save(plan=plan, lines=lines, name=name, version=plan.version, by=None)

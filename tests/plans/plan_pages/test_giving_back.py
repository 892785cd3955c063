"""A plan given back: the note, and what stays in the archive."""

from __future__ import annotations

import pytest
from django.urls import reverse

from plans.models import Plan
from plans.rules import Status
from povertyplan.documents.models import IssuedDocument
from tests.factories import approved, submitted
from tests.plans.plan_pages.office import notices, shown_hash


def test_giving_back_wants_a_note(office, draft):
    submitted(draft)

    for note in ("", " \n\t"):
        response = office.post("plans:plan_return", draft, office.leader, note=note)

        assert response.status_code == 422
        assert "Ghi rõ cần sửa gì để cán bộ biết." in notices(response)
        assert Plan.objects.get().status == Status.SUBMITTED


def test_note_reaches_the_officer_and_goes_with_the_next_submission(office, draft):
    submitted(draft)

    response = office.post("plans:plan_return", draft, office.leader, note="Sửa mục I.\nThêm <b>vốn</b>.")

    assert response.status_code == 302
    assert Plan.objects.get().status == Status.RETURNED
    text = office.plan(draft, office.officer)
    assert "Lãnh đạo trả lại:" in text
    assert "Sửa mục I.<br>Thêm &lt;b&gt;vốn&lt;/b&gt;." in text
    assert ">Trình ký</button>" in text

    office.post("plans:plan_submit", draft, office.officer)

    assert "Lãnh đạo trả lại:" not in office.plan(draft, office.leader)


@pytest.mark.usefixtures("quick_pdf")
def test_approved_plan_given_back_can_be_written_and_its_print_stays_in_the_archive(office, draft):
    approved(draft, by=office.leader)
    first = IssuedDocument.objects.get()
    assert ">Thu hồi để sửa</button>" in office.plan(draft, office.leader)
    assert ">Thu hồi để sửa</button>" not in office.plan(draft, office.officer)

    office.post("plans:plan_recall", draft, office.leader, note="Sửa.")

    assert ">Soạn</a>" in office.plan(draft, office.officer)
    office.post("plans:plan_submit", draft, office.officer)
    office.post(
        "plans:plan_approve", draft, office.leader, seen_hash=shown_hash(office.plan(draft, office.leader))
    )
    second = Plan.objects.get().approved_document
    assert second
    assert second.supersedes == first
    served = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))
    assert served.content == b"%PDF-quick"
    assert bytes(IssuedDocument.objects.get(pk=first.pk).pdf) == b"%PDF-"

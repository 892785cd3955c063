"""From the officer's hands to the leader's approval, with a reason for what does not add up."""

from __future__ import annotations

import hashlib
import io
from zipfile import ZipFile

import pytest
from django.urls import reverse

from households.models import Hamlet, HamletFigures
from plans.actions.life import CHANGED
from plans.compose import plan_view
from plans.models import Plan, PlanSection
from plans.rules import Status
from povertyplan.common.models import AuditEvent
from povertyplan.documents.html import render_body
from povertyplan.documents.models import IssuedDocument
from tests.factories import submitted
from tests.plans.plan_pages.office import article, notices, shown_hash


def test_officer_hands_the_plan_to_the_leader(office, draft):
    assert ">Trình ký</button>" in office.plan(draft, office.officer)
    assert ">Trình ký</button>" not in office.plan(draft, office.leader)

    response = office.post("plans:plan_submit", draft, office.officer)

    assert response["Location"] == reverse("plans:plan", args=[draft.slug])
    assert Plan.objects.get().status == Status.SUBMITTED
    officer, leader = office.plan(draft, office.officer), office.plan(draft, office.leader)
    assert ">Trình ký</button>" not in officer
    assert ">Duyệt</button>" not in officer
    assert "Đang chờ lãnh đạo duyệt." in officer
    assert ">Duyệt</button>" in leader
    assert ">Trả lại</button>" in leader


def test_second_submission_says_why_not(office, draft):
    submitted(draft)
    client = office.client(office.officer)

    response = client.post(reverse("plans:plan_submit", args=[draft.slug]), follow=True)

    assert any("Kế hoạch đang ở tình trạng “trình ký”" in text for text in notices(response))
    assert AuditEvent.objects.filter(action="plan_submitted").count() == 1


def test_print_is_kept_to_the_byte(office, draft):
    submitted(draft)
    seen_hash = shown_hash(office.plan(draft, office.leader))

    response = office.post("plans:plan_approve", draft, office.leader, seen_hash=seen_hash)

    assert response["Location"] == reverse("plans:plan", args=[draft.slug])
    plan, kept = Plan.objects.get(), IssuedDocument.objects.get()
    assert (plan.status, plan.approved_document, kept.approved_by) == (Status.APPROVED, kept, office.leader)
    served = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))
    assert served.content == bytes(kept.pdf)
    assert served.content.startswith(b"%PDF-")
    assert hashlib.sha256(served.content).hexdigest() == kept.sha256
    assert f"mã kiểm tra {kept.sha256[:12]}" in office.plan(draft, office.officer)


@pytest.mark.usefixtures("quick_pdf")
def test_approving_what_does_not_add_up_wants_a_reason(office, wrong):
    submitted(wrong)
    text = office.plan(wrong, office.leader)
    assert "Lý do duyệt khi còn điểm chưa khớp" in text
    seen_hash, events = shown_hash(text), AuditEvent.objects.count()

    for reason in ("", "  \n "):
        refused = office.post("plans:plan_approve", wrong, office.leader, seen_hash=seen_hash, reason=reason)

        assert refused.status_code == 422
        assert "Còn điểm chưa khớp; ghi lý do nếu vẫn duyệt." in notices(refused)
        assert Plan.objects.get().status == Status.SUBMITTED
        assert not IssuedDocument.objects.exists()
        assert AuditEvent.objects.count() == events

    given = office.post("plans:plan_approve", wrong, office.leader, seen_hash=seen_hash, reason="Theo huyện.")

    assert given.status_code == 302
    assert Plan.objects.get().status == Status.APPROVED
    assert AuditEvent.objects.get(action="plan_approved").details["reason"] == "Theo huyện."


@pytest.mark.usefixtures("quick_pdf")
def test_no_reason_is_asked_where_everything_agrees(office, draft):
    submitted(draft)

    assert "Lý do duyệt" not in office.plan(draft, office.leader)


@pytest.mark.usefixtures("quick_pdf")
def test_plan_that_changed_since_it_was_shown_is_not_approved(office, wrong):
    submitted(wrong)
    old = shown_hash(office.plan(wrong, office.leader))
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body="Lời khác hẳn.")

    for seen_hash in (old, "", "x" * 64):
        response = office.post(
            "plans:plan_approve", wrong, office.leader, seen_hash=seen_hash, reason="<i>Vẫn duyệt</i>"
        )

        assert response.status_code == 409
        assert CHANGED in notices(response)
        assert "Lời khác hẳn." in article(response.text)
        assert "required>&lt;i&gt;Vẫn duyệt&lt;/i&gt;</textarea>" in response.text
        assert Plan.objects.get().status == Status.SUBMITTED
        assert not IssuedDocument.objects.exists()

    new = shown_hash(response.text)
    assert (
        office.post("plans:plan_approve", wrong, office.leader, seen_hash=new, reason="Vẫn duyệt").status_code
        == 302
    )


@pytest.mark.usefixtures("quick_pdf")
def test_draft_is_not_approved_before_it_was_submitted(office, draft):
    seen_hash = shown_hash(office.plan(submitted(draft), office.leader))
    Plan.objects.update(status=Status.DRAFT)

    response = office.post("plans:plan_approve", draft, office.leader, seen_hash=seen_hash)

    assert response.status_code == 409
    assert any("Kế hoạch đang ở tình trạng “dự thảo”" in text for text in notices(response))
    assert not IssuedDocument.objects.exists()


@pytest.mark.usefixtures("quick_pdf")
def test_approved_page_shows_what_was_approved_whatever_the_figures_are_now(office, draft):
    submitted(draft)
    office.post(
        "plans:plan_approve", draft, office.leader, seen_hash=shown_hash(office.plan(draft, office.leader))
    )
    before = article(office.plan(draft, office.officer))

    HamletFigures.objects.update(households=777)
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body="Lời khác hẳn.")
    Hamlet.objects.update(name="Tên khác")

    live = render_body(plan_view(Plan.objects.get()).document)
    assert "777" in live
    assert "Lời khác hẳn." in live
    assert article(office.plan(draft, office.officer)) == before
    assert "777" not in before
    assert "watermark" in live
    assert "watermark" not in before
    word = office.client(office.officer).get(reverse("plans:plan_docx", args=[draft.slug]))
    with ZipFile(io.BytesIO(word.content)) as parts:
        words = parts.read("word/document.xml").decode()
    assert "Cho vay vốn." in words
    assert "Lời khác hẳn." not in words
    assert "777" not in words

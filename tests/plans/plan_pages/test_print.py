"""The print and the Word file of a plan, drawn or told why not."""

from __future__ import annotations

import io
from zipfile import ZipFile

from django.urls import reverse

from plans.models import Plan
from plans.rules import Status
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import FAILED, PdfError
from tests.factories import submitted
from tests.plans.plan_pages.office import notices, shown_hash

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_pdf_of_a_draft_is_drawn_anew(office, draft):
    response = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{draft.slug}.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert not IssuedDocument.objects.exists()


def test_word_file_holds_the_plans_words(office, draft):
    response = office.client(office.officer).get(reverse("plans:plan_docx", args=[draft.slug]))

    assert response["Content-Type"] == WORD
    assert response["Content-Disposition"] == f'attachment; filename="{draft.slug}.docx"'
    with ZipFile(io.BytesIO(response.content)) as parts:
        assert "Cho vay vốn." in parts.read("word/document.xml").decode()


def test_pdf_that_cannot_be_drawn_is_told_with_a_way_back(office, draft, monkeypatch):
    def fail(document: object) -> bytes:
        raise PdfError(FAILED)

    monkeypatch.setattr("plans.views.document.render_pdf", fail)

    response = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))

    assert response.status_code == 503
    assert response["Content-Type"].startswith("text/html")
    assert FAILED in response.text
    assert f'href="{reverse("plans:plan", args=[draft.slug])}"' in response.text


def test_plan_whose_print_cannot_be_drawn_is_not_approved(office, draft, monkeypatch):
    def fail(document: object) -> bytes:
        raise PdfError(FAILED)

    monkeypatch.setattr("plans.actions.life.render_pdf", fail)
    submitted(draft)
    seen_hash = shown_hash(office.plan(draft, office.leader))

    response = office.post("plans:plan_approve", draft, office.leader, seen_hash=seen_hash)

    assert response.status_code in {422, 503}
    assert FAILED in notices(response)
    assert Plan.objects.get().status == Status.SUBMITTED
    assert not IssuedDocument.objects.exists()

"""What is taken away leaves one event."""

from __future__ import annotations

import pytest
from django.urls import reverse

from povertyplan.documents.pdf import PdfError
from tests.factories import CommuneFactory, officer_of
from tests.plans.history.shared import kept, signed_in, told

pytestmark = pytest.mark.django_db

DOWNLOADS = {"plans:plan_pdf": "plan_pdf_downloaded", "plans:plan_docx": "plan_docx_downloaded"}


@pytest.fixture
def _quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.views.document.render_pdf", lambda document: b"%PDF-")


@pytest.mark.usefixtures("_quick_pdf")
@pytest.mark.parametrize("name", DOWNLOADS)
def test_taking_a_plan_away_leaves_one_event(plan, unit, officer, name):
    client, url = signed_in(officer), reverse(name, args=[plan.slug])

    client.head(url)
    client.post(url)
    signed_in(officer_of(CommuneFactory.create())).get(url)
    assert kept(DOWNLOADS[name]) == []

    client.get(url)

    [event] = kept(DOWNLOADS[name])
    assert (event.user, event.target_id, event.unit_code) == (officer, str(plan.pk), unit.code)
    assert event.details == {"status": "draft", "version": plan.version}
    assert told(event) == ["tình trạng: dự thảo"]


def test_print_that_fails_is_not_taken_away(plan, officer, monkeypatch):
    def fail(document):
        raise PdfError("Máy chủ đang bận.")

    monkeypatch.setattr("plans.views.document.render_pdf", fail)

    assert signed_in(officer).get(reverse("plans:plan_pdf", args=[plan.slug])).status_code == 503
    assert kept("plan_pdf_downloaded") == []

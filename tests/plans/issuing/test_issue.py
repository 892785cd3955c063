"""The issue: what is kept of it, once, byte for byte."""

from __future__ import annotations

import hashlib
import itertools
import json
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.actions import issue_document, plan_issue, plan_sign, section_save
from plans.actions.issuing import CHANGED
from plans.actions.life import document_hash
from plans.compose import plan_standing
from plans.models import Plan
from plans.rules import SectionContent, Status
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from povertyplan.documents.frozen import from_json
from povertyplan.documents.lint import lint
from povertyplan.documents.models import IssuedDocument
from tests.factories import (
    CommuneFactory,
    at_once,
    clerk_of,
    counted_hamlets,
    issued,
    officer_of,
    signed,
    small_plan,
)
from tests.plans.issuing.shared import PRINT, sign, signed_in


@pytest.fixture
def quick_pdf(monkeypatch):
    """Rendering that takes no second and gives other bytes each time."""
    numbers = itertools.count()
    monkeypatch.setattr(
        "plans.actions.issuing.render_pdf", lambda document: b"%%PDF-%d\n%%%%EOF" % next(numbers)
    )


def seen(plan: Plan) -> str:
    return document_hash(issue_document(plan))


def test_issue_keeps_numbered_blocks_bytes_hash_and_reasons(plan):
    number = sign(plan, 5, timezone.localdate())
    clerk, shown = clerk_of(plan.unit), plan_standing(Plan.objects.get()).document

    result = plan_issue(plan=number, seen_hash=document_hash(shown), by=clerk)

    kept = result.issued_document
    assert kept
    pdf = bytes(kept.pdf)
    assert result.status == Status.ISSUED
    assert lint(pdf, draft=False) == ()
    assert kept.sha256 == hashlib.sha256(pdf).hexdigest()
    assert from_json(kept.blocks) == shown
    assert (shown.letterhead.number, shown.letterhead.day) == ("5", timezone.localdate().day)
    assert "số 05/KH-UBND ngày" in shown.appendices[0].reference
    assert (kept.number, kept.symbol, kept.issued_date) == ("5", "KH-UBND", result.signed_date)
    assert (kept.supersedes, kept.issued_by) == (plan.approved_document, clerk)
    assert kept.findings == plan.approved_document.findings
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.user, event.details["number"]) == ("plan_issued", clerk, "05/KH-UBND")


@pytest.mark.usefixtures("quick_pdf")
def test_what_was_signed_is_issued_whatever_changed_meanwhile(plan):
    before = plan_standing(sign(plan)).document
    plan.unit.hamlets.update(name="Tên Mới")

    result = plan_issue(plan=plan, seen_hash=document_hash(before), by=clerk_of(plan.unit))

    assert result.issued_document
    assert "Tên Mới" not in json.dumps(result.issued_document.blocks, ensure_ascii=False)


def test_number_changed_since_it_was_seen_or_while_rendering_is_not_issued(plan, monkeypatch):
    old = seen(sign(plan, 12))
    sign(plan, 13)
    with pytest.raises(StaleError, match="Số, ngày hoặc nội dung đã thay đổi"):
        plan_issue(plan=plan, seen_hash=old, by=clerk_of(plan.unit))

    def render(document: object) -> bytes:
        sign(plan, 14)
        return PRINT

    monkeypatch.setattr("plans.actions.issuing.render_pdf", render)
    with pytest.raises(StaleError, match=CHANGED):
        plan_issue(plan=Plan.objects.get(), seen_hash=seen(plan), by=clerk_of(plan.unit))
    assert (Plan.objects.get().status, IssuedDocument.objects.count()) == (Status.SIGNED, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick_pdf")
def test_one_of_eight_issues_at_once_is_kept_with_an_editor_beside_them():
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    plan = signed(small_plan(unit), number=12)
    clerks, officer, shown = [clerk_of(unit) for _ in range(8)], officer_of(unit), seen(plan)
    section = plan.sections.select_related("plan__unit").get(heading="GIẢI PHÁP")
    edit = partial(
        section_save,
        section=section,
        heading="KHÁC",
        body="Khác.",
        content=SectionContent.TEXT,
        version=section.version,
        by=officer,
    )

    outcomes = at_once([edit, *(partial(plan_issue, plan=plan, seen_hash=shown, by=by) for by in clerks)])

    assert [type(outcome).__name__ for outcome in outcomes[:1]] == ["DomainError"]
    assert sorted(type(outcome).__name__ for outcome in outcomes[1:]) == ["Plan", *["StaleError"] * 7]
    stored = Plan.objects.get()
    assert (stored.status, IssuedDocument.objects.count()) == (Status.ISSUED, 2)
    assert stored.issued_document == IssuedDocument.objects.exclude(number="").get()
    assert document_hash(from_json(stored.issued_document.blocks)) == shown
    assert AuditEvent.objects.filter(action="plan_issued").count() == 1
    assert section.heading == plan.sections.get(pk=section.pk).heading


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick_pdf")
def test_number_mended_while_eight_issue_is_the_one_that_is_printed():
    plan = signed(small_plan(), number=12)
    clerk, shown = clerk_of(plan.unit), seen(plan)
    mend = partial(plan_sign, plan=plan, number=30, date=timezone.localdate(), by=clerk)

    outcomes = at_once([mend, *([partial(plan_issue, plan=plan, seen_hash=shown, by=clerk)] * 8)])

    stored = Plan.objects.get()
    prints = IssuedDocument.objects.exclude(number="")
    assert [each.number for each in prints] == ([str(stored.number)] if stored.is_frozen else [])
    assert isinstance(outcomes[0], DomainError) == stored.is_frozen
    assert not [outcome for outcome in outcomes if not isinstance(outcome, Plan | DomainError)]


def test_issued_print_is_downloaded_byte_for_byte_and_never_drawn_again(plan, monkeypatch):
    monkeypatch.setattr("plans.views.document.render_pdf", lambda document: pytest.fail("drawn"))
    approved_bytes = bytes(plan.approved_document.pdf)
    issued(plan, pdf=PRINT)
    client = signed_in(officer_of(plan.unit))
    plan.unit.hamlets.update(name="Tên Mới")

    for _ in range(3):
        assert client.get(reverse("plans:plan_pdf", args=[plan.slug])).content == PRINT
    assert client.get(reverse("plans:approved_pdf", args=[plan.slug])).content == approved_bytes
    text = client.get(reverse("plans:plan", args=[plan.slug])).text
    assert "Tên Mới" not in text
    assert "Ban hành: Kế hoạch số 01/KH-UBND ngày" in text


def test_download_of_an_issued_plan_asks_as_little_as_it_can(plan, django_assert_num_queries):
    issued(plan, pdf=PRINT)
    client, url = signed_in(officer_of(plan.unit)), reverse("plans:plan_pdf", args=[plan.slug])
    client.get(url)

    with django_assert_num_queries(9):  # session, reader, roles, plan; then the line in the log
        client.get(url)


@pytest.mark.usefixtures("quick_pdf")
def test_clerk_numbers_looks_and_issues_on_the_pages(plan):
    clerk, officer = signed_in(clerk_of(plan.unit)), signed_in(officer_of(plan.unit))
    url = reverse("plans:plan", args=[plan.slug])
    assert ">Ghi số, ngày ký</a>" in clerk.get(url).text
    assert ">Ghi số, ngày ký</a>" not in officer.get(url).text
    date = f"{timezone.localdate():%d/%m/%Y}"
    form = reverse("plans:plan_sign", args=[plan.slug])

    sent = {"version": Plan.objects.get().version, "date": date}

    for number in ("", "abc", "0", "123456"):
        assert clerk.post(form, sent | {"number": number}).status_code == 200
    refused = clerk.post(form, sent | {"number": "12", "date": "31/12/2059"})
    assert "chưa tới" in refused.text
    assert clerk.post(form, sent | {"number": "12"}).status_code == 302

    shown = clerk.get(url)
    assert "Số: 12/KH-UBND" in shown.text
    assert "Phát hành số 12/KH-UBND" in shown.text
    assert "Phát hành số" not in officer.get(url).text
    issue = reverse("plans:plan_issue", args=[plan.slug])
    assert clerk.post(issue, {"seen_hash": "x"}).status_code == 409
    assert clerk.post(issue, {"seen_hash": shown.context["seen_hash"]}).status_code == 302
    assert Plan.objects.get().status == Status.ISSUED
    assert clerk.get(form).status_code == 302

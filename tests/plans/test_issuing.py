"""A signed plan: its number, its frozen print, and what is brought back with signatures."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import json
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.actions import (
    issue_document,
    office_holders_save,
    plan_issue,
    plan_sign,
    plan_submit,
    section_save,
    signed_copy_add,
    signing_policy_save,
)
from plans.actions.issuing import CHANGED, MAX_COPY, NOT_PDF, OTHER_DOCUMENT, TOO_LARGE
from plans.actions.life import document_hash
from plans.compose import plan_standing
from plans.models import LegalBasis, OfficeHolder, Plan
from plans.rules import CopyMatch, SectionContent, Status, copy_match, is_pdf
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from povertyplan.documents.frozen import from_json
from povertyplan.documents.lint import lint
from povertyplan.documents.models import IssuedDocument, SignedCopy
from tests.factories import (
    CommuneFactory,
    approved,
    at_once,
    clerk_of,
    counted_hamlets,
    issued,
    leader_of,
    officer_of,
    signed,
    small_plan,
    submitted,
)

PRINT = b"%PDF-1.7 ban hanh\n%%EOF"


@pytest.fixture
def plan(db) -> Plan:
    """An approved plan with figures."""
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    return approved(small_plan(unit), pdf=b"%PDF-1.7 trinh ky\n%%EOF")


@pytest.fixture
def quick_pdf(monkeypatch):
    """Rendering that takes no second and gives other bytes each time."""
    numbers = itertools.count()
    monkeypatch.setattr(
        "plans.actions.issuing.render_pdf", lambda document: b"%%PDF-%d\n%%%%EOF" % next(numbers)
    )


def sign(plan: Plan, number: int = 12, date: dt.date | None = None) -> Plan:
    return plan_sign(plan=plan, number=number, date=date or timezone.localdate(), by=clerk_of(plan.unit))


def seen(plan: Plan) -> str:
    return document_hash(issue_document(plan))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- number and date ---


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


# --- who signs ---


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


# --- issue ---


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

    with django_assert_num_queries(9):  # session, reader, plan; then the line in the log
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


# --- what is brought back signed ---


def test_a_file_is_told_by_what_it_begins_with():
    both = {"issued": b"%PDF-issued", "approved": b"%PDF-approved"}

    assert copy_match(b"%PDF-issued\nmore", **both) == CopyMatch.ISSUED
    assert copy_match(b"%PDF-approved\nmore", **both) == CopyMatch.APPROVED
    assert copy_match(b"%PDF-issued", **both) == CopyMatch.UNSIGNED
    assert copy_match(b"%PDF-other", **both) == CopyMatch.OTHER
    assert is_pdf(b"%PDF-1.4 \n%%EOF\n")
    assert not is_pdf(b"PK\x03\x04%PDF-%%EOF")
    assert not is_pdf(b"%PDF-1.4 cut")


def test_signed_copy_is_kept_beside_the_print_and_said_in_words(plan):
    issued(plan, pdf=PRINT)
    clerk = signed_in(clerk_of(plan.unit))
    url = reverse("plans:signed_copy_add", args=[plan.slug])

    def send(content: bytes, **more: str):
        return clerk.post(url, {"file": SimpleUploadedFile("a.pdf", content), **more})

    assert send(PRINT + b"\nchu ky so\n%%EOF").status_code == 302
    assert OTHER_DOCUMENT in send(b"%PDF-1.4 quet\n%%EOF").text
    assert send(b"%PDF-1.4 quet\n%%EOF", is_scan="on").status_code == 302
    assert "Tệp này đã được giữ." in send(b"%PDF-1.4 quet\n%%EOF", is_scan="on").text
    for content in (b"PK\x03\x04 docx", b"", b"%PDF-1.4 cut"):
        assert NOT_PDF in send(content).text

    assert [copy.match for copy in SignedCopy.objects.order_by("pk")] == ["issued", "other"]
    text = clerk.get(reverse("plans:plan", args=[plan.slug])).text
    assert "bản đầu trong tệp trùng từng byte với bản ban hành" in text
    assert "tệp không bắt đầu bằng bản in nào của văn bản này" in text
    copy = SignedCopy.objects.order_by("pk")[0]
    served = clerk.get(reverse("plans:signed_copy", args=[plan.slug, copy.pk]))
    assert served.content == PRINT + b"\nchu ky so\n%%EOF"
    assert served["Content-Disposition"].startswith("attachment;")
    assert served["X-Content-Type-Options"] == "nosniff"
    elsewhere = issued(small_plan(plan.unit), number=2)
    assert clerk.get(reverse("plans:signed_copy", args=[elsewhere.slug, copy.pk])).status_code == 404
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SignedCopy.objects.update(content=b"")


def test_signed_copy_is_refused_too_large_too_early_or_by_others(plan):
    with pytest.raises(DomainError, match="phát hành rồi mới"):
        signed_copy_add(plan=plan, content=PRINT, is_scan=True, by=clerk_of(plan.unit))
    issued(plan, pdf=PRINT)
    with pytest.raises(DomainError, match="Chỉ văn thư"):
        signed_copy_add(plan=plan, content=PRINT, is_scan=True, by=leader_of(plan.unit))
    with pytest.raises(DomainError, match=TOO_LARGE):
        signed_copy_add(plan=plan, content=PRINT + b" " * MAX_COPY, is_scan=True, by=clerk_of(plan.unit))


# --- commands ---


def test_commands_approve_and_issue(monkeypatch, db):
    for module in ("life", "issuing"):
        monkeypatch.setattr(f"plans.actions.{module}.render_pdf", lambda document: PRINT)
    plan = submitted(small_plan())
    leader, clerk, today = leader_of(plan.unit), clerk_of(plan.unit), timezone.localdate().isoformat()

    def run(name: str, *arguments: str) -> Any:
        out = io.StringIO()
        call_command(name, plan.slug, *arguments, "--format", "json", stdout=out)
        return json.loads(out.getvalue())

    told = run("plan_approve", "--by", leader.username, "--reason", "Rõ.")
    assert (told["status"], told["sha256"]) == ("approved", hashlib.sha256(PRINT).hexdigest())
    for arguments, status in (
        (["--by", clerk.username], 1),
        (["--by", leader.username, "--number", "7", "--date", today], 1),
        (["--by", clerk.username, "--number", "7"], 2),
        (["--by", clerk.username, "--number", "7", "--date", "hôm nay"], 2),
        (["--by", "khong-co"], 2),
    ):
        with pytest.raises(CommandError) as refused:
            run("plan_issue", *arguments)
        assert refused.value.returncode == status, arguments
    told = run("plan_issue", "--by", clerk.username, "--number", "7", "--date", today)

    assert (told["status"], told["number"], told["date"]) == ("issued", "07/KH-UBND", today)
    with pytest.raises(CommandError, match="không làm việc này được"):
        run("plan_approve", "--by", leader.username)


def test_render_of_an_issued_plan_writes_the_kept_bytes(plan, tmp_path):
    issued(plan, pdf=PRINT)

    call_command("plan_render", plan.slug, "--output", str(tmp_path / "a.pdf"), stdout=io.StringIO())

    assert (tmp_path / "a.pdf").read_bytes() == PRINT

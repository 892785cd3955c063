"""Documents that amend, replace or correct a plan that was issued; the register; the pages of both."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from plans.actions import declared_save, parts_save, plan_amend, plan_issue, plan_sign, section_save
from plans.actions.issuing import issue_document
from plans.actions.life import document_hash
from plans.compose import plan_changes, plan_source, plan_view
from plans.models import HamletTarget, Plan, Slip
from plans.queries import figures_refusal, plans_of
from plans.rules import PlanRelation, SectionContent, Status
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from povertyplan.documents.blocks import Table
from povertyplan.documents.figures import cell_text
from povertyplan.documents.lint import lint
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import render_pdf
from tests.factories import (
    YEAR,
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

pytestmark = pytest.mark.django_db
AMENDS, REPLACES, CORRECTS = PlanRelation.AMENDS, PlanRelation.REPLACES, PlanRelation.CORRECTS


@pytest.fixture
def original() -> Plan:
    """An issued plan, number 12, with two hamlets of 5 poor households and targets of 2."""
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    plan = small_plan(unit)
    declared_save(plan=plan, figures={(None, "households"): Decimal(999)}, by=None)
    return issued(plan, number=12)


def amend(original: Plan, relation: PlanRelation = AMENDS) -> Plan:
    return plan_amend(original=original, relation=relation, by=officer_of(original.unit))


def issue(plan: Plan, number: int = 20) -> Plan:
    plan = signed(plan, number=number)
    seen = document_hash(issue_document(plan))
    return plan_issue(plan=plan, seen_hash=seen, by=clerk_of(plan.unit))


@pytest.fixture
def quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.actions.issuing.render_pdf", lambda document: b"%PDF-quick\n%%EOF")


def rows(table: Table) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in (*table.rows, *filter(None, [table.total]))]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_amendment_begins_with_the_words_and_names_the_original(original):
    draft = amend(original)

    document = plan_view(draft).document
    today = f"{timezone.localdate():%d}"
    assert (draft.status, draft.relation, draft.original) == (Status.DRAFT, AMENDS, original)
    assert draft.subject == "Điều chỉnh Kế hoạch giảm nghèo bền vững"
    assert [each.heading for each in draft.sections.order_by("pk")] == [
        each.heading for each in original.sections.order_by("pk")
    ]
    assert draft.declared_figures.get().value == 999
    assert draft.signatory.name == "Người Ký Mẫu"
    assert document.bases[-1].text.startswith(f"Căn cứ Kế hoạch số 12/KH-UBND ngày {today}")
    assert "Kế hoạch này điều chỉnh Kế hoạch số 12/KH-UBND ngày" in str(document.blocks)
    assert IssuedDocument.objects.count() == 2


def test_changes_are_told_by_hamlet_as_old_new_and_difference_and_in_words(original):
    draft = amend(original)
    first = original.unit.hamlets.order_by("position").first()
    HamletTarget.objects.filter(hamlet=first).update(poor_reduction=4, near_poor_reduction=0)
    section = draft.sections.select_related("plan__unit").get(heading="GIẢI PHÁP")
    section_save(
        section=section,
        heading=section.heading,
        body="Cho vay vốn và dạy nghề.",
        content=SectionContent.TEXT,
        version=section.version,
        by=None,
    )

    found = plan_changes(plan_source(draft))

    assert found
    (table,) = found.tables
    assert [f"{column.group} {column.label}".strip() for column in table.columns[2:]][::3] == [
        f"{head} Cũ" for head in heads(table)
    ]
    assert rows(table)[0][1] == str(first)
    assert rows(table)[0][2:8] == ["2", "4", "2", "1", "0", "-1"]
    assert rows(table)[1][:2] == ["", "Tổng cộng"]
    assert rows(table)[1][2:8] == ["4", "6", "2", "2", "1", "-1"]
    words = {change.label: (change.before, change.after) for change in found.texts}
    assert words["Mục II, đoạn 1"] == ("Cho vay vốn.", "Cho vay vốn và dạy nghề.")
    assert not [label for label in words if "Căn cứ" in label or "dòng kèm theo" in label]
    document = plan_view(draft).document
    assert [appendix.key for appendix in document.appendices] == ["hamlets", "changes"]
    assert [table.key for table in document.tables()[1:]] == ["changes-hamlets", "changes-words"]


def heads(table: Table) -> list[str]:
    return list(dict.fromkeys(column.group for column in table.columns if column.group))


def test_hamlet_that_came_or_went_is_old_or_new_alone(original):
    draft = amend(original)
    gone = original.unit.hamlets.order_by("position").last()
    gone.name = "Bản Khác"
    gone.save()

    found = plan_changes(plan_source(draft))

    assert found
    names = {row[1]: row[2:5] for row in rows(found.tables[0])}
    assert names["Bản Khác"] == ["", "100", ""]
    assert list(names.values()).count(["100", "", ""]) == 1
    assert "difference_mismatch" not in {finding.code for finding in plan_view(draft).findings}


def test_unchanged_amendment_has_no_appendix_of_changes(original):
    draft = amend(original)
    Plan.objects.filter(pk=draft.pk).update(subject=original.subject)
    draft.refresh_from_db()

    assert [each.key for each in plan_view(draft).document.appendices] == ["hamlets"]
    found = plan_changes(plan_source(draft))
    assert found
    assert (found.tables, found.texts) == ((), ())


def test_figures_open_again_for_an_amendment_and_close_with_it(original):
    assert figures_refusal(plans_of(unit=original.unit, year=YEAR))

    draft = amend(original)
    assert not figures_refusal(plans_of(unit=original.unit, year=YEAR))
    correction = amend(original, CORRECTS)
    approved(correction)
    assert not figures_refusal(plans_of(unit=original.unit, year=YEAR))

    submitted(draft)
    assert figures_refusal(plans_of(unit=original.unit, year=YEAR))


@pytest.mark.usefixtures("quick_pdf")
@pytest.mark.parametrize(
    ("relation", "status", "words"),
    [
        (AMENDS, Status.AMENDED, "đã được điều chỉnh bằng"),
        (REPLACES, Status.REPLACED, "được thay thế bằng"),
        (CORRECTS, Status.CORRECTED, "đã được đính chính bằng"),
    ],
)
def test_issue_of_the_later_marks_the_original_and_links_both_ways(original, relation, status, words):
    assert original.issued_document
    kept = bytes(original.issued_document.pdf)
    later = issue(amend(original, relation))

    before = Plan.objects.get(pk=original.pk)
    assert (before.status, later.status) == (status, Status.ISSUED)
    assert before.issued_document == original.issued_document
    event = AuditEvent.objects.get(action="plan_changed")
    assert (event.target_id, event.details["relation"]) == (str(original.pk), relation)
    client = signed_in(officer_of(original.unit))
    old = client.get(reverse("plans:plan", args=[original.slug])).text
    new = client.get(reverse("plans:plan", args=[later.slug])).text
    assert words in old
    assert f'href="{reverse("plans:plan", args=[later.slug])}"' in old
    assert f'href="{reverse("plans:plan", args=[original.slug])}"' in new
    assert client.get(reverse("plans:plan_pdf", args=[original.slug])).content == kept
    history = client.get(reverse("plans:plan_history", args=[original.slug])).text
    assert "Có văn bản điều chỉnh, thay thế, đính chính" in history


@pytest.mark.usefixtures("quick_pdf")
def test_plan_is_amended_once_and_only_while_it_stands(original):
    draft = amend(original)
    with pytest.raises(DomainError, match=f"Đã có văn bản điều chỉnh đang soạn: {draft.slug}"):
        amend(original, REPLACES)
    amend(original, CORRECTS)

    issue(draft)
    for relation in PlanRelation:
        with pytest.raises(DomainError, match="còn nguyên hiệu lực"):
            amend(original, relation)
    with pytest.raises(DomainError, match="Kế hoạch ở tình trạng “dự thảo”"):
        amend(small_plan(original.unit))
    again = amend(Plan.objects.get(pk=draft.pk))  # the newest may be amended again
    assert (again.original, again.subject) == (draft, draft.subject)


def test_database_lets_a_plan_be_amended_or_replaced_once(original):
    amend(original, CORRECTS)
    amend(original, CORRECTS)
    amend(original)
    other = small_plan(original.unit)

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=other.pk).update(relation=REPLACES, original=original)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=other.pk).update(relation=CORRECTS, original=other)


@pytest.mark.django_db(transaction=True)
def test_one_of_eight_amendments_begun_at_once_is_begun():
    original = issued(small_plan())
    officers = [officer_of(original.unit) for _ in range(8)]

    outcomes = at_once(
        [partial(plan_amend, original=original, relation=AMENDS, by=officer) for officer in officers]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Plan", *["StaleError"] * 7]
    assert Plan.objects.filter(original=original).count() == 1


def test_later_document_is_not_dated_before_the_original(original):
    Plan.objects.filter(pk=original.pk).update(signed_date=timezone.localdate() + dt.timedelta(days=2))
    draft = approved(amend(original))

    with pytest.raises(DomainError, match="của Kế hoạch số 12/KH-UBND"):
        plan_sign(plan=draft, number=20, date=timezone.localdate(), by=clerk_of(original.unit))


# --- correction ---


def test_correction_is_a_short_document_with_what_was_wrong_and_right(original):
    draft = amend(original, CORRECTS)
    slip = {"where": "Mục II", "printed": "vay vốm", "correct": "vay vốn"}
    parts_save(plan=draft, model=Slip, rows=[slip], version=draft.version, by=None)

    view = plan_view(Plan.objects.get(pk=draft.pk), draft=False)

    document = view.document
    assert (document.title.kind, document.appendices) == ("ĐÍNH CHÍNH", ())
    assert (document.letterhead.symbol, document.bases[-1].text.count("KH-UBND")) == ("UBND", 1)
    (table,) = document.tables()
    assert rows(table) == [["1", "Mục II", "vay vốm", "vay vốn"]]
    assert "Văn bản này đính chính Kế hoạch số 12/KH-UBND ngày" in str(document.blocks[0])
    assert [finding.message for finding in view.findings] == []
    assert lint(render_pdf(document), draft=False) == ()


def test_print_of_an_amendment_with_its_appendices_is_as_the_decree_wants(original):
    draft = amend(original)
    HamletTarget.objects.update(poor_reduction=3)

    assert lint(render_pdf(plan_view(draft, draft=False).document), draft=False) == ()


# --- pages ---


def test_officer_begins_an_amendment_on_its_page_and_sees_what_changes(original):
    officer = signed_in(officer_of(original.unit))
    page = officer.get(reverse("plans:plan", args=[original.slug])).text
    assert ">Điều chỉnh, thay thế, đính chính</a>" in page
    leader = signed_in(leader_of(original.unit))
    assert ">Điều chỉnh, thay thế" not in leader.get(reverse("plans:plan", args=[original.slug])).text
    url = reverse("plans:plan_amend", args=[original.slug])

    assert "Chọn loại văn bản mới." in officer.post(url, {"relation": "eats"}).text
    response = officer.post(url, {"relation": "amends"})

    draft = Plan.objects.get(original=original)
    assert response["Location"] == reverse("plans:plan_edit", args=[draft.slug])
    changes = reverse("plans:plan_changes", args=[draft.slug])
    assert "Điều chỉnh Kế hoạch giảm nghèo" in officer.get(changes).text
    assert f'href="{changes}"' in officer.get(reverse("plans:plan", args=[draft.slug])).text
    assert officer.get(reverse("plans:plan_changes", args=[original.slug])).status_code == 404
    assert officer.get(reverse("plans:plan_amend", args=[draft.slug])).status_code == 302
    assert officer.get(reverse("plans:slips", args=[draft.slug])).status_code == 404


@pytest.mark.usefixtures("quick_pdf")
def test_register_lists_what_was_issued_in_the_year_and_fills_ten_columns(
    original, django_assert_max_num_queries
):
    later = issue(amend(original))
    signed(small_plan(original.unit), number=99)  # not yet issued
    client, year = signed_in(clerk_of(original.unit)), timezone.localdate().year
    args = [original.unit.pk, year]

    page = client.get(reverse("plans:register", args=args)).text
    content = client.get(reverse("plans:register_file", args=args)).content

    assert "2 văn bản" in page
    assert "99/KH-UBND" not in page
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    table = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [len(row) for row in table] == [10, 10, 10]
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert table[1][:4] == ["12/KH-UBND", today, "Kế hoạch giảm nghèo bền vững", "Người Ký Mẫu"]
    assert table[1][5] == "VT"
    assert table[1][9] == "đã điều chỉnh"
    assert table[2][0] == "20/KH-UBND"
    assert table[2][9].startswith("điều chỉnh Kế hoạch số 12/KH-UBND")
    assert later.number == 20
    assert AuditEvent.objects.filter(action="register_downloaded").count() == 1
    empty = client.get(reverse("plans:register", args=[original.unit.pk, year - 1])).text
    assert "Chưa có văn bản nào" in empty
    for number in range(30, 34):
        issued(small_plan(original.unit), number=number)
    with django_assert_max_num_queries(14):
        client.get(reverse("plans:register", args=args))


def test_leader_chooses_how_plans_are_approved(original):
    leader, url = (
        signed_in(leader_of(original.unit)),
        reverse("plans:signing_policy", args=[original.unit.pk, YEAR]),
    )

    assert "checked" in leader.get(url).text
    assert leader.post(url, {"suggests_number": "on"}).status_code == 302

    policy = original.unit.signing_policy
    assert (policy.author_may_approve, policy.suggests_number) == (False, True)

"""The life of a plan: who comes after whom, and what is kept when it is approved."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from plans.actions import (
    declared_save,
    plan_approve,
    plan_recall,
    plan_return,
    plan_submit,
    section_save,
)
from plans.actions.life import content_hash
from plans.compose import plan_standing, plan_view
from plans.models import Plan
from plans.rules import SectionContent, Status
from povertyplan.accounts.models import User
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent, AuditHead
from povertyplan.documents.frozen import from_json, to_json
from povertyplan.documents.lint import lint
from povertyplan.documents.models import IssuedDocument
from tests.factories import (
    CommuneFactory,
    approved,
    at_once,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)


@pytest.fixture
def quick_pdf(monkeypatch):
    """Rendering that takes no second and gives other bytes each time."""
    numbers = itertools.count()
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: b"%%PDF-%d" % next(numbers))


def with_hamlets() -> Plan:
    """A draft whose figures are given and agree."""
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2)
    return small_plan(unit)


def with_an_error() -> Plan:
    """A draft whose printed total is not the sum of its rows."""
    plan = with_hamlets()
    declared_save(plan=plan, figures={(None, "households"): Decimal(999)}, by=None)
    return plan


def seen(plan: Plan) -> str:
    return content_hash(plan_view(Plan.objects.get(pk=plan.pk)))


def approve(plan: Plan, *, by: User | None = None, reason: str = "") -> Plan:
    return plan_approve(plan=plan, seen_hash=seen(plan), reason=reason, by=by or leader_of(plan.unit))


def give_back(plan: Plan, note: str = "Sửa mục tiêu.") -> Plan:
    return plan_return(plan=plan, note=note, by=leader_of(plan.unit))


def take_back(plan: Plan, note: str = "Sửa mục tiêu.") -> Plan:
    return plan_recall(plan=plan, note=note, by=leader_of(plan.unit))


def rewrite(plan: Plan, body: str) -> None:
    section = plan.sections.select_related("plan__unit").get(heading="GIẢI PHÁP")
    section_save(
        section=section,
        heading=section.heading,
        body=body,
        content=SectionContent(section.content),
        version=section.version,
        by=None,
    )


def events(plan: Plan) -> list[AuditEvent]:
    found = list(AuditEvent.objects.filter(unit_code=plan.unit.code).order_by("sequence"))
    assert first_broken(found, AuditHead.objects.get(unit_code=plan.unit.code)) is None
    return found


@pytest.mark.django_db
def test_submitting_and_returning_leave_events_and_the_note():
    plan = with_hamlets()
    officer, leader = officer_of(plan.unit), leader_of(plan.unit)

    plan_submit(plan=plan, by=officer)
    plan_return(plan=plan, note=" Sửa \x00 mục tiêu. \n\n Ký. ", by=leader)

    plan.refresh_from_db()
    assert plan.return_note == "Sửa mục tiêu.\nKý."
    assert [(event.action, event.user, event.details) for event in events(plan)[-2:]] == [
        ("plan_submitted", officer, {"from": "draft"}),
        ("plan_returned", leader, {"from": "submitted", "note": "Sửa mục tiêu.\nKý."}),
    ]
    assert plan_submit(plan=plan, by=officer).return_note == ""


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["", "  ", "\n\x00\u200b"])
def test_return_without_a_note_is_refused(note):
    plan = submitted(with_hamlets())

    with pytest.raises(DomainError, match="Ghi rõ cần sửa gì"):
        give_back(plan, note)

    assert Plan.objects.get().status == Status.SUBMITTED


@pytest.mark.django_db
def test_approval_keeps_the_bytes_their_hash_and_the_content():
    plan = submitted(with_hamlets())
    leader, shown = leader_of(plan.unit), plan_view(plan, draft=False).document

    result = approve(plan, by=leader)

    document = IssuedDocument.objects.get()
    pdf = bytes(document.pdf)
    assert (result.status, result.approved_document) == (Status.APPROVED, document)
    assert pdf.startswith(b"%PDF-")
    assert lint(pdf, draft=False) == ()
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()
    assert from_json(document.blocks) == shown
    assert to_json(from_json(document.blocks)) == document.blocks
    assert plan_standing(Plan.objects.get()).document == shown
    assert not shown.draft
    assert (document.unit_code, document.name) == (plan.unit.code, plan.slug)
    assert (document.approved_by, document.supersedes, document.number) == (leader, None, "")
    event = events(plan)[-1]
    assert (event.action, event.user) == ("plan_approved", leader)
    assert event.details == {"sha256": document.sha256, "reason": "", "findings": []}


@pytest.mark.django_db
def test_content_that_changed_since_it_was_seen_is_not_even_rendered(monkeypatch):
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: pytest.fail("rendered"))
    plan = with_hamlets()
    old = seen(plan)
    rewrite(plan, "Khác.")
    submitted(plan)

    with pytest.raises(StaleError, match="Nội dung đã thay đổi"):
        plan_approve(plan=plan, seen_hash=old, reason="", by=leader_of(plan.unit))

    assert Plan.objects.get().status == Status.SUBMITTED
    assert not IssuedDocument.objects.exists()


@pytest.mark.django_db
def test_content_that_changes_while_it_is_rendered_is_not_approved(monkeypatch):
    plan = submitted(with_hamlets())

    def render(document: object) -> bytes:
        plan.unit.hamlets.update(name="Tên Mới")
        return b"%PDF-"

    monkeypatch.setattr("plans.actions.life.render_pdf", render)

    with pytest.raises(StaleError, match="Nội dung đã thay đổi"):
        approve(plan)

    assert Plan.objects.get().status == Status.SUBMITTED
    assert not IssuedDocument.objects.exists()


@pytest.mark.django_db
def test_hash_names_the_content_whether_draft_or_not():
    plan = with_hamlets()

    assert content_hash(plan_view(plan, draft=True)) == content_hash(plan_view(plan, draft=False))
    before = seen(plan)
    rewrite(plan, "Khác.")
    assert seen(plan) != before


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pdf")
@pytest.mark.parametrize("reason", ["", " \n\x00"])
def test_plan_with_an_error_is_not_approved_without_a_reason(reason):
    plan = submitted(with_an_error())

    with pytest.raises(DomainError, match="ghi lý do"):
        approve(plan, reason=reason)

    assert Plan.objects.get().status == Status.SUBMITTED


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pdf")
def test_reason_and_findings_of_an_approval_stay_in_the_log():
    plan = submitted(with_an_error())

    approve(plan, reason=" Theo  số huyện giao. ")

    details = events(plan)[-1].details
    assert details["reason"] == "Theo số huyện giao."
    assert details["findings"] == ["total_not_sum table:hamlets/row:total/column:households"]


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pdf")
def test_second_approval_supersedes_the_first_which_stays_as_it_was():
    plan = submitted(with_hamlets())
    first = approve(plan).approved_document
    kept = IssuedDocument.objects.values().get()

    take_back(plan)
    returned = Plan.objects.get()
    assert returned.approved_document == first
    rewrite(returned, "Khác.")
    submitted(plan)
    second = approve(plan).approved_document

    assert second is not None
    assert second.supersedes == first
    assert IssuedDocument.objects.values().get(supersedes=None) == kept
    assert second.sha256 != kept["sha256"]
    assert "Khác." in str(from_json(second.blocks))
    assert Plan.objects.get().approved_document == second


@pytest.mark.django_db
def test_recalled_plan_shows_what_is_written_now():
    plan = approved(with_hamlets())
    take_back(plan)
    rewrite(Plan.objects.get(), "Khác.")

    assert "Khác." in str(plan_standing(Plan.objects.get()).document)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


REFUSED: dict[str, Callable[[IssuedDocument], object]] = {
    "save": lambda document: document.save(),
    "update": lambda document: IssuedDocument.objects.update(pdf=b""),
    "raw UPDATE": lambda document: sql("UPDATE documents_issueddocument SET sha256 = 'x'"),
    "raw DELETE": lambda document: sql("DELETE FROM documents_issueddocument"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", REFUSED)
def test_approved_print_cannot_be_changed_or_removed(way):
    approved(with_hamlets())
    document = IssuedDocument.objects.get()
    kept = IssuedDocument.objects.values().get()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        REFUSED[way](document)

    assert IssuedDocument.objects.values().get() == kept


@pytest.mark.django_db
def test_approved_print_is_held_by_its_plan():
    approved(with_hamlets())

    with pytest.raises(ProtectedError):
        IssuedDocument.objects.get().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick_pdf")
def test_one_of_eight_approvals_at_once_is_kept():
    plan = submitted(with_hamlets())
    shown = seen(plan)
    leaders = [leader_of(plan.unit) for _ in range(8)]

    outcomes = at_once(
        [partial(plan_approve, plan=plan, seen_hash=shown, reason="", by=by) for by in leaders]
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Plan", *["StaleError"] * 7]
    stored = Plan.objects.get()
    assert (stored.status, stored.approved_document) == (Status.APPROVED, IssuedDocument.objects.get())
    assert [event.action for event in events(plan)].count("plan_approved") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick_pdf")
def test_leader_returns_or_approves_but_not_both_at_once():
    plan = submitted(with_hamlets())
    leader, shown = leader_of(plan.unit), seen(plan)

    outcomes = at_once(
        [
            partial(plan_approve, plan=plan, seen_hash=shown, reason="", by=leader),
            partial(plan_return, plan=plan, note="Sửa.", by=leader),
        ]
    )

    status = {"plan_approved": Status.APPROVED, "plan_returned": Status.RETURNED}
    assert Plan.objects.get().status == status[events(plan)[-1].action]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Plan", "StaleError"]

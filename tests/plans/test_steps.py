"""Every status, step and role: what the rules allow happens, anything else is refused and changes nothing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from households.rules import UNIT_ROLES, Role
from plans.actions import (
    issue_document,
    plan_amend,
    plan_approve,
    plan_issue,
    plan_recall,
    plan_return,
    plan_sign,
    plan_submit,
    signing_policy_save,
)
from plans.actions.life import OWN_WORK, content_hash, document_hash
from plans.compose import plan_view
from plans.compose.history import PLAN_CHANGES
from plans.models import Plan
from plans.rules import (
    EDITABLE,
    FROZEN,
    NUMBERED,
    PRINTED,
    STATUS_LABELS,
    STEP_OF_RELATION,
    STEPS,
    WRITING,
    PlanRelation,
    PlanStep,
    Status,
    steps_open,
)
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from povertyplan.documents.models import IssuedDocument
from tests.factories import (
    MembershipFactory,
    approved,
    clerk_of,
    issued,
    leader_of,
    officer_of,
    signed,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    """Rendering that takes no second."""
    for module in ("life", "issuing"):
        monkeypatch.setattr(f"plans.actions.{module}.render_pdf", lambda document: b"%PDF-quick\n%%EOF")


def after(plan: Plan, relation: PlanRelation) -> Plan:
    """The plan once a document that changes it was issued."""
    later = signed(plan_amend(original=issued(plan), relation=relation, by=None), number=2)
    issue(later, clerk_of(plan.unit))
    return Plan.objects.get(pk=plan.pk)


def returned(plan: Plan) -> Plan:
    return plan_return(plan=submitted(plan), note="Sửa.", by=leader_of(plan.unit))


def recalled(plan: Plan) -> Plan:
    return plan_recall(plan=approved(plan), note="Sửa.", by=leader_of(plan.unit))


def approve(plan: Plan, by: User) -> Plan:
    seen = content_hash(plan_view(plan)) if plan.status == Status.SUBMITTED else ""
    return plan_approve(plan=plan, seen_hash=seen, reason="Rõ.", by=by)


def issue(plan: Plan, by: User) -> Plan:
    seen = document_hash(issue_document(plan)) if plan.status == Status.SIGNED else ""
    return plan_issue(plan=plan, seen_hash=seen, by=by)


TO: dict[Status, Callable[[Plan], Plan]] = {
    Status.DRAFT: lambda plan: plan,
    Status.SUBMITTED: submitted,
    Status.RETURNED: returned,
    Status.APPROVED: approved,
    Status.RECALLED: recalled,
    Status.SIGNED: signed,
    Status.ISSUED: issued,
    Status.CORRECTED: lambda plan: after(plan, PlanRelation.CORRECTS),
    Status.AMENDED: lambda plan: after(plan, PlanRelation.AMENDS),
    Status.REPLACED: lambda plan: after(plan, PlanRelation.REPLACES),
}


def taking(step: PlanStep, plan: Plan) -> Callable[[User], object]:
    """How a person takes the step; what it needs is made ready. Corrections, amendments and replacements
    befall a plan when another one is issued that was begun while it was in force.
    """
    relations = {befalls: relation for relation, befalls in STEP_OF_RELATION.items()}
    match step:
        case PlanStep.SUBMIT:
            return lambda by: plan_submit(plan=plan, by=by)
        case PlanStep.RETURN:
            return lambda by: plan_return(plan=plan, note="Sửa.", by=by)
        case PlanStep.APPROVE:
            return lambda by: approve(plan, by)
        case PlanStep.RECALL:
            return lambda by: plan_recall(plan=plan, note="Sửa.", by=by)
        case PlanStep.SIGN:
            return lambda by: plan_sign(plan=plan, number=9, date=timezone.localdate(), by=by)
        case PlanStep.ISSUE:
            return lambda by: issue(plan, by)
    other = signed(small_plan(plan.unit), number=7)
    if relations[step] != PlanRelation.CORRECTS and Plan.objects.filter(original=plan).exists():
        Plan.objects.filter(original=plan).update(relation=PlanRelation.CORRECTS)  # else the database refuses
    Plan.objects.filter(pk=other.pk).update(relation=relations[step], original=plan)
    other.refresh_from_db()
    return lambda by: issue(other, by)


# The table once more, in a reader's words: from, step, who, to.
LEGAL = {
    ("draft", "submit", "officer", "submitted"),
    ("returned", "submit", "officer", "submitted"),
    ("recalled", "submit", "officer", "submitted"),
    ("submitted", "return", "leader", "returned"),
    ("submitted", "approve", "leader", "approved"),
    ("approved", "recall", "leader", "recalled"),
    ("approved", "sign", "clerk", "signed"),
    ("signed", "sign", "clerk", "signed"),
    ("signed", "issue", "clerk", "issued"),
    ("issued", "correct", "clerk", "corrected"),
    ("corrected", "correct", "clerk", "corrected"),
    ("issued", "amend", "clerk", "amended"),
    ("corrected", "amend", "clerk", "amended"),
    ("issued", "replace", "clerk", "replaced"),
    ("corrected", "replace", "clerk", "replaced"),
}


def test_steps_of_the_rules_are_those_of_the_table():
    rules = {
        (str(source), str(step), str(rule.role), str(rule.target))
        for step, rule in STEPS.items()
        for source in rule.sources
    }

    assert rules == LEGAL
    assert STEPS.keys() == set(PlanStep)
    assert TO.keys() == STATUS_LABELS.keys() == set(Status)
    assert not EDITABLE & PRINTED
    assert FROZEN < NUMBERED < PRINTED
    assert steps_open(Status.SUBMITTED, {Role.LEADER}) == {PlanStep.RETURN, PlanStep.APPROVE}
    assert steps_open(Status.SUBMITTED, {Role.OFFICER, Role.CLERK, Role.AUDITOR}) == frozenset()


@pytest.mark.parametrize(("status", "step"), list(itertools.product(Status, PlanStep)))
def test_step_is_taken_by_its_role_from_its_status_and_refused_to_all_others(status, step):
    plan = TO[status](small_plan())
    people = {str(role): MembershipFactory.create(unit=plan.unit, role=role).user for role in UNIT_ROLES}
    people["stranger"] = leader_of(small_plan().unit)
    take = taking(step, plan)
    legal = {role: target for before, taken, role, target in LEGAL if (before, taken) == (status, step)}

    for role, person in people.items():
        before, events = Plan.objects.filter(pk=plan.pk).values().get(), AuditEvent.objects.count()
        point = transaction.savepoint()
        if role in legal:
            take(person)

            now = Plan.objects.get(pk=plan.pk)
            assert (now.status, now.version) == (legal[role], before["version"] + 1)
            assert AuditEvent.objects.count() > events
        else:
            with pytest.raises(DomainError, match=r"Việc này chỉ|Kế hoạch đang ở tình trạng"):
                take(person)

            assert Plan.objects.filter(pk=plan.pk).values().get() == before
        transaction.savepoint_rollback(point)


BROKEN_FACTS: dict[str, tuple[Status, dict[str, Any]]] = {
    "approved without print": (Status.DRAFT, {"status": "approved"}),
    "signed without number": (Status.APPROVED, {"status": "signed"}),
    "number without signature": (Status.APPROVED, {"number": 3}),
    "date without signature": (Status.DRAFT, {"signed_date": dt.date(2026, 1, 5)}),
    "signed with number 0": (Status.SIGNED, {"number": 0}),
    "issued without document": (Status.SIGNED, {"status": "issued"}),
    "document without issue": (Status.ISSUED, {"status": "signed"}),
    "returned without reason": (Status.DRAFT, {"status": "returned"}),
    "recalled without reason": (Status.APPROVED, {"status": "recalled"}),
    "relation without original": (Status.DRAFT, {"relation": "amends"}),
    "unknown relation": (Status.DRAFT, {"relation": "eats"}),
}


@pytest.mark.parametrize("fault", BROKEN_FACTS)
def test_database_holds_the_facts_of_each_status_together(fault):
    status, facts = BROKEN_FACTS[fault]
    plan = TO[status](small_plan())

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**facts)


@pytest.mark.parametrize("fact", ["number", "symbol", "issued_date", "issued_by", "issued_at"])
def test_issued_print_has_all_of_number_date_and_who(fact):
    plan = issued(small_plan())
    assert plan.issued_document
    values: dict[str, Any] = dict(IssuedDocument.objects.values().get(pk=plan.issued_document.pk))
    column = {"issued_by": "issued_by_id"}.get(fact, fact)
    values |= {"id": None, "supersedes_id": None, column: "" if fact in {"number", "symbol"} else None}

    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.create(**values)


def test_recall_keeps_the_print_and_the_next_version_follows_it():
    plan = approved(small_plan())
    first = plan.approved_document

    recalled_plan = plan_recall(plan=plan, note=" Sai  trích yếu. ", by=leader_of(plan.unit))

    assert (recalled_plan.status, recalled_plan.return_note) == (Status.RECALLED, "Sai trích yếu.")
    again = approve(submitted(recalled_plan), leader_of(plan.unit))
    assert again.approved_document
    assert again.approved_document.supersedes == first


# --- who wrote it ---


def two_hats(plan: Plan) -> User:
    """An officer of the plan's commune who is a leader, too."""
    person = officer_of(plan.unit)
    MembershipFactory.create(user=person, unit=plan.unit, role=Role.LEADER)
    return person


@pytest.mark.parametrize("forbids", [False, True])
@pytest.mark.parametrize("wrote", [False, True])
def test_author_approves_unless_the_commune_forbids_it(forbids, wrote):
    plan = small_plan()
    person = two_hats(plan)
    signing_policy_save(
        unit=plan.unit, author_may_approve=not forbids, suggests_number=False, by=leader_of(plan.unit)
    )
    plan_submit(plan=plan, by=person if wrote else officer_of(plan.unit))
    plan.refresh_from_db()

    if forbids and wrote:
        with pytest.raises(DomainError, match=OWN_WORK):
            approve(plan, person)
        assert Plan.objects.get(pk=plan.pk).status == Status.SUBMITTED
        assert approve(plan, leader_of(plan.unit)).status == Status.APPROVED
    else:
        assert approve(plan, person).status == Status.APPROVED


def test_every_act_on_a_plan_is_writing_or_known_not_to_be():
    others = {
        "acknowledgement_withdrawn",
        "comment_added",
        "comment_answered",
        "comment_closed",
        "comment_reopened",
        "finding_acknowledged",
        "plan_approved",
        "plan_changed",
        "plan_docx_downloaded",
        "plan_html_downloaded",
        "plan_xlsx_downloaded",
        "plan_issued",
        "plan_pdf_downloaded",
        "plan_recalled",
        "plan_returned",
        "plan_signed",
        "plan_unlocked",
        "signed_copy_added",
        "signed_copy_downloaded",
    }

    assert set(PLAN_CHANGES) == WRITING | others
    assert not WRITING & others


def test_plan_that_is_not_signed_has_nothing_to_issue():
    with pytest.raises(DomainError, match="ghi số và ngày ký rồi mới phát hành"):
        issue_document(approved(small_plan()))

"""A plan until it is approved: draft → submitted → approved, or returned; the print taken back before it is
signed; and the reasons for which a leader lets a finding stand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from households.access import roles_in
from households.rules import ROLE_LABELS, Role
from plans.compose import PlanView, findings_json, plan_view
from plans.models import Acknowledgement, Plan
from plans.queries import has_written, signing_policy, unknown_signer
from plans.rules import PRINTED, STEPS, PlanPlace, PlanStep, Status, Unlocked, fingerprint, unlocked_by
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_text
from povertyplan.documents.blocks import Document
from povertyplan.documents.checks import Finding, Level, place_label
from povertyplan.documents.frozen import to_json
from povertyplan.documents.layout import TEMPLATE_VERSION
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import render_pdf

CHANGED = "Nội dung đã thay đổi từ lúc anh/chị xem; mời xem lại rồi duyệt."
CHANGED_SINCE = "Nội dung đã thay đổi từ lúc anh/chị xem; mời xem lại rồi ghi lý do."
UNEXPLAINED = "Còn điểm chưa khớp; ghi lý do nếu vẫn duyệt."
KEPT = "Văn bản đã duyệt: lý do được giữ như lúc duyệt. Muốn sửa thì thu hồi bản trình ký trước."
NO_COMMENT = (
    "Chưa có góp ý nào đang mở, nên không có phần nào để mở riêng; góp ý trước, hoặc bỏ chọn để mở toàn bộ."
)
OWN_WORK = "Anh/chị đã soạn văn bản này; xã, phường quy định người khác duyệt."


def content_hash(view: PlanView) -> str:
    """What identifies the words and numbers shown, whether as a draft or not."""
    return document_hash(view.document)


def document_hash(document: Document) -> str:
    """What identifies the words and numbers of a document, whether as a draft or not."""
    content = to_json(replace(document, draft=False))
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def locked_for(step: PlanStep, plan: Plan, *, by: User) -> Plan:
    """The plan, locked, from where the step may be taken by a person with its role."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    require_step(step, locked, by=by)
    return locked


def require_step(step: PlanStep, plan: Plan, *, by: User) -> None:
    """Refuse a step to who may not take it; StaleError from a status from where it leads nowhere, for whoever
    was shown its button was overtaken.
    """
    rule = STEPS[step]
    if rule.role not in roles_in(by, plan.unit):
        raise DomainError(f"Việc này chỉ {ROLE_LABELS[rule.role]} của xã, phường được làm.")
    if plan.status not in rule.sources:
        raise StaleError(
            f"{plan.title_kind} đang ở tình trạng “{plan.status_label}”, không làm việc này được;"
            " tải lại trang."
        )


def plan_record(action: str, plan: Plan, *, by: User, details: Mapping[str, object]) -> None:
    record_event(action, target=plan, by=by, unit_code=plan.unit.code, label=plan.slug, details=details)


def _named(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.code} {finding.place}" for finding in findings]


def _unapproved(plan: Plan) -> Plan:
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.status in PRINTED:
        raise StaleError(KEPT)
    return locked


@transaction.atomic
def finding_acknowledge(
    *, plan: Plan, fingerprints: Collection[str], seen_hash: str, reason: str, by: User
) -> tuple[Finding, ...]:
    """Let errors and warnings stand, for one reason; the findings it was given for.

    Raises StaleError when the content or a finding is no longer as seen.
    """
    reason = clean_text(reason)
    if not fingerprints:
        raise DomainError("Chọn ít nhất một điểm để ghi lý do.")
    if not reason:
        raise DomainError("Ghi lý do cho các điểm đã chọn.")
    locked = _unapproved(plan)
    view = plan_view(locked)
    if content_hash(view) != seen_hash:
        raise StaleError(CHANGED_SINCE)
    chosen = {fingerprint(each): each for each in view.findings if fingerprint(each) in fingerprints}
    if chosen.keys() != set(fingerprints):
        raise StaleError("Điểm đã chọn không còn như lúc anh/chị xem; mời xem lại rồi ghi lý do.")
    if any(finding.level == Level.NOTICE for finding in chosen.values()):
        raise DomainError("Lưu ý không cần lý do; chỉ chọn lỗi và cảnh báo.")
    if any(view.reason(finding) for finding in chosen.values()):
        raise StaleError("Điểm đã chọn đã có lý do; muốn ghi khác thì bỏ lý do cũ trước.")
    findings = tuple(chosen.values())
    _acknowledge(locked, view, findings, reason, by)
    details: dict[str, object] = {"reason": reason, "findings": _named(findings)}
    plan_record("finding_acknowledged", locked, by=by, details=details)
    return findings


def _acknowledge(plan: Plan, view: PlanView, findings: Iterable[Finding], reason: str, by: User) -> None:
    """One row for each; the same thing found twice at one place is acknowledged once."""
    at = timezone.now()
    Acknowledgement.objects.bulk_create(
        Acknowledgement(
            plan=plan,
            fingerprint=name,
            code=finding.code,
            level=finding.level,
            place=finding.place,
            where=place_label(view.document, finding.place),
            printed=finding.printed,
            computed=finding.computed,
            message=finding.message,
            reason=reason,
            by=by,
            at=at,
        )
        for name, finding in {fingerprint(each): each for each in findings}.items()
    )


@transaction.atomic
def acknowledgement_withdraw(*, acknowledgement: Acknowledgement, by: User) -> Acknowledgement:
    """Take a reason back: the finding is open again, the reason one of the past."""
    plan = _unapproved(acknowledgement.plan)
    row = plan.acknowledgements.filter(pk=acknowledgement.pk, withdrawn_at__isnull=True).first()
    if row is None:
        raise StaleError("Lý do này đã được bỏ.")
    row.withdrawn_by, row.withdrawn_at = by, timezone.now()
    row.save()
    details: dict[str, object] = {"reason": row.reason, "findings": [f"{row.code} {row.place}"]}
    plan_record("acknowledgement_withdrawn", plan, by=by, details=details)
    return row


@transaction.atomic
def plan_submit(*, plan: Plan, by: User) -> Plan:
    """Hand the draft to the leader; from now on it is closed for writing."""
    locked = locked_for(PlanStep.SUBMIT, plan, by=by)
    if refusal := unknown_signer(plan=locked, date=timezone.localdate()):
        raise DomainError(refusal)
    before = locked.status
    locked.status, locked.return_note, locked.unlocked = Status.SUBMITTED, "", None
    locked.version += 1
    locked.save()
    plan_record("plan_submitted", locked, by=by, details={"from": before})
    return locked


@transaction.atomic
def plan_return(*, plan: Plan, note: str, only_commented: bool = False, by: User) -> Plan:
    """Give the plan back to the officer with a note; `only_commented` unlocks what open comments are about,
    and nothing else, until it is submitted again.
    """
    return _reopen(PlanStep.RETURN, plan, note, action="plan_returned", only_commented=only_commented, by=by)


@transaction.atomic
def plan_recall(*, plan: Plan, note: str, by: User) -> Plan:
    """Take the print for signature back before it is signed, for a reason; it stays in the archive, and the
    officer writes the next version.
    """
    return _reopen(PlanStep.RECALL, plan, note, action="plan_recalled", by=by)


def _reopen(
    step: PlanStep, plan: Plan, note: str, *, action: str, only_commented: bool = False, by: User
) -> Plan:
    note = clean_text(note)
    if not note:
        raise DomainError("Ghi rõ cần sửa gì để cán bộ biết.")
    locked = locked_for(step, plan, by=by)
    before = locked.status
    locked.status, locked.return_note = STEPS[step].target, note
    locked.unlocked = _commented(locked).to_json() if only_commented else None
    locked.version += 1
    locked.save()
    details = {"from": before, "note": note} | ({"unlocked": locked.unlocked} if only_commented else {})
    plan_record(action, locked, by=by, details=details)
    return locked


def _commented(plan: Plan) -> Unlocked:
    """What open comments unlock. Raises DomainError when that is nothing."""
    threads = plan.comments.filter(thread__isnull=True, closed_at__isnull=True)
    given = threads.values_list("place", "section")
    unlocked = unlocked_by((PlanPlace(place), section) for place, section in given)
    if not (unlocked.places or unlocked.sections):
        raise DomainError(NO_COMMENT)
    return unlocked


@transaction.atomic
def plan_unlock(*, plan: Plan, by: User) -> Plan:
    """Open all of a returned plan of which only what was commented is unlocked."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if Role.LEADER not in roles_in(by, locked.unit):
        raise DomainError(f"Việc này chỉ {ROLE_LABELS[Role.LEADER]} của xã, phường được làm.")
    if locked.unlocked is None:
        raise StaleError("Kế hoạch không còn phần nào chỉ mở theo góp ý; tải lại trang.")
    details = {"from": locked.unlocked}
    locked.unlocked = None
    locked.save()
    plan_record("plan_unlocked", locked, by=by, details=details)
    return locked


def plan_approve(*, plan: Plan, seen_hash: str, reason: str, by: User) -> Plan:
    """Approve what was shown and keep its bytes: the print for signature (bản trình ký).

    Composed under a snapshot, rendered outside any transaction, then composed and compared again under the
    lock.
    Every error and warning must be acknowledged; `reason` is for those that are not yet. Raises StaleError
    when the content is no longer as seen.
    """
    reason = clean_text(reason)
    require_step(PlanStep.APPROVE, Plan.objects.select_related("unit").get(pk=plan.pk), by=by)
    if not signing_policy(plan.unit).author_may_approve and has_written(plan=plan, user=by):
        raise DomainError(OWN_WORK)
    view = plan_view(plan, draft=False)
    if content_hash(view) != seen_hash:
        raise StaleError(CHANGED)
    if view.unexplained and not reason:
        raise DomainError(UNEXPLAINED)
    pdf = render_pdf(view.document)
    with transaction.atomic():
        locked = locked_for(PlanStep.APPROVE, plan, by=by)
        again = plan_view(locked, draft=False)
        if content_hash(again) != seen_hash:
            raise StaleError(CHANGED)
        if rest := again.unexplained:
            if not reason:  # a reason was taken back meanwhile
                raise DomainError(UNEXPLAINED)
            _acknowledge(locked, again, rest, reason, by)
            again = plan_view(locked, draft=False)
        document = IssuedDocument.objects.create(
            unit_code=locked.unit.code,
            name=locked.slug,
            blocks=to_json(again.document),
            findings=findings_json(again),
            template_version=TEMPLATE_VERSION,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            approved_by=by,
            approved_at=timezone.now(),
            supersedes=locked.approved_document,
        )
        locked.status, locked.return_note, locked.approved_document = Status.APPROVED, "", document
        locked.version += 1
        locked.save()
        if rest:
            given: dict[str, object] = {"reason": reason, "findings": _named(rest)}
            plan_record("finding_acknowledged", locked, by=by, details=given)
        details: dict[str, object] = {
            "sha256": document.sha256,
            "reason": reason,
            "findings": _named(again.grave),
        }
        plan_record("plan_approved", locked, by=by, details=details)
    return locked

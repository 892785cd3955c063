"""The life of a plan: draft → submitted → approved, or returned with a note."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from plans.compose import PlanView, plan_view
from plans.models import Plan
from plans.rules import NEXT_STATUSES, Status
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_text
from povertyplan.documents.frozen import to_json
from povertyplan.documents.layout import TEMPLATE_VERSION
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import render_pdf

CHANGED = "Nội dung đã thay đổi từ lúc anh/chị xem; mời xem lại rồi duyệt."


def content_hash(view: PlanView) -> str:
    """What identifies the words and numbers shown, whether as a draft or not."""
    content = to_json(replace(view.document, draft=False))
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _locked(plan: Plan, to: Status) -> Plan:
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if to not in NEXT_STATUSES[Status(locked.status)]:
        raise DomainError(
            f"Kế hoạch đang ở tình trạng “{locked.status_label}”, không làm việc này được; tải lại trang."
        )
    return locked


def _record(action: str, plan: Plan, *, by: User, details: dict[str, object]) -> None:
    record_event(action, target=plan, by=by, unit_code=plan.unit.code, label=plan.slug, details=details)


@transaction.atomic
def plan_submit(*, plan: Plan, by: User) -> Plan:
    """Hand the draft to the leader; from now on it is closed for writing."""
    locked = _locked(plan, Status.SUBMITTED)
    before = locked.status
    locked.status, locked.return_note = Status.SUBMITTED, ""
    locked.version += 1
    locked.save()
    _record("plan_submitted", locked, by=by, details={"from": before})
    return locked


@transaction.atomic
def plan_return(*, plan: Plan, note: str, by: User) -> Plan:
    """Give the plan back to the officer with a note; an approved print stays in the archive."""
    note = clean_text(note)
    if not note:
        raise DomainError("Ghi rõ cần sửa gì để cán bộ biết.")
    locked = _locked(plan, Status.RETURNED)
    before = locked.status
    locked.status, locked.return_note = Status.RETURNED, note
    locked.version += 1
    locked.save()
    _record("plan_returned", locked, by=by, details={"from": before, "note": note})
    return locked


def plan_approve(*, plan: Plan, seen_hash: str, reason: str, by: User) -> Plan:
    """Approve what was shown and keep its bytes: the print for signature (bản trình ký).

    Composed under a snapshot, rendered outside any transaction, then composed and compared again under the
    lock.
    A plan with errors or warnings wants a reason. Raises StaleError when the content is no longer as seen.
    """
    reason = clean_text(reason)
    view = plan_view(plan, draft=False)
    if content_hash(view) != seen_hash:
        raise StaleError(CHANGED)
    if view.grave and not reason:
        raise DomainError("Còn điểm chưa khớp; ghi lý do nếu vẫn duyệt.")
    pdf = render_pdf(view.document)
    with transaction.atomic():
        locked = _locked(plan, Status.APPROVED)
        again = plan_view(locked, draft=False)
        if content_hash(again) != seen_hash:
            raise StaleError(CHANGED)
        document = IssuedDocument.objects.create(
            unit_code=locked.unit.code,
            name=locked.slug,
            blocks=to_json(again.document),
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
        details: dict[str, object] = {
            "sha256": document.sha256,
            "reason": reason,
            "findings": [f"{finding.code} {finding.place}" for finding in view.grave],
        }
        _record("plan_approved", locked, by=by, details=details)
    return locked

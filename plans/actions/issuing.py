"""A plan from its approval on: signed and numbered, issued, and brought back with signatures."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone

from households.access import can_number
from households.models import AdministrativeUnit
from plans.actions.life import document_hash, locked_for, plan_record, require_step
from plans.compose import numbered_document
from plans.models import Plan
from plans.queries import number_taken, unknown_signer
from plans.rules import (
    LAST_NUMBER,
    STEP_OF_RELATION,
    STEPS,
    CopyMatch,
    PlanRelation,
    PlanStep,
    Status,
    copy_match,
    is_pdf,
    number_text,
    signing_date_violation,
)
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.documents.blocks import Document
from povertyplan.documents.frozen import from_json, to_json
from povertyplan.documents.layout import TEMPLATE_VERSION
from povertyplan.documents.models import IssuedDocument, SignedCopy
from povertyplan.documents.pdf import render_pdf

MAX_COPY = 20 << 20  # bytes
CHANGED = "Số, ngày hoặc nội dung đã thay đổi từ lúc anh/chị xem; mời xem lại rồi phát hành."
NUMBERED_MEANWHILE = "Người khác vừa ghi số, ngày ký của văn bản này; xem lại, rồi ghi lần nữa nếu vẫn cần."
TOO_LARGE = f"Tệp lớn hơn {MAX_COPY >> 20} MB; quét lại ở độ nét thấp hơn rồi đưa lên."
NOT_PDF = "Tệp không phải PDF hoặc bị cắt; chọn tệp PDF quét hoặc PDF đã ký số."
OTHER_DOCUMENT = (
    "Tệp không bắt đầu bằng bản in nào của văn bản này nên không phải bản ký số của nó."
    " Nếu đây là bản quét từ giấy thì đánh dấu xác nhận rồi đưa lên lại."
)
ALREADY_KEPT = "Tệp này đã được giữ."
WHO_NUMBERS = "Chỉ văn thư của xã, phường được ghi số, phát hành và đưa bản đã ký lên."


@transaction.atomic
def plan_sign(*, plan: Plan, number: int, date: dt.date, version: int | None = None, by: User) -> Plan:
    """Write down that the plan was signed: number and date from the commune's register.

    Refused in words: a number used in that year, a date that lies ahead or before the approval or a document
    cited, a signer who did not hold an office then. May be written again until the plan is issued. Raises
    StaleError for a number that another document has, and when the plan is no longer as of `version`.
    """
    AdministrativeUnit.objects.hold(plan.unit_id)  # two numbers at once
    locked = locked_for(PlanStep.SIGN, plan, by=by)
    if version is not None and locked.version != version:
        raise StaleError(NUMBERED_MEANWHILE)
    if not 1 <= number <= LAST_NUMBER:
        raise DomainError(f"Số văn bản từ 1 đến {LAST_NUMBER}.")
    assert locked.approved_document
    violation = signing_date_violation(
        date,
        approved_on=timezone.localdate(locked.approved_document.approved_at),
        today=timezone.localdate(),
        cited=_cited(locked),
    ) or unknown_signer(plan=locked, date=date)
    if violation:
        raise DomainError(violation)
    if taken := number_taken(plan=locked, number=number, year=date.year):
        raise StaleError(
            f"Số {number_text(number, locked.symbol)} năm {date.year} đã dùng cho “{taken.subject}”;"
            " xem lại sổ văn bản đi rồi ghi số khác."
        )
    before = [locked.number, locked.signed_date and locked.signed_date.isoformat()]
    locked.status = STEPS[PlanStep.SIGN].target
    locked.number, locked.signed_date, locked.number_year = number, date, date.year
    locked.version += 1
    locked.save()
    plan_record("plan_signed", locked, by=by, details={"from": before, "to": [number, date.isoformat()]})
    return locked


def _cited(plan: Plan) -> list[tuple[str, dt.date]]:
    """The documents that the plan rests on, with their dates."""
    cited = [(f"{basis.kind} {basis.number}".strip(), basis.date) for basis in plan.bases.order_by("order")]
    if plan.original:
        cited.append((plan.original.citation, plan.original.signed_date))
    return [(name, date) for name, date in cited if date]


def issue_document(plan: Plan) -> Document:
    """What is issued: the approved document with its number and date, as of one moment."""
    return _to_issue(_stored(plan))


def _stored(plan: Plan) -> Plan:
    """The plan as it is now, in one query."""
    return Plan.objects.select_related("unit", "approved_document").get(pk=plan.pk)


def _to_issue(plan: Plan) -> Document:
    if plan.status != Status.SIGNED or not plan.approved_document:
        raise StaleError(
            f"{plan.title_kind} đang ở tình trạng “{plan.status_label}”; ghi số và ngày ký rồi mới phát hành."
        )
    return numbered_document(from_json(plan.approved_document.blocks), plan)


def plan_issue(*, plan: Plan, seen_hash: str, by: User) -> Plan:
    """Issue what was shown: its blocks and bytes are kept for good.

    Composed as of one moment, rendered outside any transaction, then composed and compared again under the
    lock. A plan that it amends, replaces or corrects says so from now on. Raises StaleError when number, date
    or content are no longer as seen.
    """
    stored = _stored(plan)
    require_step(PlanStep.ISSUE, stored, by=by)
    document = _to_issue(stored)
    if document_hash(document) != seen_hash:
        raise StaleError(CHANGED)
    pdf = render_pdf(document)
    with transaction.atomic():
        locked = locked_for(PlanStep.ISSUE, plan, by=by)
        if document_hash(_to_issue(locked)) != seen_hash:
            raise StaleError(CHANGED)
        approved = locked.approved_document
        assert approved
        kept = IssuedDocument.objects.create(
            unit_code=locked.unit.code,
            name=locked.slug,
            blocks=to_json(document),
            findings=approved.findings,
            template_version=TEMPLATE_VERSION,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            number=str(locked.number),
            symbol=locked.symbol,
            issued_date=locked.signed_date,
            approved_by=approved.approved_by,
            approved_at=approved.approved_at,
            issued_by=by,
            issued_at=timezone.now(),
            supersedes=approved,
        )
        locked.status, locked.issued_document = STEPS[PlanStep.ISSUE].target, kept
        locked.version += 1
        locked.save()
        original = _pass_on(locked, by=by)
        details = {"number": locked.number_text, "date": str(locked.signed_date), "sha256": kept.sha256}
        plan_record("plan_issued", locked, by=by, details=details)
        if original:
            relation = {"relation": locked.relation, "by": locked.citation, "plan": locked.slug}
            plan_record("plan_changed", original, by=by, details=relation)
    return locked


def _pass_on(plan: Plan, *, by: User) -> Plan | None:
    """The plan that the issued one changes, with the status it has from now on."""
    if plan.original is None:
        return None
    step = STEP_OF_RELATION[PlanRelation(plan.relation)]
    original = locked_for(step, plan.original, by=by)
    original.status = STEPS[step].target
    original.version += 1
    original.save()
    return original


@transaction.atomic
def signed_copy_add(*, plan: Plan, content: bytes, is_scan: bool, by: User) -> SignedCopy:
    """Keep a signed scan or a digitally signed PDF beside the print that was issued.

    A PDF that does not begin with a print of the plan is kept only when the clerk says that it is a scan.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if not can_number(by, locked.unit):
        raise DomainError(WHO_NUMBERS)
    if not locked.issued_document or not locked.approved_document:
        raise DomainError(f"{locked.title_kind} chưa phát hành; phát hành rồi mới đưa bản đã ký lên.")
    if len(content) > MAX_COPY:
        raise DomainError(TOO_LARGE)
    if not is_pdf(content):
        raise DomainError(NOT_PDF)
    match = copy_match(
        content, issued=bytes(locked.issued_document.pdf), approved=bytes(locked.approved_document.pdf)
    )
    if match == CopyMatch.OTHER and not is_scan:
        raise DomainError(OTHER_DOCUMENT)
    sha256 = hashlib.sha256(content).hexdigest()
    if locked.issued_document.copies.filter(sha256=sha256).exists():
        raise DomainError(ALREADY_KEPT)
    copy = SignedCopy.objects.create(
        document=locked.issued_document,
        content=content,
        size=len(content),
        sha256=sha256,
        match=match,
        added_by=by,
        added_at=timezone.now(),
    )
    plan_record("signed_copy_added", locked, by=by, details={"sha256": sha256, "match": match})
    return copy

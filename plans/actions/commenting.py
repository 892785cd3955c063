"""What is said of a plan while it is read: comments, answers, closing and opening them again.

The words stay with the comments; the log keeps which comment, and where it stands.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from households.access import roles_in
from households.rules import Role
from plans.actions.life import plan_record
from plans.actions.locking import GONE
from plans.compose import plan_view
from plans.models import Comment, Plan, PlanSection
from plans.rules import PRINTED, PlanPlace, commented_place, fingerprint
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_text
from povertyplan.documents.checks import place_label

COMMENTS_KEPT = "Văn bản đã duyệt: góp ý được giữ như lúc duyệt."
FINDING_GONE = "Điểm chưa khớp này không còn như lúc anh/chị xem; xem lại rồi góp ý ở mục."
CLOSED_MEANWHILE = "Góp ý này đã được đóng trong lúc anh/chị viết; mở lại rồi trả lời."
WHO_CLOSES = "Chỉ người góp ý hoặc lãnh đạo được đóng, mở lại góp ý này."
MAX_TEXT = 2000  # as in the form
MAX_COMMENTS = 500  # threads and answers of a plan


@transaction.atomic
def comment_add(
    *, plan: Plan, place: PlanPlace, section: PlanSection | None = None, text: str, by: User
) -> Comment:
    """Say something of a place of the plan; of PlanPlace.SECTION with the section it is about."""
    locked = _commentable(plan)
    if place == PlanPlace.SECTION:
        found = locked.sections.filter(pk=section.pk).first() if section else None
        if found is None:
            raise StaleError(GONE)
        section = found
    return _comment_keep(
        Comment(plan=locked, place=place, section=section, where=section.heading if section else ""),
        text,
        by=by,
    )


@transaction.atomic
def finding_comment(*, plan: Plan, seen: str, text: str, by: User) -> Comment:
    """Say something of a finding, given by the fingerprint that was seen; it stands at what the finding is
    about. Raises StaleError when the plan no longer has it.
    """
    locked = _commentable(plan)
    view = plan_view(locked)
    finding = next((each for each in view.findings if fingerprint(each) == seen), None)
    if finding is None:
        raise StaleError(FINDING_GONE)
    return _comment_keep(
        Comment(
            plan=locked,
            place=commented_place(finding.place),
            section_id=view.source.section_at(finding.place),
            where=place_label(view.document, finding.place),
            fingerprint=seen,
            finding=finding.message,
        ),
        text,
        by=by,
    )


def _comment_keep(comment: Comment, text: str, *, by: User) -> Comment:
    comment.text, comment.by, comment.at = clean_text(text), by, timezone.now()
    if not comment.text:
        raise DomainError("Chưa ghi gì; viết góp ý hoặc câu trả lời rồi gửi.")
    if len(comment.text) > MAX_TEXT:
        raise DomainError("Dài quá 2.000 chữ; viết gọn lại hoặc chia thành hai lần.")
    if comment.plan.comments.count() >= MAX_COMMENTS:
        raise DomainError(f"Văn bản đã có {MAX_COMMENTS} góp ý và trả lời; không ghi thêm được.")
    comment.full_clean()
    comment.save()
    thread = comment.thread or comment
    _comment_record("comment_answered" if comment.thread else "comment_added", thread, by=by)
    return comment


@transaction.atomic
def comment_answer(*, comment: Comment, text: str, by: User) -> Comment:
    """Answer below a comment. Raises StaleError when it was closed meanwhile."""
    thread = _thread(comment)
    if not thread.is_open:
        raise StaleError(CLOSED_MEANWHILE)
    return _comment_keep(Comment(plan=thread.plan, thread=thread), text, by=by)


@transaction.atomic
def comment_close(*, comment: Comment, by: User) -> Comment:
    """Close a comment: by who put it, or a leader."""
    thread = _thread(comment)
    _require_closer(thread, by)
    if not thread.is_open:
        raise StaleError(f"Góp ý này đã được {thread.closed_by} đóng.")
    thread.closed_by, thread.closed_at = by, timezone.now()
    thread.save()
    _comment_record("comment_closed", thread, by=by)
    return thread


@transaction.atomic
def comment_reopen(*, comment: Comment, by: User) -> Comment:
    """Open a closed comment again: by who put it, or a leader."""
    thread = _thread(comment)
    _require_closer(thread, by)
    if thread.is_open:
        raise StaleError("Góp ý này đang mở rồi.")
    thread.closed_by = thread.closed_at = None
    thread.save()
    _comment_record("comment_reopened", thread, by=by)
    return thread


def _commentable(plan: Plan) -> Plan:
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.status in PRINTED:
        raise DomainError(COMMENTS_KEPT)
    return locked


def _thread(comment: Comment) -> Comment:
    """The comment as it stands, its plan locked."""
    plan = _commentable(comment.plan)
    thread = plan.comments.select_related("plan").get(pk=comment.pk, thread__isnull=True)
    thread.plan = plan
    return thread


def _require_closer(thread: Comment, by: User) -> None:
    if thread.by_id != by.pk and Role.LEADER not in roles_in(by, thread.plan.unit):
        raise DomainError(WHO_CLOSES)


def _comment_record(action: str, thread: Comment, *, by: User) -> None:
    details = {"comment": thread.pk, "place": thread.place, "section": thread.section_id}
    plan_record(action, thread.plan, by=by, details=details)

"""What agencies tell of the households in their care, and what the officer answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assignments.models import Assignment, Visit
from assignments.rules import Result, Scheme
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line, clean_text

STALE_ASSIGNMENT = (
    "Người khác vừa sửa phân công này. Nội dung anh/chị nhập vẫn còn dưới đây; lưu lại lần nữa."
)
FREE_TEXT = frozenset({"scheme_text", "promise", "person_in_charge", "result_note"})
WITHDRAWN = "Phân công này đã rút; tải lại trang."


@transaction.atomic
def assignment_report(
    *,
    assignment: Assignment,
    surveyed_date: dt.date | None,
    scheme_text: str,
    scheme_sent: bool,
    promise: str,
    person_in_charge: str,
    version: int,
    by: User,
) -> Assignment:
    """Keep what the agency in the lead tells: the survey, its written plan, its promise and who is in charge.

    The plan may be sent on paper; where its words are given and change, it is to be agreed on anew. Raises
    StaleError when the assignment is no longer that of `version`, ValidationError for a day that cannot be.
    """
    locked = _locked(assignment, version)
    _require_past(locked, surveyed_date, "surveyed_date")
    text = clean_text(scheme_text)
    agreed = locked.scheme == Scheme.AGREED and text == locked.scheme_text
    sent = Scheme.AGREED if agreed else Scheme.SENT
    return _report_saved(
        "assignment_reported",
        locked,
        {
            "surveyed_date": surveyed_date,
            "scheme": sent if scheme_sent else Scheme.NOT_YET,
            "scheme_text": text,
            "promise": clean_line(promise),
            "person_in_charge": clean_line(person_in_charge),
        },
        by,
    )


@transaction.atomic
def scheme_agree(*, assignment: Assignment, version: int, by: User) -> Assignment:
    """The officer agrees to the written plan that was sent, as it was shown."""
    locked = _locked(assignment, version)
    if locked.scheme != Scheme.SENT:
        raise DomainError("Chỉ thống nhất được phương án đã gửi; tải lại trang.")
    return _report_saved("scheme_agreed", locked, {"scheme": Scheme.AGREED}, by)


@transaction.atomic
def result_record(
    *,
    assignment: Assignment,
    result: Result,
    date: dt.date | None,
    note: str,
    version: int,
    by: User,
) -> Assignment:
    """Keep what came of the help as the agency tells it; `Result.OPEN` takes it back, and then has no day.

    Raises StaleError when the assignment is no longer that of `version`, ValidationError for a day that
    cannot be.
    """
    locked = _locked(assignment, version)
    if result is Result.OPEN:
        date, note = None, ""
    elif date and date < locked.valid_from:
        begun = short_date(locked.valid_from)
        raise ValidationError({"date": f"Ngày báo kết quả không thể trước ngày bắt đầu giúp đỡ ({begun})."})
    elif not date:
        raise ValidationError({"date": "Nhập ngày báo kết quả."})
    _require_past(locked, date, "date")
    fields = {"result": result, "result_date": date, "result_note": clean_line(note)}
    return _report_saved("result_recorded", locked, fields, by)


@transaction.atomic
def visit_attend(*, visit: Visit, by: User) -> None:
    """What a visit asked the commune for is attended to."""
    locked = (
        Visit.objects.select_for_update(of=("self",)).select_related("unit", "household").get(pk=visit.pk)
    )
    if not locked.needs_attention or locked.attended_at:
        raise DomainError("Việc này đã xử lý rồi; tải lại trang.")
    locked.attended_at, locked.attended_by = timezone.now(), by
    locked.full_clean()
    locked.save()
    record_event(
        "visit_attended",
        target=locked,
        by=by,
        unit_code=locked.unit.code,
        label=str(locked.household),
        details={"household": locked.household_id, "date": locked.date.isoformat()},
    )


def _locked(assignment: Assignment, version: int) -> Assignment:
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("unit", "lead_agency", "household")
        .get(pk=assignment.pk)
    )
    if locked.withdrawn_reason:
        raise DomainError(WITHDRAWN)
    if locked.version != version:
        raise StaleError(STALE_ASSIGNMENT)
    return locked


def _require_past(assignment: Assignment, date: dt.date | None, field: str) -> None:
    """A day on which something was done lies in the assignment's year or after, and not in the future."""
    if date and date > timezone.localdate():
        raise ValidationError({field: "Ngày ở tương lai; kiểm tra lại."})
    if date and date.year < assignment.year:
        raise ValidationError({field: f"Ngày phải từ năm {assignment.year}."})


def _report_saved(action: str, assignment: Assignment, fields: dict[str, Any], by: User) -> Assignment:
    """The assignment with the fields set, one version on. Free text may name people: the log says that it
    changed, not what stands in it.
    """
    before = {name: getattr(assignment, name) for name in fields}
    changed = {name: value for name, value in fields.items() if value != before[name]}
    if not changed:
        return assignment
    for name, value in changed.items():
        setattr(assignment, name, value)
    assignment.version += 1
    assignment.full_clean()
    assignment.save()
    details: dict[str, Any] = {
        name: [_plain(before[name]), _plain(value)]
        for name, value in changed.items()
        if name not in FREE_TEXT
    }
    details["fields"] = [name for name in changed if name in FREE_TEXT]
    record_event(action, target=assignment, by=by, unit_code=assignment.unit.code, details=details)
    return assignment


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value

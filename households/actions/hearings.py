"""Every write of what the people said: village meetings, postings, complaints and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from households.actions.rounds import locked
from households.models import Complaint, Hamlet, Posting, Review, ReviewRound, VillageMeeting
from households.rules import MEETING_STAGES, STAGE_LABELS, Stage
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError


def _require_stage(round: ReviewRound, stages: tuple[Stage, ...], what: str) -> None:
    if round.stage not in stages:
        here, there = STAGE_LABELS[Stage(round.stage)], STAGE_LABELS[stages[-1]]
        raise DomainError(f"{what} ghi ở bước {there}; đợt đang ở bước {here}.")


@transaction.atomic
def meeting_record(
    *, round: ReviewRound, hamlet: Hamlet, fields: Mapping[str, Any], by: User | None
) -> VillageMeeting:
    """Record the meeting that heard a hamlet's results; another one follows where half did not agree.

    `fields` are those of VillageMeeting. DomainError before all households of the hamlet are entered.
    """
    round = locked(round)
    _require_stage(round, MEETING_STAGES, "Cuộc họp dân")
    listed = Review.objects.in_round(round).filter(hamlet=hamlet)
    if not listed.exists():
        raise DomainError("Thôn này không có hộ nào trong danh sách rà soát.")
    if pending := listed.pending().count():
        raise DomainError(f"{hamlet.full_name} còn {pending} hộ chưa có kết quả; nhập xong rồi ghi cuộc họp.")
    meeting = VillageMeeting(round=round, hamlet=hamlet, **fields)
    meeting.full_clean()
    meeting.save()
    record_event(
        "village_meeting_recorded",
        target=meeting,
        by=by,
        unit_code=round.unit.code,
        details={
            "round": round.pk,
            "hamlet": hamlet.pk,
            "attendees": meeting.attendees,
            "votes_for": meeting.votes_for,
        },
    )
    return meeting


@transaction.atomic
def posting_record(*, round: ReviewRound, posted_date: dt.date, places: str, by: User | None) -> Posting:
    """Record that the list hangs in public from a day on."""
    round = locked(round)
    _require_stage(round, (Stage.POSTING,), "Lần niêm yết")
    posting = Posting(round=round, posted_date=posted_date, places=places)
    posting.full_clean()
    posting.save()
    record_event(
        "posting_recorded",
        target=posting,
        by=by,
        unit_code=round.unit.code,
        details={"round": round.pk, "until": posting.end_date.isoformat()},
    )
    return posting


@transaction.atomic
def complaint_record(
    *, review: Review, complainant: str, received_date: dt.date, text: str, by: User | None
) -> Complaint:
    """Record what somebody objects to in the posted result of a household."""
    round = locked(review.round)
    _require_stage(round, (Stage.POSTING,), "Kiến nghị")
    complaint = Complaint(
        round=round,
        household=review.household,
        complainant=complainant,
        received_date=received_date,
        text=text,
    )
    complaint.full_clean()
    complaint.save()
    record_event(
        "complaint_recorded",
        target=complaint,
        by=by,
        unit_code=round.unit.code,
        details={"round": round.pk, "household": review.household_id},
    )
    return complaint


@transaction.atomic
def complaint_answer(
    *, complaint: Complaint, answered_date: dt.date, answer: str, by: User | None
) -> Complaint:
    """Record what the re-check found; the list is then posted again."""
    round = locked(complaint.round)
    _require_stage(round, (Stage.POSTING,), "Phúc tra")
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.answered_date:
        raise DomainError("Kiến nghị này đã được phúc tra.")
    complaint.answered_date, complaint.answer = answered_date, answer
    complaint.full_clean()
    complaint.save(update_fields=["answered_date", "answer"])
    record_event(
        "complaint_answered",
        target=complaint,
        by=by,
        unit_code=round.unit.code,
        details={"round": round.pk, "household": complaint.household_id, "date": answered_date.isoformat()},
    )
    return complaint

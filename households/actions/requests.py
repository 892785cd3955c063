"""Every write to the register of requests to be reviewed; events name households by id, no applicant."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from households.actions.households import households_add
from households.actions.rounds import list_more, locked
from households.models import Hamlet, Household, ReviewRequest, ReviewRound
from households.rules import HouseholdContent, MemberContent, Relation
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError


@transaction.atomic
def request_add(
    *,
    hamlet: Hamlet,
    applicant: str,
    received_date: dt.date,
    by: User | None,
    reason: str = "",
    round: ReviewRound | None = None,
) -> ReviewRequest:
    """Enter a request that came in; `round` is the one that answers it, where that is known."""
    if round:
        round = locked(round)
        if round.unit_id != hamlet.unit_id:
            raise DomainError("Đợt rà soát không thuộc xã này.")
    request = ReviewRequest(
        unit=hamlet.unit,
        hamlet=hamlet,
        applicant=applicant,
        received_date=received_date,
        reason=reason,
        round=round,
    )
    request.full_clean()
    request.save()
    record_event(
        "review_request_added",
        target=request,
        by=by,
        unit_code=hamlet.unit.code,
        details={"hamlet": hamlet.pk, "round": round.pk if round else None},
    )
    return request


def _open(request: ReviewRequest) -> ReviewRequest:
    held = ReviewRequest.objects.select_for_update(of=("self",)).select_related("unit", "hamlet")
    found = held.get(pk=request.pk)
    if found.answered_date:
        raise DomainError("Giấy đề nghị này đã được trả lời.")
    return found


@transaction.atomic
def request_link(
    *, request: ReviewRequest, round: ReviewRound, household: Household | None, by: User | None
) -> ReviewRequest:
    """Say which household a request is about and which round answers it: the household goes on that
    round's list. Without a household a new one is registered in the request's hamlet, headed by the
    applicant.
    """
    round, request = locked(round), _open(request)
    if round.unit_id != request.unit_id:
        raise DomainError("Đợt rà soát không thuộc xã này.")
    if household is None:
        content = HouseholdContent(
            hamlet_id=request.hamlet_id,
            members=(MemberContent(name=request.applicant, relation=Relation.HEAD),),
        )
        (household,) = households_add(
            unit=request.unit, contents=[content], valid_from=request.received_date, by=by
        )
    elif household.unit_id != request.unit_id:
        raise DomainError("Hộ không thuộc xã này.")
    request.round, request.household = round, household
    request.save(update_fields=["round", "household"])
    list_more(round=round, households=[household.pk], by=by)
    record_event(
        "review_request_linked",
        target=request,
        by=by,
        unit_code=request.unit.code,
        details={"household": household.pk, "round": round.pk},
    )
    return request


@transaction.atomic
def request_answer(
    *, request: ReviewRequest, answered_date: dt.date, answer: str, by: User | None
) -> ReviewRequest:
    """Write what the applicant was told and when."""
    request = _open(request)
    if not answer:
        raise DomainError("Ghi kết quả trả lời.")
    request.answered_date, request.answer = answered_date, answer
    request.full_clean()
    request.save(update_fields=["answered_date", "answer"])
    record_event(
        "review_request_answered",
        target=request,
        by=by,
        unit_code=request.unit.code,
        details={"date": answered_date.isoformat()},
    )
    return request

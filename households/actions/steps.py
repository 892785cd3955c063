"""Every step of a review round: on, back, its decision."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from households.actions.rounds import round_close
from households.models import ReviewRound
from households.queries import latest_posting, round_facts
from households.rules import STAGE_LABELS, Stage, decision_violation, earlier_stages, next_stage, obstacles
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line

STALE = "Người khác vừa sửa đợt rà soát này; xem lại rồi làm tiếp."


def _held(round: ReviewRound, version: int) -> ReviewRound:
    held = ReviewRound.objects.held(round)
    if held.version != version:
        raise StaleError(STALE)
    return held


def _moved(round: ReviewRound, stage: Stage) -> None:
    round.stage, round.version = stage, round.version + 1
    round.save(update_fields=["stage", "version", "closed_at"])


@transaction.atomic
def round_advance(*, round: ReviewRound, version: int, by: User | None) -> ReviewRound:
    """Go on to the next step of the round's procedure; the last one closes it.

    DomainError with all that is missing, StaleError when the round is not as it was shown.
    """
    round = _held(round, version)
    before = Stage(round.stage)
    after = next_stage(round.stages, before)
    if after is None:
        raise DomainError("Đợt rà soát đã khóa sổ.")
    if missing := obstacles(before, round_facts(round=round), today=timezone.localdate()):
        raise DomainError(" ".join(missing))
    if after is Stage.CLOSED:
        assert round.decision_date  # or it would have been missing
        return round_close(round=round, number=round.decision_number, date=round.decision_date, by=by)
    _moved(round, after)
    record_event(
        "round_advanced", target=round, by=by, unit_code=round.unit.code, details={"stage": [before, after]}
    )
    return round


@transaction.atomic
def round_reopen(*, round: ReviewRound, to: Stage, reason: str, version: int, by: User | None) -> ReviewRound:
    """Go back to an earlier step, from a closed round too; the reason stays in the log.

    DomainError without a reason, for a step that is not earlier, and when a closed round stands on this one.
    """
    round, reason = _held(round, version), clean_line(reason)
    before = Stage(round.stage)
    if not reason:
        raise DomainError("Ghi lý do quay lại.")
    if to not in earlier_stages(round.stages, before):
        raise DomainError(f"Từ bước {STAGE_LABELS[before]} không quay lại được bước {STAGE_LABELS[to]}.")
    if round.is_closed and ReviewRound.objects.closed().filter(base=round).exists():
        raise DomainError("Một đợt sau đã khóa sổ và so với đợt này; mở lại đợt sau trước.")
    round.closed_at = None
    _moved(round, to)
    record_event(
        "round_reopened",
        target=round,
        by=by,
        unit_code=round.unit.code,
        details={"stage": [before, to], "reason": reason},
    )
    return round


@transaction.atomic
def round_decide(
    *, round: ReviewRound, number: str, date: dt.date, version: int, by: User | None
) -> ReviewRound:
    """Write the number and day of the decision that recognises the results; the leader closes after that.

    DomainError in another step, and when the list still hung on that day.
    """
    round = _held(round, version)
    if round.stage != Stage.DECISION:
        raise DomainError("Số và ngày quyết định ghi ở bước công nhận.")
    posting = latest_posting(round=round)
    if violation := decision_violation(date, posting.end_date if posting else None):
        raise DomainError(violation)
    before = [round.decision_number, round.decision_date.isoformat() if round.decision_date else ""]
    round.decision_number, round.decision_date, round.version = number, date, round.version + 1
    round.full_clean()
    round.save(update_fields=["decision_number", "decision_date", "version"])
    record_event(
        "round_decided",
        target=round,
        by=by,
        unit_code=round.unit.code,
        details={"number": [before[0], number], "date": [before[1], date.isoformat()]},
    )
    return round

"""On and back. A round from its list to its closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from households.actions import (
    meeting_record,
    posting_record,
    review_save,
    round_advance,
    round_decide,
    round_reopen,
)
from households.models import Posting, Review, ReviewRound
from households.rules import ReviewContent, Stage
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
)
from tests.households.review_steps.shared import LONG_AGO, MEETING, TODAY, entered, last_event, round_at

pytestmark = pytest.mark.django_db


def test_round_goes_on_and_says_so(unit, hamlet, officer):
    round = round_at(unit, Stage.LISTING)
    ReviewFactory.create(round=round, household__hamlet=hamlet)

    moved = round_advance(round=round, version=round.version, by=officer)

    assert (moved.stage, moved.version) == (Stage.ENTRY, 2)
    assert last_event().action == "round_advanced"
    assert last_event().details == {"stage": ["listing", "entry"]}


def test_round_stays_while_something_is_missing(unit, hamlet, officer):
    round = round_at(unit, Stage.ENTRY)
    ReviewFactory.create(round=round, household__hamlet=hamlet)

    with pytest.raises(DomainError, match="Còn 1 hộ chưa có kết quả"):
        round_advance(round=round, version=round.version, by=officer)

    assert ReviewRound.objects.get().stage == Stage.ENTRY
    assert not AuditEvent.objects.exists()


def test_household_that_left_meanwhile_is_not_waited_for(unit, hamlet, officer):
    round = round_at(unit, Stage.ENTRY)
    entered(round, hamlet)
    gone = HouseholdFactory.create(hamlet=hamlet, valid_to=TODAY)
    ReviewFactory.create(round=round, household=gone)

    assert round_advance(round=round, version=1, by=officer).stage == Stage.MEETING


def test_second_tab_does_not_go_two_steps(unit, hamlet, officer):
    round = round_at(unit, Stage.LISTING)
    entered(round, hamlet)
    round_advance(round=round, version=1, by=officer)

    with pytest.raises(StaleError):
        round_advance(round=round, version=1, by=officer)

    assert ReviewRound.objects.get().stage == Stage.ENTRY


def test_round_goes_back_with_a_reason_that_is_kept(unit, officer):
    round = round_at(unit, Stage.POSTING)

    round_reopen(round=round, to=Stage.ENTRY, reason="Sót hộ xóm trên", version=1, by=officer)

    assert ReviewRound.objects.get().stage == Stage.ENTRY
    assert last_event().details == {"stage": ["posting", "entry"], "reason": "Sót hộ xóm trên"}


@pytest.mark.parametrize(
    ("to", "reason", "said"),
    [
        (Stage.ENTRY, "  ", "Ghi lý do"),
        (Stage.DECISION, "vội", "không quay lại được"),
        (Stage.MEETING, "vội", "không quay lại được"),
        (Stage.DISTRICT_OPINION, "vội", "không quay lại được"),
    ],
)
def test_round_goes_back_only_to_what_was(unit, officer, to, reason, said):
    round = round_at(unit, Stage.MEETING)

    with pytest.raises(DomainError, match=said):
        round_reopen(round=round, to=to, reason=reason, version=1, by=officer)


def test_closed_round_opens_again_unless_a_later_one_stands_on_it(unit, officer):
    first = ReviewRoundFactory.create(unit=unit, closed=True)
    later = ReviewRoundFactory.create(unit=unit, base=first, stage=Stage.CLOSED, closed_at=timezone.now())
    with pytest.raises(DomainError, match="mở lại đợt sau trước"):
        round_reopen(round=first, to=Stage.DECISION, reason="sai số", version=1, by=officer)

    round_reopen(round=later, to=Stage.DECISION, reason="sai số", version=1, by=officer)
    reopened = round_reopen(round=first, to=Stage.POSTING, reason="sai số", version=1, by=officer)

    assert (reopened.closed_at, reopened.result_label) == (None, "sơ bộ")


@pytest.mark.parametrize("stage", [Stage.ENTRY, Stage.MEETING, Stage.POSTING, Stage.CLOSED])
def test_decision_is_written_in_its_step_alone(unit, officer, stage):
    closed_at = timezone.now() if stage is Stage.CLOSED else None
    round = round_at(unit, stage, closed_at=closed_at)

    with pytest.raises(DomainError, match="ở bước công nhận"):
        round_decide(round=round, number="12/QĐ-UBND", date=TODAY, version=1, by=officer)


def test_decision_waits_for_the_end_of_the_posting(unit, officer):
    round = round_at(unit, Stage.DECISION)
    posting = Posting.objects.create(round=round, posted_date=LONG_AGO, places="Nhà văn hóa")
    early = posting.end_date - dt.timedelta(days=1)
    with pytest.raises(DomainError, match="quyết định không thể ra trước ngày đó"):
        round_decide(round=round, number="12/QĐ-UBND", date=early, version=1, by=officer)

    decided = round_decide(round=round, number="12/QĐ-UBND", date=posting.end_date, version=1, by=officer)

    assert decided.decision_date == posting.end_date
    assert last_event().details["number"] == ["", "12/QĐ-UBND"]


def test_whole_way_closes_and_makes_results_official(unit, hamlet, officer):
    round = round_at(unit, Stage.LISTING)
    review = ReviewFactory.create(round=round, household__hamlet=hamlet)
    round = round_advance(round=round, version=1, by=officer)
    review_save(review=review, content=ReviewContent(income_score=100), version=1, by=officer)
    Review.objects.update(entered_at=timezone.now() - dt.timedelta(days=30))
    round = round_advance(round=round, version=2, by=officer)
    meeting_record(round=round, hamlet=hamlet, fields=MEETING, by=officer)
    round = round_advance(round=round, version=3, by=officer)
    posting_record(round=round, posted_date=LONG_AGO, places="Nhà văn hóa", by=officer)
    round = round_advance(round=round, version=4, by=officer)
    round = round_decide(round=round, number="12/QĐ-UBND", date=TODAY, version=5, by=officer)

    closed = round_advance(round=round, version=6, by=officer)

    assert (closed.stage, closed.result_label) == (Stage.CLOSED, "chính thức")
    assert (closed.decision_number, closed.decision_date) == ("12/QĐ-UBND", TODAY)
    assert last_event().action == "round_closed"
    with pytest.raises(DomainError, match="đã khóa sổ"):
        round_advance(round=closed, version=closed.version, by=officer)

"""What the people said. A round from its list to its closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from households.actions import (
    complaint_answer,
    complaint_record,
    meeting_record,
    posting_record,
    review_save,
    round_advance,
    round_close,
    round_reopen,
)
from households.models import ReviewRound
from households.queries import hamlet_progress, round_facts, rounds_of
from households.rules import ReviewContent, Stage, obstacles
from povertyplan.common.errors import DomainError
from povertyplan.common.history import history_page
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
)
from tests.households.review_steps.shared import (
    HELD_AT,
    LONG_AGO,
    MEETING,
    TODAY,
    entered,
    last_event,
    round_at,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("votes", "agreed"), [(19, False), (20, True), (40, True), (0, False)])
def test_half_of_those_present_decide(unit, hamlet, officer, votes, agreed):
    round = round_at(unit, Stage.MEETING)
    entered(round, hamlet)
    meeting_record(round=round, hamlet=hamlet, fields=MEETING | {"votes_for": votes}, by=officer)

    facts = round_facts(round=round)

    assert facts.disagreed == (() if agreed else (hamlet.full_name,))
    assert last_event().details["votes_for"] == votes


def test_round_names_the_hamlets_without_meeting_or_agreement(unit, officer):
    round = round_at(unit, Stage.MEETING)
    hamlets = HamletFactory.create_batch(3, unit=unit)
    for hamlet in hamlets:
        entered(round, hamlet)
    held_later = MEETING | {"held_at": HELD_AT + dt.timedelta(days=2)}
    meeting_record(round=round, hamlet=hamlets[0], fields=MEETING | {"votes_for": 1}, by=officer)
    meeting_record(round=round, hamlet=hamlets[0], fields=held_later, by=officer)
    meeting_record(round=round, hamlet=hamlets[1], fields=MEETING | {"votes_for": 1}, by=officer)

    with pytest.raises(DomainError) as refused:
        round_advance(round=round, version=1, by=officer)

    assert str(refused.value) == (
        f"Chưa họp dân: {hamlets[2].full_name}. "
        f"Họp dân chưa đạt 50% đồng ý: {hamlets[1].full_name}; rà soát lại rồi họp lần nữa."
    )


def test_meeting_waits_for_the_hamlets_results(unit, hamlet, officer):
    round = round_at(unit, Stage.ENTRY)
    review = ReviewFactory.create(round=round, household__hamlet=hamlet)
    with pytest.raises(DomainError, match="còn 1 hộ chưa có kết quả"):
        meeting_record(round=round, hamlet=hamlet, fields=MEETING, by=officer)
    with pytest.raises(DomainError, match="không có hộ nào"):
        meeting_record(round=round, hamlet=HamletFactory.create(unit=unit), fields=MEETING, by=officer)

    review_save(review=review, content=ReviewContent(income_score=100), version=1, by=officer)

    assert meeting_record(round=round, hamlet=hamlet, fields=MEETING, by=officer).agreed


def test_meeting_with_more_votes_than_people_is_refused(unit, hamlet, officer):
    round = round_at(unit, Stage.MEETING)
    entered(round, hamlet)

    with pytest.raises(ValidationError, match="không thể quá số người dự"):
        meeting_record(round=round, hamlet=hamlet, fields=MEETING | {"votes_for": 41}, by=officer)


@pytest.mark.parametrize("stage", [Stage.LISTING, Stage.POSTING, Stage.DECISION])
def test_meeting_is_recorded_in_its_steps_alone(unit, hamlet, officer, stage):
    round = round_at(unit, stage)
    entered(round, hamlet)

    with pytest.raises(DomainError, match="ghi ở bước họp dân"):
        meeting_record(round=round, hamlet=hamlet, fields=MEETING, by=officer)


def test_recheck_is_posted_again(unit, hamlet, officer):
    round = round_at(unit, Stage.POSTING)
    review = entered(round, hamlet)
    posting_record(round=round, posted_date=LONG_AGO, places="Nhà văn hóa", by=officer)
    with pytest.raises(ValidationError, match="Đã ghi lần niêm yết"):
        posting_record(round=round, posted_date=LONG_AGO, places="Nhà văn hóa", by=officer)
    complaint = complaint_record(
        review=review, complainant="", received_date=LONG_AGO, text="Thu nhập chưa đúng", by=officer
    )
    assert round_facts(round=round).complaints_open == 1

    complaint_answer(complaint=complaint, answered_date=TODAY, answer="Giữ nguyên", by=officer)

    assert obstacles(Stage.POSTING, round_facts(round=round), today=TODAY) == [
        "Có 1 kết quả sửa hoặc phúc tra sau lần niêm yết cuối; niêm yết lại."
    ]
    with pytest.raises(DomainError, match="đã được phúc tra"):
        complaint_answer(complaint=complaint, answered_date=TODAY, answer="Lần nữa", by=officer)


def test_result_changed_after_the_posting_is_posted_again(unit, hamlet, officer):
    round = round_at(unit, Stage.POSTING)
    review = entered(round, hamlet)
    posting_record(round=round, posted_date=LONG_AGO, places="Nhà văn hóa", by=officer)
    assert round_facts(round=round).changed_since_posting == 0

    review_save(review=review, content=ReviewContent(income_score=100), version=1, by=officer)

    assert round_facts(round=round).changed_since_posting == 1


@pytest.mark.parametrize("stage", [Stage.ENTRY, Stage.DECISION])
def test_postings_and_complaints_belong_to_their_step(unit, hamlet, officer, stage):
    round = round_at(unit, stage)
    review = entered(round, hamlet)

    with pytest.raises(DomainError, match="niêm yết công khai"):
        posting_record(round=round, posted_date=TODAY, places="Nhà văn hóa", by=officer)
    with pytest.raises(DomainError, match="niêm yết công khai"):
        complaint_record(review=review, complainant="", received_date=TODAY, text="Sai", by=officer)


@pytest.mark.parametrize("size", [1, 4])
def test_progress_takes_as_many_queries_for_one_hamlet_as_for_four(unit, django_assert_num_queries, size):
    round = round_at(unit, Stage.ENTRY)
    for hamlet in HamletFactory.create_batch(size, unit=unit):
        entered(round, hamlet)
        ReviewFactory.create(round=round, household__hamlet=hamlet)

    with django_assert_num_queries(3):
        progress = hamlet_progress(round=round)
    with django_assert_num_queries(1):
        rows = rounds_of(unit=unit)

    assert [(row.listed, row.entered, row.pending, row.poor) for row in progress] == [(2, 1, 1, 1)] * size
    assert [(row.listed, row.entered) for row in rows] == [(2 * size, size)]


def test_round_taken_over_from_elsewhere_closes_without_the_steps(unit, hamlet, officer):
    round = round_at(unit, Stage.ENTRY)
    entered(round, hamlet)
    gone = HouseholdFactory.create(hamlet=hamlet, valid_to=TODAY)
    ReviewFactory.create(round=round, household=gone)

    assert round_close(round=round, number="1/QĐ-UBND", date=TODAY, by=officer).is_closed


def test_log_tells_a_step_back_in_words(unit, officer):
    round_reopen(round=round_at(unit, Stage.POSTING), to=Stage.ENTRY, reason="Sót hộ", version=1, by=officer)

    (line,) = history_page(AuditEvent.objects.filter(unit_code=unit.code), before="").lines

    assert (line.what, line.about) == ("Quay lại bước trước của đợt rà soát", str(ReviewRound.objects.get()))
    assert line.url == reverse("households:round", args=[ReviewRound.objects.get().pk])
    assert [(change.what, change.before, change.after) for change in line.changes] == [
        ("bước", "niêm yết công khai", "rà soát, phân loại"),
        ("lý do", None, "Sót hộ"),
    ]

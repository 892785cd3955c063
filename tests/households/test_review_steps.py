"""A round from its list to its closing: requests, meetings, postings, complaints, the decision, and back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.actions import (
    complaint_answer,
    complaint_record,
    meeting_record,
    posting_record,
    request_add,
    request_answer,
    request_link,
    review_save,
    round_add,
    round_advance,
    round_close,
    round_decide,
    round_list,
    round_reopen,
)
from households.models import Household, Posting, Review, ReviewRound
from households.queries import hamlet_progress, requests_of, round_facts, rounds_of
from households.rules import ReviewContent, Stage, obstacles
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import history_page
from povertyplan.common.models import AuditEvent
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()  # yesterday's, where a run passes midnight: not for counting days
LONG_AGO = TODAY - dt.timedelta(days=20)
HELD_AT = timezone.make_aware(dt.datetime.combine(LONG_AGO, dt.time(19, 30)))
MEETING = {
    "held_at": HELD_AT,
    "place": "Nhà văn hóa",
    "chair": "Lò Văn Mẫu",
    "secretary": "Lò Thị Mẫu",
    "households_invited": 30,
    "households_present": 25,
    "attendees": 40,
    "votes_for": 20,
}


@pytest.fixture
def unit():
    ThresholdFactory.create()
    return CommuneFactory.create()


@pytest.fixture
def officer(unit):
    return officer_of(unit)


@pytest.fixture
def hamlet(unit):
    return HamletFactory.create(unit=unit)


def round_at(unit, stage: Stage, **fields) -> ReviewRound:
    return ReviewRoundFactory.create(unit=unit, stage=stage, **fields)


def entered(round, hamlet) -> Review:
    review = ReviewFactory.create(round=round, household__hamlet=hamlet, poor=True)
    Review.objects.filter(pk=review.pk).update(entered_at=timezone.now() - dt.timedelta(days=30))
    return review


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


# --- on and back ---


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


# --- the list ---


def test_household_is_added_by_hand_once(unit, hamlet, officer):
    round, household = round_at(unit, Stage.LISTING), HouseholdFactory.create(hamlet=hamlet)

    counts = [round_add(round=round, households=[household.pk], by=officer) for _ in range(2)]

    assert counts == [1, 0]
    assert Review.objects.get().household == household


def test_foreign_household_is_not_listed(unit, officer):
    with pytest.raises(DomainError, match="không thuộc xã này"):
        round_add(round=round_at(unit, Stage.LISTING), households=[HouseholdFactory.create().pk], by=officer)


@pytest.mark.parametrize("stage", [Stage.MEETING, Stage.POSTING, Stage.DECISION])
def test_list_is_made_before_the_meetings(unit, hamlet, officer, stage):
    household = HouseholdFactory.create(hamlet=hamlet)

    with pytest.raises(DomainError, match="quay lại bước rà soát"):
        round_add(round=round_at(unit, stage), households=[household.pk], by=officer)


def test_household_registered_after_the_start_is_listed_and_one_that_left_before_is_not(
    unit, hamlet, officer
):
    round = round_at(unit, Stage.LISTING)
    new = HouseholdFactory.create(hamlet=hamlet, valid_from=round.start_date + dt.timedelta(days=9))
    gone = HouseholdFactory.create(hamlet=hamlet, valid_to=round.start_date)
    for household in (new, gone):
        request = request_add(hamlet=hamlet, applicant="Lò Văn Mẫu", received_date=TODAY, by=officer)
        request.round, request.household = round, household
        request.save()

    round_list(round=round, by=officer)

    assert [review.household for review in Review.objects.all()] == [new]


# --- requests ---


def test_request_of_a_new_household_registers_and_lists_it(unit, hamlet, officer):
    round = round_at(unit, Stage.LISTING)
    request = request_add(
        hamlet=hamlet, applicant="Lường Văn Mẫu", received_date=LONG_AGO, by=officer, round=round
    )
    assert obstacles(Stage.LISTING, round_facts(round=round), today=TODAY)[-1].startswith("Còn 1 giấy")

    request_link(request=request, round=round, household=None, by=officer)

    household = Household.objects.select_related("head").get()
    assert (household.head.name, household.hamlet, household.valid_from) == (
        "Lường Văn Mẫu",
        hamlet,
        LONG_AGO,
    )
    assert Review.objects.get().household == household
    assert round_facts(round=round).requests_unlisted == 0
    assert last_event().action == "review_request_linked"
    assert "Lường" not in str(list(AuditEvent.objects.values_list("details", "target_label")))


def test_request_of_a_kept_household_lists_it(unit, hamlet, officer):
    round, household = round_at(unit, Stage.ENTRY), HouseholdFactory.create(hamlet=hamlet)
    received = timezone.localdate()
    request = request_add(hamlet=hamlet, applicant="Lò Văn Mẫu", received_date=received, by=officer)

    request_link(request=request, round=round, household=household, by=officer)

    assert [(row.is_listed, row.days_left) for row in requests_of(unit=unit)] == [(True, 15)]
    with pytest.raises(DomainError, match="Hộ không thuộc xã"):
        request_link(request=request, round=round, household=HouseholdFactory.create(), by=officer)
    with pytest.raises(DomainError, match="Đợt rà soát không thuộc xã"):
        request_link(request=request, round=ReviewRoundFactory.create(), household=household, by=officer)


def test_overdue_requests_come_first_and_answered_ones_last(unit, hamlet, officer):
    today, days = timezone.localdate(), (20, 3, 15)
    requests = [
        request_add(
            hamlet=hamlet, applicant=f"Mẫu {n}", received_date=today - dt.timedelta(days=n), by=officer
        )
        for n in days
    ]
    request_answer(request=requests[1], answered_date=today, answer="Hộ không thuộc diện", by=officer)

    rows = requests_of(unit=unit)

    assert [(row.request.applicant, row.days_left, row.is_overdue) for row in rows] == [
        ("Mẫu 20", -5, True),
        ("Mẫu 15", 0, False),
        ("Mẫu 3", None, False),
    ]
    with pytest.raises(DomainError, match="đã được trả lời"):
        request_answer(request=requests[1], answered_date=TODAY, answer="lần nữa", by=officer)
    with pytest.raises(ValidationError, match="không thể trước ngày nhận"):
        request_answer(
            request=requests[2], answered_date=TODAY - dt.timedelta(days=30), answer="sớm", by=officer
        )


def test_request_into_a_closed_or_foreign_round_is_refused(unit, hamlet, officer):
    given = {"hamlet": hamlet, "applicant": "Mẫu", "received_date": TODAY, "by": officer}

    with pytest.raises(DomainError, match="đã khóa sổ"):
        request_add(round=ReviewRoundFactory.create(unit=unit, closed=True), **given)
    with pytest.raises(DomainError, match="không thuộc xã"):
        request_add(round=ReviewRoundFactory.create(), **given)


# --- what the people said ---


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

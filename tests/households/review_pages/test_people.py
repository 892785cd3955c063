"""Requests, meetings, postings, complaints. Pages of rounds and of one review."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from households.models import (
    Complaint,
    Posting,
    Review,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from households.rules import Stage
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    ReviewFactory,
)
from tests.households.review_pages.shared import TODAY, WRITTEN, url

pytestmark = pytest.mark.django_db


def test_request_goes_from_the_register_onto_the_list(officer_client, round, hamlet):
    household = HouseholdFactory.create(hamlet=hamlet, head_name="Lò Văn Cam")
    sent = {
        "applicant": "Lò Văn Cam",
        "hamlet": hamlet.pk,
        "received_date": f"{TODAY - dt.timedelta(days=20):%d/%m/%Y}",
        "round": round.pk,
    }
    officer_client.post(url("review_requests", hamlet.unit_id), sent)
    assert "quá hạn" in officer_client.get(url("review_requests", hamlet.unit_id)).text
    request = ReviewRequest.objects.get()
    page = url("review_request", request.pk)
    assert "Lò Văn Cam" in officer_client.post(page, {"search": "1", "text": "cam"}).text

    officer_client.post(page, {"pick": "1", "households": [household.pk], "round": round.pk})

    assert Review.objects.in_round(round).get().household == household
    officer_client.post(page, {"answer_it": "1", "answered_date": WRITTEN, "answer": "Đưa vào danh sách"})
    assert ReviewRequest.objects.get().answered_date == TODAY


def test_request_of_nobody_known_registers_a_household(officer_client, round, hamlet):
    request = ReviewRequest.objects.create(
        unit=hamlet.unit, hamlet=hamlet, applicant="Lò Văn Cam", received_date=TODAY
    )

    nowhere = officer_client.post(url("review_request", request.pk), {"new": "1", "round": "0"})
    officer_client.post(url("review_request", request.pk), {"new": "1", "round": round.pk})

    assert "Chọn đợt rà soát đang lập danh sách." in nowhere.text
    assert Review.objects.get().head_name == "Lò Văn Cam"


def test_hamlet_of_another_commune_takes_no_request(officer_client, hamlet):
    sent = {"applicant": "Mẫu", "hamlet": HamletFactory.create().pk, "received_date": WRITTEN}

    response = officer_client.post(url("review_requests", hamlet.unit_id), sent)

    assert "Chọn một mục trong danh sách." in response.text
    assert not ReviewRequest.objects.exists()


MEETING = {
    "held_date": WRITTEN,
    "held_time": "19:30",
    "place": "Nhà văn hóa",
    "chair": "Lò Văn Mẫu",
    "secretary": "Lò Thị Mẫu",
    "households_invited": "30",
    "households_present": "25",
    "attendees": "40",
    "votes_for": "20",
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"votes_for": "41"}, "Có 40 người dự họp, số đồng ý không thể là 41."),
        ({"households_present": "31"}, "Mời 30 hộ, số hộ dự không thể là 31."),
        ({"attendees": "99999"}, "Số quá lớn"),
        ({"held_time": "25:00"}, "Nhập giờ dạng 19:30."),
        ({"held_date": "01/01/2059"}, "Ngày này chưa tới"),
    ],
)
def test_meeting_that_cannot_be_is_refused(officer_client, round, hamlet, changes, said):
    ReviewFactory.create(round=round, household__hamlet=hamlet, poor=True)

    response = officer_client.post(url("meetings", round.pk, hamlet.pk), MEETING | changes)

    assert said in response.text
    assert not VillageMeeting.objects.exists()


def test_meeting_is_recorded_and_stands_in_the_round(officer_client, round, hamlet):
    ReviewFactory.create(round=round, household__hamlet=hamlet, poor=True)

    response = officer_client.post(url("meetings", round.pk, hamlet.pk), MEETING, follow=True)

    assert "đồng ý 20/40" in response.text
    assert VillageMeeting.objects.get().agreed


def test_posting_says_until_when_and_complaint_is_answered(officer_client, round, review):
    ReviewRound.objects.filter(pk=round.pk).update(stage=Stage.POSTING)
    posted = {"posted_date": WRITTEN, "places": "Nhà văn hóa"}

    response = officer_client.post(url("postings", round.pk), posted, follow=True)
    assert f"niêm yết đến hết ngày {Posting.objects.get().end_date:%d/%m/%Y}" in response.text
    told = {"complainant": "", "received_date": WRITTEN, "text": "Thu nhập chưa đúng"}
    officer_client.post(url("complaint_new", review.pk), told)
    complaint = Complaint.objects.get()
    answer = {"answered_date": WRITTEN, "answer": "Giữ nguyên"}
    officer_client.post(url("complaint", complaint.pk), answer)

    assert Complaint.objects.get().answer == "Giữ nguyên"
    assert "đã phúc tra" in officer_client.get(url("postings", round.pk)).text


def test_clerk_knows_the_commune_and_sees_no_round(client, round):
    client.force_login(MembershipFactory.create(unit=round.unit, role="clerk").user)

    assert client.get(url("round", round.pk)).status_code == 403
    assert "Rà soát" not in client.get(reverse("plans:plan_list", args=[round.unit_id, 2026])).text

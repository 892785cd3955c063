"""Rounds. Pages of rounds and of one review."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from households.models import (
    Household,
    Review,
    ReviewRound,
)
from households.rules import Area, Stage
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    ThresholdFactory,
    leader_of,
    officer_of,
)
from tests.households.review_pages.shared import TODAY, WRITTEN, url

pytestmark = pytest.mark.django_db


def test_officer_starts_a_round_and_lists_the_poor_of_the_last(officer_client, hamlet):
    base = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    ReviewFactory.create(round=base, household__hamlet=hamlet, near_poor=True)
    sent = {
        "kind": "periodic",
        "year": "2026",
        "month": "",
        "start_date": "01/09/2026",
        "reference_date": "31/12/2026",
    }

    page = officer_client.post(url("round_new", hamlet.unit_id), sent, follow=True)
    round = ReviewRound.objects.get(year=2026)
    officer_client.post(url("round_list", round.pk))

    assert (round.base, round.stage) == (base, Stage.LISTING)
    for said in ("31/12/2026", "chuẩn nghèo giai đoạn 2022 - 2025", "năm 2025, tính đến 31/12/2025", "sơ bộ"):
        assert said in page.text
    assert Review.objects.in_round(round).count() == 1
    again = officer_client.post(url("round_new", hamlet.unit_id), sent)
    assert "Năm này đã có đợt rà soát định kỳ." in again.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "monthly"}, "Đợt thường xuyên phải ghi tháng."),
        ({"kind": "monthly", "month": "13"}, "Tháng từ 1 đến 12."),
        ({"year": "20260"}, "Năm từ 2015 đến 2060."),
        ({"reference_date": "31/08/2026"}, "không thể trước ngày bắt đầu"),
        ({"reference_date": "31/12/2027"}, "chưa có bảng điểm phân loại"),
        ({"start_date": "01/09/2021", "reference_date": "31/12/2021"}, "chưa có bảng điểm phân loại"),
    ],
)
def test_round_that_cannot_be_is_refused(officer_client, hamlet, changes, said):
    lines = {"income_limit": 2_200_000, "average_income_limit": None, "income_score_max": None}
    StandardFactory.create(
        code="2016-2020", name="chuẩn cũ", valid_from=dt.date(2016, 1, 1), valid_to=dt.date(2022, 1, 1)
    )
    StandardFactory.create(code="2027-2030", name="chuẩn mới", valid_from=dt.date(2027, 1, 1), valid_to=None)
    for area in Area:
        ThresholdFactory.create(standard__code="2027-2030", area=area, deprivation_score_min=None, **lines)
    sent = {
        "kind": "periodic",
        "year": "2026",
        "start_date": "01/09/2026",
        "reference_date": "31/12/2026",
        **changes,
    }

    response = officer_client.post(url("round_new", hamlet.unit_id), sent)

    assert said in response.text
    assert not ReviewRound.objects.exists()


def test_household_is_found_without_diacritics_and_never_by_the_address(officer_client, round, hamlet):
    household = HouseholdFactory.create(hamlet=hamlet, head_name="Lường Thị Mẩy")
    HouseholdFactory.create(head_name="Lường Thị Mẩy")  # of another commune
    page = url("round_add", round.pk)

    found = officer_client.post(page, {"search": "1", "text": "luong may"})
    assert found.text.count("Lường Thị Mẩy") == 1
    assert AuditEvent.objects.latest("pk").details["count"] == 1
    nothing = officer_client.post(page, {"pick": "1"})
    assert "Đánh dấu hộ cần chọn." in nothing.text
    officer_client.post(page, {"pick": "1", "households": [household.pk]})

    assert Review.objects.get().household == household
    foreign = Household.objects.exclude(pk=household.pk).get()
    refused = officer_client.post(page, {"pick": "1", "households": [foreign.pk]})
    assert "Chọn một mục trong danh sách." in refused.text
    assert Review.objects.count() == 1


def test_round_page_says_what_is_missing_and_does_not_go_on(officer_client, round, review):
    page = officer_client.get(url("round", round.pk))
    assert "Còn 1 hộ chưa có kết quả rà soát." in page.text

    response = officer_client.post(url("round_advance", round.pk), {"version": "1"}, follow=True)

    assert "Còn 1 hộ chưa có kết quả rà soát." in response.text
    assert ReviewRound.objects.get(pk=round.pk).stage == Stage.ENTRY


def test_officer_does_not_close_and_leader_does(client, round, hamlet):
    ReviewFactory.create(round=round, household__hamlet=hamlet, poor=True)
    ReviewRound.objects.filter(pk=round.pk).update(
        stage=Stage.DECISION, decision_number="12/QĐ-UBND", decision_date=TODAY
    )
    client.force_login(officer_of(hamlet.unit))
    client.post(url("round_advance", round.pk), {"version": "1"})
    assert client.post(url("round_close", round.pk), {"version": "1"}).status_code == 403
    assert ReviewRound.objects.get(pk=round.pk).stage == Stage.DECISION

    client.force_login(leader_of(hamlet.unit))
    assert "Hộ nghèo" in client.get(url("round_close", round.pk)).text
    response = client.post(url("round_close", round.pk), {"version": "1"}, follow=True)

    assert "Đã khóa sổ; kết quả là chính thức." in response.text
    assert (
        client.post(url("round_reopen", round.pk), {"to": "entry", "reason": "", "version": "2"}).status_code
        == 200
    )
    client.post(url("round_reopen", round.pk), {"to": "entry", "reason": "Sót hộ", "version": "2"})
    assert ReviewRound.objects.get(pk=round.pk).stage == Stage.ENTRY


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage not in (Stage.DECISION, Stage.DISTRICT_OPINION)]
)
def test_leader_closes_only_from_the_last_step(client, round, stage):
    closed_at = timezone.now() if stage is Stage.CLOSED else None
    ReviewRound.objects.filter(pk=round.pk).update(stage=stage, closed_at=closed_at)
    client.force_login(leader_of(round.unit))

    response = client.post(url("round_close", round.pk), {"version": "1"}, follow=True)

    assert "Đợt chưa tới bước cuối" in response.text
    assert ReviewRound.objects.get(pk=round.pk).stage == stage


def test_closed_round_is_reopened_by_the_leader_alone(client, hamlet):
    closed = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    sent = {"to": "entry", "reason": "Sót hộ", "version": "1"}
    for user, status in ((officer_of(hamlet.unit), 403), (leader_of(hamlet.unit), 302)):
        client.force_login(user)
        assert client.post(url("round_reopen", closed.pk), sent).status_code == status


def test_two_people_on_one_decision_see_each_other(officer_client, round):
    ReviewRound.objects.filter(pk=round.pk).update(
        stage=Stage.DECISION, version=5, decision_number="1/QĐ-UBND", decision_date=TODAY
    )

    response = officer_client.post(
        url("round_decide", round.pk), {"number": "2/QĐ-UBND", "date": WRITTEN, "version": "4"}
    )

    assert response.status_code == 409
    assert "1/QĐ-UBND" in response.text
    assert 'value="2/QĐ-UBND"' in response.text

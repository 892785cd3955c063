"""One household. Pages of rounds and of one review."""

from __future__ import annotations

import re

import pytest

from households.actions import review_save
from households.rules import Area, Cause, Classification, ReviewContent
from tests.factories import (
    HamletFactory,
    ReviewFactory,
    officer_of,
)
from tests.households.review_pages.shared import answers, listed, stored, url

pytestmark = pytest.mark.django_db


def test_officer_enters_a_household_and_goes_on_to_the_next(officer_client, round, hamlet, review):
    following = listed(round, hamlet, "Lò Văn Bình")
    sent = answers(review, farming="on", causes=["land", "skills"], needs=["job"])

    response = officer_client.post(url("review", review.pk), sent)

    saved = stored(review)
    assert response.url == url("review", following.pk)
    assert (saved.income_score, saved.deprivation_score, saved.classification) == (
        140,
        30,
        Classification.POOR,
    )
    assert (saved.people, saved.children, saved.children_education, saved.farming) == (4, 2, 1, True)
    assert saved.cause_list == [Cause.LAND, Cause.SKILLS]
    assert "Đã lưu hộ Lò Văn An: hộ nghèo." in officer_client.get(response.url).text


def test_last_household_leads_to_the_list_of_the_hamlet(officer_client, round, hamlet, review):
    response = officer_client.post(url("review", review.pk), answers(review), follow=True)

    assert response.redirect_chain[-1][0] == url("hamlet_reviews", round.pk, hamlet.pk)
    assert "Thôn đã nhập xong." in response.text


def test_cut_off_is_that_of_the_hamlet(officer_client, round, hamlet):
    urban = HamletFactory.create(unit=hamlet.unit, area=Area.URBAN)
    review = listed(round, urban, "Lò Văn An")

    officer_client.post(url("review", review.pk), answers(review, income="175"))

    assert stored(review).classification == Classification.POOR
    assert "B1 ≤ 175 và B2 ≥ 30 → hộ nghèo" in officer_client.get(url("review", review.pk)).text


def test_class_is_shown_without_script_and_without_saving(officer_client, review):
    response = officer_client.post(url("review", review.pk), answers(review, deprived=(1,), show="1"))

    assert "B1 ≤ 140 và B2 &lt; 30 → hộ cận nghèo" in response.text
    assert not stored(review).is_entered


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"income_score": ""}, "Chưa nhập mục này."),
        ({"income_score": "501"}, "Điểm B1 phải từ 0 đến 500."),
        ({"income_score": "-1"}, "Chỉ nhập số nguyên không âm"),
        ({"d7": ""}, "Chọn Có hoặc Không."),
        ({"d7": "có"}, "Chọn một mục trong danh sách."),
        ({"people": "0"}, "Số khẩu phải từ 1 đến 60."),
        ({"people": "9999999"}, "Số khẩu phải từ 1 đến 60."),
        ({"children": "5"}, "Hộ có 4 khẩu, số trẻ em không thể là 5."),
        ({"children_health": "3"}, "Hộ có 2 trẻ em, không thể có 3 em thiếu hụt."),
        ({"average_standard": "on"}, "chỉ xác định cho hộ làm nông, lâm, ngư nghiệp"),
        (
            {"average_standard": "on", "farming": "on"},
            "chỉ xác định cho hộ trên chuẩn thu nhập (B1 &gt; 140)",
        ),
        ({"classification": "other"}, "Phân loại khác với điểm thì phải ghi lý do."),
        ({"classification": "average", "override_reason": "x"}, "phải được xác định mức sống trung bình"),
        ({"classification": "rich"}, "Chọn một mục trong danh sách."),
        ({"override_reason": "x" * 201}, "Dài quá 200 chữ"),
        ({"causes": ["bad"]}, "Chọn một mục trong danh sách."),
        ({"reviewed_date": "31/02/2026"}, "Nhập ngày dạng 31/12/2026."),
        ({"reviewed_date": "01/01/2059"}, "Ngày này chưa tới"),
        ({"reviewed_date": "01/01/0001"}, "Nhập ngày dạng 31/12/2026."),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(officer_client, review, changes, said):
    response = officer_client.post(url("review", review.pk), answers(review, **changes))

    assert response.status_code == 200
    assert said in response.text
    assert not stored(review).is_entered


def test_override_keeps_its_reason_and_the_class_of_the_scores(officer_client, review):
    sent = answers(review, classification="near_poor", override_reason="Họp dân xét lại")
    officer_client.post(url("review", review.pk), sent)

    saved = stored(review)
    assert (saved.computed, saved.classification) == (Classification.POOR, Classification.NEAR_POOR)
    assert saved.override_reason == "Họp dân xét lại"


def test_override_to_what_the_scores_give_is_none(officer_client, review):
    officer_client.post(url("review", review.pk), answers(review, classification="poor"))

    assert not stored(review).is_overridden


def test_second_tab_sees_both_and_loses_nothing_it_typed(officer_client, hamlet, review):
    sent = answers(review, income="139")
    review_save(review=review, content=ReviewContent(income_score=200), version=1, by=officer_of(hamlet.unit))

    response = officer_client.post(url("review", review.pk), sent)

    assert response.status_code == 409
    assert "Bản đang lưu" in response.text
    assert "Hộ không nghèo; B1 200, B2 0" in response.text
    assert 'value="139"' in response.text
    assert stored(review).income_score == 200

    version = re.findall(r'name="version" value="(\d+)"', response.text)[-1]
    again = officer_client.post(url("review", review.pk), sent | {"version": version})
    assert again.status_code == 302
    assert stored(review).income_score == 139


def test_last_years_answers_stand_beside(officer_client, round, review):
    ReviewFactory.create(round=round.base, household=review.household, poor=True, income_score=77, causes=0b1)

    text = officer_client.get(url("review", review.pk)).text

    assert "hộ nghèo, B1 77, B2 30" in text
    assert text.count("đợt trước: có") == 3
    assert text.count("đợt trước: không") == 9
    assert "Đợt trước: không có đất sản xuất." in text
    assert url("review_unchanged", review.pk) in text


def test_household_known_by_its_score_alone_is_entered_whole(officer_client, round, review):
    ReviewFactory.create(round=round.base, household=review.household, poor=True, deprivations=None)

    text = officer_client.get(url("review", review.pk)).text

    assert "B2 30 (chưa rõ từng chỉ số)" in text
    assert "đợt trước: " not in text
    assert url("review_unchanged", review.pk) not in text
    response = officer_client.get(url("review_unchanged", review.pk), follow=True)
    assert "chưa rõ từng chỉ số; nhập đầy đủ" in response.text


def test_unchanged_household_is_confirmed_only_after_asking(officer_client, round, hamlet, review):
    following = listed(round, hamlet, "Lò Văn Bình")
    ReviewFactory.create(round=round.base, household=review.household, poor=True)
    page = url("review_unchanged", review.pk)
    assert officer_client.get(page).text.count("<strong>thiếu hụt</strong>") == 3

    refused = officer_client.post(page, {"version": "1"})
    stale = officer_client.post(page, {"version": "7", "confirmed": "1"})
    done = officer_client.post(page, {"version": "1", "confirmed": "1"})

    assert "Đánh dấu đã hỏi lại từng mục" in refused.text
    assert stale.status_code == 409
    assert done.url == url("review", following.pk)
    assert stored(review).confirmed_unchanged

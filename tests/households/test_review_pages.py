"""Pages of rounds and of one household's review: what they show, take, refuse and keep of the reading."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from households.actions import review_save
from households.models import (
    Complaint,
    Household,
    Indicator,
    Posting,
    Question,
    Review,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from households.rules import Area, Cause, Classification, Dimension, ReviewContent, Stage
from povertyplan.common.models import AuditEvent
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    ThresholdFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WRITTEN = f"{TODAY:%d/%m/%Y}"


@pytest.fixture
def hamlet():
    ThresholdFactory.create()
    ThresholdFactory.create(urban=True)
    for position in range(1, 13):
        Indicator.objects.create(
            standard=StandardFactory.create(),
            position=position,
            dimension=Dimension.WORK,
            name=f"Chỉ số {position}",
            question=f"Thiếu hụt mẫu {position}",
        )
    return HamletFactory.create(unit=CommuneFactory.create())


@pytest.fixture
def round(hamlet):
    return ReviewRoundFactory.create(
        unit=hamlet.unit, base=ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    )


@pytest.fixture
def review(round, hamlet):
    return listed(round, hamlet, "Lò Văn An")


@pytest.fixture
def officer_client(client, hamlet):
    client.force_login(officer_of(hamlet.unit))
    return client


def listed(round, hamlet, name, **fields):
    household = HouseholdFactory.create(hamlet=hamlet, head_name=name)
    return ReviewFactory.create(round=round, household=household, **fields)


def url(name: str, *args) -> str:
    return reverse(f"households:{name}", args=args)


def answers(review, *, income="140", deprived=(1, 2, 3), **changes):
    """What the page of a household sends."""
    return {
        "version": review.version,
        "income_score": income,
        **{f"d{position}": "1" if position in deprived else "0" for position in range(1, 13)},
        **{"people": "4", "children": "2", "children_health": "0", "children_education": "1"},
        "reviewed_date": WRITTEN,
        **changes,
    }


def stored(review) -> Review:
    return Review.objects.get(pk=review.pk)


# --- one household ---


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


# --- the questionnaire ---


@pytest.fixture
def questions(hamlet):
    return [
        Question.objects.create(
            standard=StandardFactory.create(),
            region="vùng mẫu",
            number=number,
            text=f"Câu mẫu {number}",
            answer_number=answer,
            answer=f"Trả lời {answer}",
            points=10 * number * answer,
        )
        for number in (1, 2)
        for answer in (1, 2)
    ]


def test_score_is_the_sum_of_the_answers(officer_client, review, questions):
    chosen = {"q1": str(questions[1].pk), "q2": str(questions[2].pk)}

    officer_client.post(url("review", review.pk), answers(review, income="", **chosen))

    saved = stored(review)
    assert (saved.income_score, saved.answers) == (40, [questions[1].pk, questions[2].pk])
    page = officer_client.get(url("review", review.pk)).text
    assert f'<option value="{questions[1].pk}" selected>' in page


@pytest.mark.parametrize(
    ("income", "chosen", "said"),
    [
        ("", {}, "Nhập điểm B1, hoặc trả lời các câu hỏi."),
        ("", {"q1": 0}, "Trả lời hết các câu"),
        ("41", {"q1": 1, "q2": 2}, "Cộng các câu trả lời được 40 điểm"),
        ("40", {"q1": 2, "q2": 2}, "Chọn một mục trong danh sách."),
    ],
)
def test_half_answered_or_otherwise_summed_is_refused(
    officer_client, review, questions, income, chosen, said
):
    sent = {name: str(questions[index].pk) for name, index in chosen.items()}

    response = officer_client.post(url("review", review.pk), answers(review, income=income, **sent))

    assert said in response.text
    assert not stored(review).is_entered


def test_total_is_taken_where_the_questions_stay_blank(officer_client, review, questions):
    officer_client.post(url("review", review.pk), answers(review, income="99", q1="", q2=""))

    assert (stored(review).income_score, stored(review).answers) == (99, [])


def test_region_is_chosen_where_two_tables_may_hold(officer_client, round, hamlet, review, questions):
    following = listed(round, hamlet, "Lò Văn Bình")
    Question.objects.create(
        standard=StandardFactory.create(),
        region="vùng khác",
        number=1,
        text="Câu khác",
        answer_number=1,
        answer="Có",
        points=5,
    )
    page = url("review", review.pk)
    assert "Câu mẫu 1" not in officer_client.get(page).text
    assert "Câu mẫu 1" in officer_client.get(f"{page}?vung=vùng mẫu").text
    assert "Câu mẫu 1" not in officer_client.get(f"{page}?vung=ở đâu").text

    response = officer_client.post(f"{page}?vung=vùng mẫu", answers(review))

    assert response.url == f"{url('review', following.pk)}?vung=v%C3%B9ng+m%E1%BA%ABu"


# --- who and when ---


def test_surveyor_enters_his_hamlet_and_no_other(client, round, hamlet, review):
    client.force_login(leader_of_hamlets(hamlet))
    other = listed(round, HamletFactory.create(unit=hamlet.unit), "Lò Văn Xa")

    assert client.post(url("review", review.pk), answers(review)).status_code == 302
    assert client.get(url("review", other.pk)).status_code == 404
    assert client.post(url("review", other.pk), answers(other)).status_code == 404
    assert client.get(url("hamlet_reviews", round.pk, other.hamlet_id)).status_code == 404
    assert not stored(other).is_entered
    assert hamlet.full_name in client.get(url("my_reviews")).text


def test_hamlet_of_another_commune_is_no_page_of_the_round(officer_client, round, hamlet):
    foreign = HamletFactory.create()

    assert (
        officer_client.get(url("hamlet_reviews", ReviewRoundFactory.create().pk, hamlet.pk)).status_code
        == 404
    )
    assert officer_client.get(url("hamlet_reviews", round.pk, foreign.pk)).status_code == 404
    assert officer_client.get(url("meetings", round.pk, foreign.pk)).status_code == 404


def test_surveyor_is_led_nowhere_that_is_closed_to_him(client, round, hamlet, review):
    client.force_login(leader_of_hamlets(hamlet))

    for page in (url("review", review.pk), url("hamlet_reviews", round.pk, hamlet.pk), url("my_reviews")):
        for address in re.findall(r'href="(/(?!static)[^"]*)"', client.get(page).text):
            assert client.get(address).status_code in {200, 302}, (page, address)


def test_leader_looks_and_cannot_enter(client, hamlet, review):
    client.force_login(leader_of(hamlet.unit))

    page = client.get(url("review", review.pk))

    assert "Chỉ cán bộ của xã và người rà soát" in page.text
    assert "Lưu và sang hộ tiếp theo" not in page.text
    assert client.post(url("review", review.pk), answers(review)).status_code == 403


@pytest.mark.parametrize("stage", [Stage.LISTING, Stage.DECISION, Stage.CLOSED])
def test_round_that_takes_no_results_says_so(officer_client, round, review, stage):
    round.stage, round.closed_at = stage, timezone.now() if stage is Stage.CLOSED else None
    round.save()

    page = officer_client.get(url("review", review.pk))
    response = officer_client.post(url("review", review.pk), answers(review))

    assert "không nhập kết quả" in page.text
    assert "Lưu và sang hộ tiếp theo" not in page.text
    assert response.status_code == 200
    assert not stored(review).is_entered
    assert url("review", review.pk) == officer_client.get(url("review_unchanged", review.pk)).url


def test_reading_leaves_one_event_without_a_name(officer_client, round, hamlet, review):
    pages = {
        url("review", review.pk): "review_seen",
        url("hamlet_reviews", round.pk, hamlet.pk): "people_seen",
        url("review_requests", hamlet.unit_id): "people_seen",
        url("postings", round.pk): "people_seen",
    }
    for page, action in pages.items():
        before = AuditEvent.objects.count()

        officer_client.get(page)

        assert AuditEvent.objects.count() == before + 1
        assert AuditEvent.objects.latest("pk").action == action
    assert "Lò Văn An" not in str(list(AuditEvent.objects.values_list("target_label", "details")))


@pytest.mark.parametrize("size", [1, 4])
def test_queries_do_not_grow(officer_client, round, hamlet, django_assert_num_queries, size):
    reviews = [listed(round, hamlet, f"Lò Văn Mẫu {n}") for n in range(size)]
    for _ in range(size):
        ReviewFactory.create(round=round, household__hamlet=HamletFactory.create(unit=hamlet.unit), poor=True)
        ReviewRequest.objects.create(
            unit=hamlet.unit, hamlet=hamlet, applicant="Lò Văn Mẫu", received_date=TODAY
        )
    counts = {
        url("rounds", hamlet.unit_id): 7,
        url("round", round.pk): 14,
        url("hamlet_reviews", round.pk, hamlet.pk): 19,
        url("review", reviews[0].pk): 16,
        url("review_requests", hamlet.unit_id): 17,
    }
    officer_client.get(url("rounds", hamlet.unit_id))

    for page, count in counts.items():
        with django_assert_num_queries(count):
            assert officer_client.get(page).status_code == 200


# --- rounds ---


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


# --- requests, meetings, postings, complaints ---


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

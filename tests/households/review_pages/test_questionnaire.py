"""The questionnaire. Pages of rounds and of one review."""

from __future__ import annotations

import pytest

from households.models import (
    Question,
)
from tests.factories import (
    StandardFactory,
)
from tests.households.review_pages.shared import answers, listed, stored, url

pytestmark = pytest.mark.django_db


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

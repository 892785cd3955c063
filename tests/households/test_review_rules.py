"""Rules of reviews: the cut-offs, the steps of a round, the days a list hangs, changes to many."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.rules import (
    Cause,
    Classification,
    Need,
    ReviewChanges,
    ReviewContent,
    RoundFacts,
    Scores,
    Stage,
    Thresholds,
    classify,
    decision_violation,
    earlier_stages,
    next_stage,
    obstacles,
    posting_end,
    reasons,
    stages_on,
)

RURAL = Thresholds(
    income_limit=1_500_000, average_income_limit=2_250_000, income_score_max=140, deprivation_score_min=30
)
URBAN = Thresholds(
    income_limit=2_000_000, average_income_limit=3_000_000, income_score_max=175, deprivation_score_min=30
)
POOR, NEAR_POOR, AVERAGE, OTHER = Classification
TODAY = dt.date(2026, 11, 20)  # a Friday
WITHOUT_DISTRICT = ["listing", "entry", "meeting", "posting", "decision", "closed"]


@pytest.mark.parametrize(
    ("lines", "income", "deprivation", "average", "found", "reason"),
    [
        (RURAL, 139, 30, False, POOR, "B1 ≤ 140 và B2 ≥ 30 → hộ nghèo"),
        (RURAL, 140, 30, False, POOR, "B1 ≤ 140 và B2 ≥ 30 → hộ nghèo"),
        (RURAL, 140, 20, False, NEAR_POOR, "B1 ≤ 140 và B2 < 30 → hộ cận nghèo"),
        (RURAL, 141, 30, False, OTHER, "B1 > 140 → hộ không nghèo"),
        (
            RURAL,
            141,
            120,
            True,
            AVERAGE,
            "B1 > 140, có xác nhận mức sống trung bình → hộ có mức sống trung bình",
        ),
        (RURAL, 140, 20, True, NEAR_POOR, "B1 ≤ 140 và B2 < 30 → hộ cận nghèo"),
        (URBAN, 174, 30, False, POOR, "B1 ≤ 175 và B2 ≥ 30 → hộ nghèo"),
        (URBAN, 175, 30, False, POOR, "B1 ≤ 175 và B2 ≥ 30 → hộ nghèo"),
        (URBAN, 175, 20, False, NEAR_POOR, "B1 ≤ 175 và B2 < 30 → hộ cận nghèo"),
        (URBAN, 176, 20, False, OTHER, "B1 > 175 → hộ không nghèo"),
        (URBAN, 0, 0, False, NEAR_POOR, "B1 ≤ 175 và B2 < 30 → hộ cận nghèo"),
    ],
)
def test_class_at_the_cut_offs(lines, income, deprivation, average, found, reason):
    finding = classify(
        scores=Scores(income=income, deprivation=deprivation), thresholds=lines, average_standard=average
    )

    assert (finding.classification, finding.reason) == (found, reason)


def test_lines_without_scores_classify_nobody():
    lines = Thresholds(
        income_limit=2_200_000, average_income_limit=None, income_score_max=None, deprivation_score_min=None
    )

    with pytest.raises(ValueError, match="chưa có điểm phân loại"):
        classify(scores=Scores(income=1, deprivation=0), thresholds=lines)


@given(
    st.sampled_from([RURAL, URBAN]), st.integers(0, 500), st.sampled_from(range(0, 130, 10)), st.booleans()
)
def test_reasons_are_those_of_the_classes(lines, income, deprivation, average):
    finding = classify(
        scores=Scores(income=income, deprivation=deprivation), thresholds=lines, average_standard=average
    )

    assert reasons(lines)[finding.classification] == finding.reason


@given(st.sampled_from([RURAL, URBAN]), st.integers(0, 499), st.sampled_from(range(0, 120, 10)))
def test_more_income_or_less_deprivation_never_makes_poorer(lines, income, deprivation):
    order = [POOR, NEAR_POOR, OTHER]

    def rank(income: int, deprivation: int) -> int:
        scores = Scores(income=income, deprivation=deprivation)
        return order.index(classify(scores=scores, thresholds=lines).classification)

    assert rank(income + 1, deprivation) >= rank(income, deprivation) >= rank(income, deprivation + 10)


def test_district_step_falls_away_when_the_district_did():
    assert Stage.DISTRICT_OPINION in stages_on(dt.date(2025, 6, 30))
    assert list(stages_on(dt.date(2025, 7, 1))) == WITHOUT_DISTRICT


@pytest.mark.parametrize(
    ("posted", "end"),
    [
        (dt.date(2026, 11, 16), dt.date(2026, 11, 19)),  # Monday to Thursday
        (dt.date(2026, 11, 18), dt.date(2026, 11, 23)),  # Wednesday, over a weekend
        (dt.date(2026, 11, 20), dt.date(2026, 11, 25)),
        (dt.date(2026, 11, 21), dt.date(2026, 11, 25)),  # hung up on a Saturday
        (dt.date(2026, 11, 22), dt.date(2026, 11, 25)),
    ],
)
def test_list_hangs_three_working_days(posted, end):
    assert posting_end(posted) == end


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)))
def test_three_working_days_lie_between_posting_and_end(posted):
    end = posting_end(posted)
    days = [posted + dt.timedelta(days=number) for number in range(1, (end - posted).days + 1)]

    assert sum(day.weekday() < 5 for day in days) == 3
    assert end.weekday() < 5


def test_round_goes_one_step_on_and_any_step_back():
    assert next_stage(WITHOUT_DISTRICT, Stage.POSTING) is Stage.DECISION
    assert next_stage(list(stages_on(dt.date(2024, 9, 1))), Stage.POSTING) is Stage.DISTRICT_OPINION
    assert next_stage(WITHOUT_DISTRICT, Stage.CLOSED) is None
    assert earlier_stages(WITHOUT_DISTRICT, Stage.MEETING) == (Stage.LISTING, Stage.ENTRY)
    assert earlier_stages(WITHOUT_DISTRICT, Stage.LISTING) == ()


POSTED = {"listed": 4, "posting_end": TODAY}


@pytest.mark.parametrize(
    ("stage", "facts", "missing"),
    [
        (Stage.LISTING, {}, ["Danh sách rà soát chưa có hộ nào."]),
        (Stage.LISTING, {"listed": 1, "pending": 1}, []),
        (
            Stage.LISTING,
            {"listed": 1, "requests_unlisted": 2},
            ["Còn 2 giấy đề nghị chưa đưa hộ vào danh sách."],
        ),
        (Stage.ENTRY, {"listed": 4, "pending": 3}, ["Còn 3 hộ chưa có kết quả rà soát."]),
        (Stage.ENTRY, {"listed": 4}, []),
        (Stage.MEETING, {"listed": 4, "unheard": ("Xóm A", "Xóm B")}, ["Chưa họp dân: Xóm A, Xóm B."]),
        (
            Stage.MEETING,
            {"listed": 4, "disagreed": ("Xóm C",)},
            ["Họp dân chưa đạt 50% đồng ý: Xóm C; rà soát lại rồi họp lần nữa."],
        ),
        (Stage.MEETING, {"listed": 4}, []),
        (Stage.POSTING, {"listed": 4}, ["Chưa niêm yết danh sách."]),
        (Stage.POSTING, POSTED, []),
        (
            Stage.POSTING,
            {"listed": 4, "posting_end": TODAY + dt.timedelta(days=1)},
            ["Niêm yết đến hết ngày 21/11/2026."],
        ),
        (Stage.POSTING, POSTED | {"complaints_open": 1}, ["Còn 1 kiến nghị chưa phúc tra."]),
        (
            Stage.POSTING,
            POSTED | {"changed_since_posting": 2},
            ["Có 2 kết quả sửa hoặc phúc tra sau lần niêm yết cuối; niêm yết lại."],
        ),
        (Stage.DISTRICT_OPINION, {}, []),
        (Stage.DECISION, POSTED, ["Chưa ghi số và ngày quyết định công nhận."]),
        (Stage.DECISION, POSTED | {"decision_date": TODAY}, []),
        (
            Stage.DECISION,
            POSTED | {"decision_date": TODAY - dt.timedelta(days=1)},
            ["Niêm yết đến hết ngày 20/11/2026; quyết định không thể ra trước ngày đó."],
        ),
        (Stage.CLOSED, {}, []),
    ],
)
def test_what_keeps_a_round_in_its_step(stage, facts, missing):
    assert obstacles(stage, RoundFacts(**facts), today=TODAY) == missing


def test_decision_without_posting_has_no_day_to_wait_for():
    assert decision_violation(TODAY, None) == ""


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"average_standard": True}, "average_standard"),
        ({"average_standard": True, "farming": True}, "average_standard"),  # not above the income line
        ({"classification": AVERAGE, "override_reason": "có lý do"}, "classification"),
        ({"classification": POOR}, "override_reason"),
        ({"income_score": 501}, "income_score"),
        ({"people": 0}, "people"),
        ({"children": 2}, "children"),
        ({"people": 3, "children": 1, "children_health": 2}, "children_health"),
        ({"deprivations": frozenset({1}), "deprivation_score": 20}, "deprivation_score"),
        ({"deprivations": None}, "deprivation_score"),
        ({"deprivations": None, "deprivation_score": 25}, "deprivation_score"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(content, field):
    assert field in ReviewContent(**({"income_score": 140} | content)).violations(RURAL)


def test_farmer_above_the_line_may_have_an_average_standard():
    content = ReviewContent(income_score=141, farming=True, average_standard=True)

    assert content.violations(RURAL) == {}
    assert "average_standard" in content.violations(URBAN)


def test_changes_touch_only_what_they_name():
    before = ReviewContent(
        income_score=100,
        causes=frozenset({Cause.LAND, Cause.CAPITAL}),
        needs=frozenset({Need.JOB}),
        merit=True,
    )
    changes = ReviewChanges(
        merit=False,
        causes_added=frozenset({Cause.SKILLS}),
        causes_dropped=frozenset({Cause.LAND}),
        reviewed_date=TODAY,
    )

    after = changes.applied_to(before)

    assert after.causes == {Cause.CAPITAL, Cause.SKILLS}
    assert (after.needs, after.merit, after.reviewed_date) == (frozenset({Need.JOB}), False, TODAY)
    assert (after.income_score, after.farming) == (100, False)

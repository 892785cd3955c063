"""What was found of a household: recorded, confirmed as before, changed for many; the questionnaire."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from households.actions import review_confirm, review_save, reviews_edit
from households.models import Question, Review
from households.queries import next_review, questions_of, regions_of
from households.rules import (
    Area,
    Cause,
    Classification,
    Need,
    ReviewChanges,
    ReviewContent,
    Stage,
)
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    ThresholdFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
CONTENT = ReviewContent(income_score=140, deprivations=frozenset({1, 2, 3}))


@pytest.fixture
def hamlet():
    ThresholdFactory.create()
    ThresholdFactory.create(urban=True)
    return HamletFactory.create(unit=CommuneFactory.create())


@pytest.fixture
def officer(hamlet):
    return officer_of(hamlet.unit)


@pytest.fixture
def last(hamlet):
    return ReviewRoundFactory.create(unit=hamlet.unit, closed=True)


@pytest.fixture
def round(hamlet, last):
    return ReviewRoundFactory.create(unit=hamlet.unit, base=last)


@pytest.fixture
def review(round, hamlet):
    return ReviewFactory.create(round=round, household__hamlet=hamlet)


def test_second_saver_is_told_and_loses_nothing_of_the_first(review, officer):
    review_save(review=review, content=CONTENT, version=1, by=officer)

    with pytest.raises(StaleError, match="Người khác vừa ghi"):
        review_save(review=review, content=ReviewContent(income_score=200), version=1, by=officer)

    stored = Review.objects.get(pk=review.pk)
    assert (stored.classification, stored.version, stored.entered_by) == (Classification.POOR, 2, officer)
    assert AuditEvent.objects.filter(action="reviews_recorded").count() == 1


@pytest.mark.parametrize("stage", [Stage.LISTING, Stage.DECISION, Stage.CLOSED])
def test_result_is_recorded_in_its_steps_alone(review, officer, stage):
    review.round.stage = stage
    review.round.closed_at = timezone.now() if stage is Stage.CLOSED else None
    review.round.save()

    with pytest.raises(DomainError):
        review_save(review=review, content=CONTENT, version=1, by=officer)

    assert not Review.objects.get().is_entered


def test_average_standard_is_refused_within_the_income_line(review, officer):
    content = ReviewContent(income_score=140, farming=True, average_standard=True)

    with pytest.raises(ValidationError, match="trên chuẩn thu nhập"):
        review_save(review=review, content=content, version=1, by=officer)


def test_content_of_a_review_is_what_was_recorded(review, officer):
    content = ReviewContent(
        income_score=141,
        deprivations=frozenset({2, 12}),
        deprivation_score=20,
        causes=frozenset({Cause.LAND, Cause.OTHER}),
        needs=frozenset({Need.JOB}),
        people=4,
        children=2,
        children_health=1,
        farming=True,
        classification=Classification.NEAR_POOR,
        override_reason="Họp dân xét lại",
        reviewed_date=dt.date(2026, 9, 9),
    )

    saved = review_save(review=review, content=content, version=1, by=officer)

    assert Review.objects.get(pk=saved.pk).content == content


def test_unchanged_household_gets_last_years_answers_and_todays_class(review, last, officer):
    ReviewFactory.create(round=last, household=review.household, poor=True, income_score=160)
    Review.objects.filter(pk=review.pk).update(area=Area.URBAN)

    confirmed = review_confirm(review=review, version=1, by=officer)

    assert (confirmed.confirmed_unchanged, confirmed.deprived) == (True, frozenset({1, 2, 3}))
    assert (confirmed.classification, confirmed.reviewed_date) == (Classification.POOR, timezone.localdate())
    assert AuditEvent.objects.latest("pk").details["unchanged"] == 1


def test_household_that_is_entered_anew_is_no_longer_unchanged(review, last, officer):
    ReviewFactory.create(round=last, household=review.household, poor=True)
    review_confirm(review=review, version=1, by=officer)

    saved = review_save(review=review, content=CONTENT, version=2, by=officer)

    assert not saved.confirmed_unchanged


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, "Đợt trước chưa có kết quả"),
        ({}, "Đợt trước chưa có kết quả"),  # listed, not entered
        ({"poor": True, "deprivations": None}, "chưa rõ từng chỉ số"),
    ],
)
def test_what_is_not_known_of_last_year_is_not_confirmed(review, last, officer, before, said):
    if before is not None:
        ReviewFactory.create(round=last, household=review.household, **before)

    with pytest.raises(DomainError, match=said):
        review_confirm(review=review, version=1, by=officer)


def test_answers_by_another_standard_are_not_confirmed(review, last, officer):
    ReviewFactory.create(round=last, household=review.household, poor=True)
    last.standard = StandardFactory.create(code="2016-2020")
    last.save()

    with pytest.raises(DomainError, match="chuẩn nghèo khác"):
        review_confirm(review=review, version=1, by=officer)


def test_many_are_changed_at_once(round, hamlet, officer):
    reviews = [
        ReviewFactory.create(round=round, household__hamlet=hamlet, poor=True, confirmed_unchanged=n == 0)
        for n in range(3)
    ]
    changes = ReviewChanges(merit=True, causes_added=frozenset({Cause.CAPITAL}))

    reviews_edit(
        round=round, households=[review.household_id for review in reviews[:2]], changes=changes, by=officer
    )

    stored = Review.objects.order_by("pk")
    assert [(review.merit, review.cause_list) for review in stored] == [
        (True, [Cause.CAPITAL]),
        (True, [Cause.CAPITAL]),
        (False, []),
    ]
    assert [review.confirmed_unchanged for review in stored] == [True, False, False]
    assert [review.classification for review in stored] == [Classification.POOR] * 3
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details["causes_added"], event.details["merit"]) == (
        "reviews_edited",
        ["capital"],
        "True",
    )
    assert len(event.details["households"]) == 2


def test_one_that_cannot_be_so_keeps_all_as_they_were(round, hamlet, officer):
    farmers = [
        ReviewFactory.create(
            round=round, household__hamlet=hamlet, other=True, farming=True, average_standard=n
        )
        for n in (False, True)
    ]

    with pytest.raises(ValidationError, match="hộ làm nông"):
        reviews_edit(
            round=round,
            households=[review.household_id for review in farmers],
            changes=ReviewChanges(farming=False),
            by=officer,
        )

    assert all(review.farming for review in Review.objects.all())
    assert not AuditEvent.objects.exists()


def test_bulk_change_refuses_what_is_not_entered_not_listed_or_closed(round, hamlet, officer):
    pending = ReviewFactory.create(round=round, household__hamlet=hamlet).household_id
    stranger = HouseholdFactory.create(hamlet=hamlet).pk
    changes = ReviewChanges(merit=True)

    with pytest.raises(DomainError, match="Có 1 hộ chưa có kết quả"):
        reviews_edit(round=round, households=[pending], changes=changes, by=officer)
    with pytest.raises(DomainError, match="không có trong danh sách"):
        reviews_edit(round=round, households=[stranger], changes=changes, by=officer)
    round.stage, round.closed_at = Stage.CLOSED, timezone.now()
    round.save()
    with pytest.raises(DomainError, match="đã khóa sổ"):
        reviews_edit(round=round, households=[pending], changes=changes, by=officer)


def test_next_household_follows_by_given_name_within_the_hamlet(round, last, hamlet):
    names = ("Lò Văn Ba", "Lò Văn An", "Lò Văn Cam", "Lò Văn Dần")
    ba, an, cam, dan = (
        ReviewFactory.create(
            round=round,
            household=HouseholdFactory.create(hamlet=hamlet, head_name=name),
            other=name == "Lò Văn Cam",
        )
        for name in names
    )
    ReviewFactory.create(round=round, household__hamlet=HamletFactory.create(unit=hamlet.unit))
    ReviewFactory.create(round=last, household__hamlet=hamlet)

    assert [next_review(review=review) for review in (an, ba, cam, dan)] == [ba, dan, dan, an]
    found = {"classification": "other", "computed": "other", "income_score": 200, "deprivation_score": 0}
    Review.objects.update(entered_at=timezone.now(), **found)
    assert next_review(review=an) is None


# --- the questionnaire ---

TABLE = """region,number,text,answer_number,answer,points
Vùng mẫu,1,Số khẩu,1,1 người,80
Vùng mẫu,1,Số khẩu,2,Từ 2 người,0
Vùng mẫu,2,Có xe máy,1,Có,15
Vùng mẫu,2,Có xe máy,2,Không,0
Thành thị,1,Số khẩu,1,1 người,70
"""


def run(path: Path, text: str, capsys, **options: str) -> str:
    path.write_text(text, encoding="utf-8-sig")
    call_command("questions_import", path, standard=options.get("standard", "2022-2025"))
    return str(capsys.readouterr().out)


def test_table_comes_in_once(hamlet, tmp_path, capsys):
    first = run(tmp_path / "b1.csv", TABLE, capsys)
    second = run(tmp_path / "b1.csv", TABLE, capsys)
    third = run(tmp_path / "b1.csv", TABLE.replace("Không,0", "Không có,5"), capsys)

    assert first == "Thêm 5, sửa 0, giữ nguyên 0 phương án.\n"
    assert second == "Thêm 0, sửa 0, giữ nguyên 5 phương án.\n"
    assert third == "Thêm 0, sửa 1, giữ nguyên 4 phương án.\n"
    standard = StandardFactory.create()
    assert regions_of(standard=standard, area=Area.RURAL) == ["vùng mẫu"]
    assert regions_of(standard=standard, area=Area.URBAN) == ["thành thị"]
    number, transport = questions_of(standard=standard, region="vùng mẫu")
    assert [answer.points for answer in number.answers] == [80, 0]
    assert (transport.text, [answer.text for answer in transport.answers]) == (
        "Có xe máy",
        ["Có", "Không có"],
    )
    assert AuditEvent.objects.filter(action="questions_imported").count() == 2


def test_points_that_scored_somebody_stand(review, officer, tmp_path, capsys):
    run(tmp_path / "b1.csv", TABLE, capsys)
    answers = tuple(Question.objects.filter(region="vùng mẫu", answer_number=1).values_list("pk", flat=True))
    review_save(review=review, content=ReviewContent(income_score=95, answers=answers), version=1, by=officer)

    for changed in (TABLE.replace(",15", ",20"), TABLE.replace("Vùng mẫu,2,Có xe máy,2,Không,0\n", "")):
        with pytest.raises(CommandError, match="đã dùng để chấm điểm"):
            run(tmp_path / "b1.csv", changed, capsys)
    run(tmp_path / "b1.csv", TABLE.replace("1 người,70", "1 người,65"), capsys)  # of the other region
    run(tmp_path / "b1.csv", TABLE.replace("Có xe máy", "Có xe gắn máy"), capsys)

    assert Question.objects.filter(text="Có xe gắn máy", points=15).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Dòng đầu phải có các cột"),
        ("region,number\nA,1\n", "Dòng đầu phải có các cột"),
        (TABLE.replace(",80", ",tám"), "Dòng 2, cột points: phải là số từ 0 đến 300 (đang là “tám”)."),
        (TABLE.replace(",80", ",-1"), "Dòng 2, cột points"),
        (TABLE.replace("1 người,80", ",80"), "Dòng 2, cột answer: để trống."),
        (TABLE.replace("Số khẩu,1,1 người,80", f"{'x' * 201},1,1 người,80"), "Dòng 2, cột text: dài quá 200"),
        (TABLE + "Vùng mẫu,2,Có xe máy,2,Không,0\n", "Vùng vùng mẫu, câu 2: phương án 2 ghi hai lần."),
        (TABLE.replace("Số khẩu,2", "Số người,2"), "lời câu hỏi ghi khác nhau"),
    ],
)
def test_bad_table_brings_nothing_in(hamlet, tmp_path, capsys, text, said):
    with pytest.raises(CommandError) as refused:
        run(tmp_path / "b1.csv", text, capsys)

    assert said in str(refused.value)
    assert not Question.objects.exists()


def test_bad_file_is_refused_with_a_sentence(hamlet, tmp_path):
    path = tmp_path / "b1.csv"
    path.write_bytes(b"\xff\xfe\x00region")

    for file, standard, said in (
        (path, "2022-2025", "CSV mã UTF-8"),
        (tmp_path / "khong-co.csv", "2022-2025", "Không đọc được tệp"),
        (path, "1999", "Không có chuẩn nghèo mã 1999"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("questions_import", file, standard=standard)

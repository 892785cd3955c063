"""Workbooks of households brought in by the command: three shapes, planted errors, nothing by half."""

from __future__ import annotations

import io
import random

import openpyxl
import pytest
from django.utils import timezone

from households.models import AdministrativeUnit, Ethnicity, Household, Member, Review, ReviewRound
from households.rules import Classification, Relation, Sex, Stage
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewRoundFactory,
    ThresholdFactory,
)
from tests.households.register_files import (
    LIST_HEAD,
    MEMBER_HEAD,
    MINISTRY_HEAD,
    file_of,
    ministry_row,
    run,
    saved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> AdministrativeUnit:
    """A commune with two hamlets, its round open for entry."""
    unit = CommuneFactory.create()
    for name in ("Ba Giăng", "Lê Lợi"):
        HamletFactory.create(unit=unit, name=name, label="xom")
    round = ReviewRoundFactory.create(unit=unit)
    ThresholdFactory.create(standard=round.standard)
    for code, name, others in (("01", "Kinh", "Việt"), ("02", "Tày", ""), ("08", "Mông", "H'Mông, Mèo")):
        Ethnicity.objects.create(code=code, name=name, other_names=others)
    return unit


def test_officers_list_makes_households_with_their_reviews(commune: AdministrativeUnit) -> None:
    content = file_of(
        LIST_HEAD,
        (1, "Xóm Ba Giăng", "Lò Văn Mẫu", 1980, "Nam", "Tày", "001080000001", 120, 30, "Hộ nghèo"),
        (2, "lê lợi", "Vàng Thị Hoa", "05/09/1975", 2, "H'Mông", "001175000002", "130", "10", "cận nghèo"),
        (None, "Tổng cộng", None, None, None, None, None, None, None, None),
        above=("ỦY BAN NHÂN DÂN XÃ", "DANH SÁCH HỘ"),
    )

    status, answer = run(content, unit=commune.code)

    assert (status, answer) == (0, {"created": 2, "updated": 0, "unchanged": 0, "errors": []})
    poor, near_poor = Review.objects.order_by("head_name")
    assert (poor.classification, near_poor.classification) == (Classification.POOR, Classification.NEAR_POOR)
    head = Household.objects.get(pk=near_poor.household_id).head
    assert (head.sex, head.birth_year, head.ethnicity_id, head.personal_number) == (
        Sex.FEMALE,
        1975,
        "08",
        "001175000002",
    )
    assert run(content, unit=commune.code) == (0, {"created": 0, "updated": 0, "unchanged": 2, "errors": []})


def test_list_of_members_makes_whole_households(commune: AdministrativeUnit) -> None:
    content = file_of(
        MEMBER_HEAD,
        (None, None, "Xóm Ba Giăng"),
        (1, 1, "Lò Văn Mẫu", 1980, None, "Tày", "Chủ hộ", "x", None, None, "x", None, None),
        (None, 2, "Vàng Thị Hoa", None, 1982, "Tày", "Vợ"),
        (None, 3, "Lò Văn Con", 2015, None, "Tày", "Con trai"),
        (None, None, "Xóm Lê Lợi"),
        (1, 1, "Giàng A Páo", 1950, None, "Mông", "Chủ hộ"),
    )

    status, answer = run(content, unit=commune.code)

    assert (status, answer["created"], answer["errors"]) == (0, 2, [])
    first, second = Household.objects.order_by("pk")
    assert (first.hamlet.name, second.hamlet.name, first.merit) == ("Ba Giăng", "Lê Lợi", True)
    people = Member.objects.filter(household=first).order_by("position")
    assert [(each.name, each.relation, each.sex, each.birth_year) for each in people] == [
        ("Lò Văn Mẫu", Relation.HEAD, Sex.MALE, 1980),
        ("Vàng Thị Hoa", Relation.SPOUSE, Sex.FEMALE, 1982),
        ("Lò Văn Con", Relation.CHILD, Sex.MALE, 2015),
    ]
    assert run(content, unit=commune.code)[1]["unchanged"] == 2


def test_export_of_the_ministrys_program_is_read_as_it_is(commune: AdministrativeUnit) -> None:
    dice = random.Random(5)
    rows = [ministry_row(number, "Xóm Ba Giăng", dice) for number in range(1, 41)]
    content = file_of(MINISTRY_HEAD, *rows)

    status, answer = run(content, unit=commune.code)

    assert (status, answer["created"], answer["errors"]) == (0, 40, [])
    found = {review.household.code: review for review in Review.objects.select_related("household")}
    for row in rows:
        review = found[row[4]]
        assert (str(review.income_score), str(review.deprivation_score)) == (row[9], row[10])
        assert review.people == row[7]
        assert review.deprived == {at for at, tick in enumerate(row[15:], 1) if tick}
    assert run(content, unit=commune.code)[1]["unchanged"] == 40


def column_of(head: tuple[str, ...], name: str) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[head.index(name)]


PLANTED = {  # what is put into the second of three households, and the cell that must be named
    "birth in the future": ("Năm sinh", 2031),
    "birth that is no date": ("Năm sinh", "31/02/1980"),
    "number of 9 digits": ("Số CCCD", "123456789"),
    "number of 11 digits": ("Số CCCD", 12345678901),
    "number of 13 digits": ("Số CCCD", "0010800000011"),
    "number of another row": ("Số CCCD", "001080000001"),
    "hamlet of another commune": ("Thôn", "Xóm Xa Lạ"),
    "no hamlet": ("Thôn", None),
    "unknown people": ("Dân tộc", "Sao Hỏa"),
    "unknown sex": ("Giới tính", "3"),
    "score below zero": ("Điểm B1", "-5"),
    "no score": ("Điểm B1", None),
    "no second score": ("Điểm B2", None),
    "score not in tens": ("Điểm B2", 35),
    "class against the scores": ("Phân loại", "Hộ cận nghèo"),
    "unknown class": ("Phân loại", "giàu"),
    "no name": ("Họ và tên chủ hộ", None),
    "name that is a number": ("Họ và tên chủ hộ", 12),
    "same household twice": ("Họ và tên chủ hộ", "Lò Văn Một"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_error_is_named_at_its_cell(commune: AdministrativeUnit, planted: str) -> None:
    heading, value = PLANTED[planted]
    rows = [
        [1, "Ba Giăng", "Lò Văn Một", 1980, "Nam", "Tày", "001080000001", 120, 30, "Hộ nghèo"],
        [2, "Ba Giăng", "Lò Văn Hai", 1981, "Nam", "Tày", "001081000002", 120, 30, "Hộ nghèo"],
        [3, "Lê Lợi", "Lò Văn Ba", 1982, "Nam", "Tày", "001082000003", 120, 30, "Hộ nghèo"],
    ]
    if planted == "same household twice":
        rows[1] = [2, *rows[0][1:6], None, *rows[0][7:]]
        rows[0][6] = None
    rows[1][LIST_HEAD.index(heading)] = value

    status, answer = run(file_of(LIST_HEAD, *rows), unit=commune.code)

    assert status == 1
    assert {(error["row"], error["column"]) for error in answer["errors"]} == {
        (3, column_of(LIST_HEAD, heading))
    }
    assert len(answer["errors"]) == 1
    assert answer["errors"][0]["value"] == ("" if value is None else str(value))
    assert not Household.objects.exists()


def test_number_of_another_commune_is_refused_without_saying_where(commune: AdministrativeUnit) -> None:
    other = HouseholdFactory.create(head_name="Người Ở Xa")
    other.head.personal_number = "001080000001"
    other.head.save()
    row = (1, "Ba Giăng", "Lò Văn Một", 1980, "Nam", "Tày", "001080000001", 120, 30, "Hộ nghèo")

    status, answer = run(file_of(LIST_HEAD, row), unit=commune.code)

    (error,) = answer["errors"]
    assert (status, error["row"], error["column"]) == (1, 2, "G")
    assert other.unit.name not in error["message"]
    assert "Người Ở Xa" not in error["message"]


@pytest.mark.parametrize(
    ("relations", "cell"),
    [
        (("Chủ hộ", "Chủ hộ"), (4, "G")),
        (("Vợ", "Con"), (3, "G")),
        (("Chủ hộ", "cố vấn"), (4, "G")),
        (("Chủ hộ", None), (4, "G")),
    ],
)
def test_household_has_one_head(
    commune: AdministrativeUnit, relations: tuple[str | None, ...], cell: tuple[int, str]
) -> None:
    names = ("Lò Văn Một", "Lò Văn Hai")
    rows = [
        (1, number, name, 1980, None, "Tày", relation)
        for number, (name, relation) in enumerate(zip(names, relations, strict=True), 1)
    ]
    head = (*MEMBER_HEAD[:7],)

    status, answer = run(file_of(head, *rows, above=("Xóm Ba Giăng",)), unit=commune.code)

    assert (status, [(error["row"], error["column"]) for error in answer["errors"]]) == (1, [cell])
    assert not Household.objects.exists()


@pytest.mark.parametrize("what", ["row", "column"])
def test_hidden_data_is_refused(commune: AdministrativeUnit, what: str) -> None:
    row = (1, "Ba Giăng", "Lò Văn Một", 1980, "Nam", "Tày", "001080000001", 120, 30, "Hộ nghèo")
    book = openpyxl.load_workbook(io.BytesIO(file_of(LIST_HEAD, row)))
    if what == "row":
        book.worksheets[0].row_dimensions[2].hidden = True
    else:
        book.worksheets[0].column_dimensions["G"].hidden = True

    status, answer = run(saved(book), unit=commune.code)

    assert status == 1
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [
        (2, "A" if what == "row" else "G")
    ]


def test_review_of_a_closed_round_is_refused_but_the_same_file_stands(commune: AdministrativeUnit) -> None:
    rows = [[1, "Ba Giăng", "Lò Văn Một", 1980, "Nam", "Tày", "001080000001", 120, 30, "Hộ nghèo"]]
    run(file_of(LIST_HEAD, *rows), unit=commune.code)
    ReviewRound.objects.update(stage=Stage.CLOSED, closed_at=timezone.now())

    assert run(file_of(LIST_HEAD, *rows), unit=commune.code)[1]["unchanged"] == 1
    rows[0][7] = 110
    status, answer = run(file_of(LIST_HEAD, *rows), unit=commune.code)

    assert status == 1
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(2, "H")]
    assert Review.objects.get().income_score == 120

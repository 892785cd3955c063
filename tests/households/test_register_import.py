"""Workbooks of households brought in by the command: three shapes, planted errors, nothing by half."""

from __future__ import annotations

import random

import pytest

from households.models import AdministrativeUnit, Ethnicity, Household, Member, Review
from households.rules import Classification, Relation, Sex
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    ReviewRoundFactory,
    ThresholdFactory,
)
from tests.households.register_files import LIST_HEAD, MEMBER_HEAD, MINISTRY_HEAD, file_of, ministry_row, run

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
    rows = [ministry_row(number, "Thôn Ba Giăng", dice) for number in range(1, 41)]
    content = file_of(MINISTRY_HEAD, *rows)

    status, answer = run(content, unit=commune.code)

    print(answer["errors"][:5])
    assert (status, answer["created"], answer["errors"]) == (0, 40, [])
    found = {review.household.code: review for review in Review.objects.select_related("household")}
    for row in rows:
        review = found[row[4]]
        assert (str(review.income_score), str(review.deprivation_score)) == (row[9], row[10])
        assert review.people == row[7]
        assert review.deprived == {at for at, tick in enumerate(row[15:], 1) if tick}
    assert run(content, unit=commune.code)[1]["unchanged"] == 40

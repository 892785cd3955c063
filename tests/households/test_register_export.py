"""What goes out as a workbook comes back without a change, and what is edited in it comes back as that."""

from __future__ import annotations

import datetime as dt
import io
import random

import openpyxl
import pytest

from households.actions import households_add, households_list, reviews_record
from households.models import AdministrativeUnit, Ethnicity, Hamlet, Household, Member, Review, ReviewRound
from households.queries.imports import register_of
from households.resources.register.export import register_workbook
from households.rules import (
    Cause,
    HouseholdContent,
    MemberContent,
    Need,
    Relation,
    ReviewContent,
    Sex,
)
from tests.factories import CommuneFactory, HamletFactory, ReviewRoundFactory, ThresholdFactory
from tests.households.register_files import invented_name, run, saved

pytestmark = pytest.mark.django_db
ODD_TEXTS = ("", "=1+1", "+84", "@SUM(A1)", "-2", "'x", "Thôn _x0041_ số 5", "a\tb")


def drawn_member(dice: random.Random, relation: Relation, number: int) -> MemberContent:
    year = dice.choice((None, dice.randint(1930, 2026)))
    date = dt.date(year, dice.randint(1, 12), dice.randint(1, 28)) if year and year < 2026 else None
    date = dice.choice((None, date))
    return MemberContent(
        name=invented_name(dice),
        relation=relation,
        sex=dice.choice((None, *Sex)),
        birth_date=date,
        birth_year=year,
        ethnicity=dice.choice(("", "01", "08")),
        personal_number=f"0010{number:08}" if dice.random() < 0.5 else "",
        labour_capacity=dice.choice((None, True, False)),
        illness=dice.choice(("", "Bệnh giấu kín")),
    )


def drawn_register(unit: AdministrativeUnit, round: ReviewRound, dice: random.Random) -> None:
    """Households of every kind in two hamlets, some listed in the round, some entered."""
    hamlets = [HamletFactory.create(unit=unit, name=name).pk for name in ("Ba Giăng", "1", "=Lạ")]
    numbers = iter(range(1, 1000))
    contents = [
        HouseholdContent(
            hamlet_id=dice.choice(hamlets),
            members=(
                drawn_member(dice, Relation.HEAD, next(numbers)),
                *(
                    drawn_member(dice, dice.choice([*Relation][1:]), next(numbers))
                    for _ in range(dice.randint(0, 5))
                ),
            ),
            code=f"00{at}" if dice.random() < 0.5 else "",
            address=" ".join(dice.choice(ODD_TEXTS).split()),
            phone=dice.choice(("", "0912000111")),
            local_minority=dice.random() < 0.3,
            merit=dice.random() < 0.1,
            farming=dice.random() < 0.5,
        )
        for at in range(1, 31)
    ]
    households = households_add(unit=unit, contents=contents, valid_from=dt.date(2025, 7, 1), by=None)
    listed = households[:20]
    chosen = Household.objects.filter(pk__in=[household.pk for household in listed])
    households_list(round=round, households=chosen, by=None)
    found = {household.pk: drawn_review(dice) for household in listed[:15]}
    reviews_record(round=round, found=found, by=None)


def drawn_review(dice: random.Random) -> ReviewContent:
    def some(count: int) -> frozenset[int]:
        return frozenset(dice.sample(range(1, count + 1), dice.randint(0, 4)))

    only_score = dice.random() < 0.2
    income_score = dice.choice((0, 100, 140, 141, 300))
    return ReviewContent(
        income_score=income_score,
        deprivations=None if only_score else some(12),
        deprivation_score=40 if only_score else None,
        causes=frozenset(each for at, each in enumerate(Cause, 1) if at in some(8)),
        needs=frozenset(each for at, each in enumerate(Need, 1) if at in some(8)),
        people=6,
        no_labour=dice.random() < 0.2,
        farming=True,
        average_standard=income_score == 300 and dice.random() < 0.5,  # above both areas' lines
        children=dice.randint(0, 3),
        merit=dice.random() < 0.3,
        reviewed_date=dice.choice((None, dt.date(2026, 9, 12))),
    )


@pytest.fixture
def round() -> ReviewRound:
    unit = CommuneFactory.create()
    round: ReviewRound = ReviewRoundFactory.create(unit=unit)
    ThresholdFactory.create(standard=round.standard)
    for code, name in (("01", "Kinh"), ("08", "Mông")):
        Ethnicity.objects.create(code=code, name=name)
    return round


def export(round: ReviewRound, *, with_numbers: bool = True, with_reviews: bool = True) -> bytes:
    return register_workbook(
        register_of(unit=round.unit, round=round if with_reviews else None),
        title=("DANH SÁCH HỘ",),
        hamlets=dict(Hamlet.objects.values_list("pk", "name")),
        ethnicities=dict(Ethnicity.objects.values_list("code", "name")),
        with_numbers=with_numbers,
        with_reviews=with_reviews,
    )


@pytest.mark.parametrize("with_numbers", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_what_goes_out_comes_back_without_a_change(round: ReviewRound, seed: int, with_numbers: bool) -> None:
    drawn_register(round.unit, round, random.Random(seed))
    before = list(Household.objects.order_by("pk").values()), list(Member.objects.order_by("pk").values())
    reviews = list(Review.objects.order_by("pk").values())
    content = export(round, with_numbers=with_numbers, with_reviews=bool(seed % 3))

    status, answer = run(content, unit=round.unit.code)

    assert (status, answer) == (0, {"created": 0, "updated": 0, "unchanged": 30, "errors": []})
    assert before == (
        list(Household.objects.order_by("pk").values()),
        list(Member.objects.order_by("pk").values()),
    )
    assert reviews == list(Review.objects.order_by("pk").values())


def test_text_is_no_formula_numbers_stay_and_health_is_left_out(round: ReviewRound) -> None:
    drawn_register(round.unit, round, random.Random(1))
    (sheet,) = openpyxl.load_workbook(io.BytesIO(export(round))).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any("giấu kín" in str(cell.value) for cell in cells)
    numbers = set(Member.objects.exclude(personal_number="").values_list("personal_number", flat=True))
    assert numbers <= {cell.value for cell in cells if cell.data_type == "s"}
    masked = openpyxl.load_workbook(io.BytesIO(export(round, with_numbers=False))).worksheets[0]
    assert numbers.isdisjoint(str(cell.value) for row in masked.iter_rows() for cell in row)


def test_edited_export_changes_just_that(round: ReviewRound) -> None:
    drawn_register(round.unit, round, random.Random(2))
    book = openpyxl.load_workbook(io.BytesIO(export(round)))
    (sheet,) = book.worksheets
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}
    row = next(
        at
        for at in range(7, sheet.max_row + 1)
        if sheet.cell(at, heads["Điểm B1"]).value == 100
        and sheet.cell(at, heads["Mã bản ghi (không sửa)"]).value
    )
    sheet.cell(row, heads["Địa chỉ"]).value = "Sửa trong Excel"
    sheet.cell(row, heads["Điểm B1"]).value = 60
    household = int(str(sheet.cell(row, 1).value).split("-")[0])
    content = saved(book)

    assert run(content, unit=round.unit.code) == (
        0,
        {"created": 0, "updated": 1, "unchanged": 29, "errors": []},
    )
    assert Household.objects.get(pk=household).address == "Sửa trong Excel"
    assert Review.objects.get(household=household).income_score == 60

    # The same file says again what stands now; another edit of it was made from an older state.
    assert run(content, unit=round.unit.code)[1]["unchanged"] == 30
    sheet.cell(row, heads["Địa chỉ"]).value = "Sửa lần nữa"
    status, answer = run(saved(book), unit=round.unit.code)
    assert status == 1
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(row, "A")]
    assert Household.objects.get(pk=household).address == "Sửa trong Excel"


def test_code_of_another_household_is_refused_at_its_cell(round: ReviewRound) -> None:
    drawn_register(round.unit, round, random.Random(3))
    book = openpyxl.load_workbook(io.BytesIO(export(round)))
    (sheet,) = book.worksheets
    coded = [at for at in range(7, sheet.max_row + 1) if sheet.cell(at, 3).value]
    sheet.cell(coded[0], 3).value = sheet.cell(coded[1], 3).value

    status, answer = run(saved(book), unit=round.unit.code)

    assert status == 1
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(coded[0], "C")]

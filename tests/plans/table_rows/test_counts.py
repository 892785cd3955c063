"""Cells of figures: counts, blanks, and what is no count."""

from __future__ import annotations

import pytest

from plans.resources import LeftOut
from tests.plans.officer_sheets import BAD_VALUES, number, paper, text
from tests.plans.table_rows.reading import HEAD, figures, read, refused


def with_cell(cell):
    sheet = paper(HEAD, "1|Ba Giăng|199|", "2|Lê Lợi|113|4")
    sheet.cells[2, 4] = cell
    return sheet


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        *((number(value), int(float(value))) for value in ("0", "3", "12.0", "9999999")),
        *((text("3"), 3), (text("08"), 8), (text("0"), 0), (text("1.234"), 1234), (text("1 234"), 1234)),
        *((text("12 hộ"), 12), (text("12hộ"), 12), (text("1.234 HỘ"), 1234), (text("12 hộ"), 12)),
        *((text(dash), 0) for dash in "-–—"),
    ],
)
def test_count_is_read(cell, count):
    content = read(with_cell(cell))

    assert content.errors == ()
    assert figures(content)["Ba Giăng"] == {"households": 199, "poor": count}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *(
            (BAD_VALUES[name], "số nguyên")
            for name in ("decimal text", "decimal", "negative", "words", "share")
        ),
        *(
            (text(value), "số nguyên")
            for value in ("1,234", "x", "12 người", "hộ", "-3", "5*", "(5)", "+5", "1.5")
        ),
        (BAD_VALUES["date"], "ngày tháng"),
        (BAD_VALUES["boolean"], "đúng/sai"),
        (BAD_VALUES["error"], "báo lỗi"),
        (BAD_VALUES["formula"], "công thức =C7-D7"),
        (BAD_VALUES["formula without result"], "Dán đặc biệt → Giá trị"),
        (BAD_VALUES["too large"], "nhiều nhất là 9.999.999"),
        (text("123.456.789"), "nhiều nhất là 9.999.999"),
        (number(10**30), "nhiều nhất là 9.999.999"),
        (number(4, "=" + "A1+" * 200 + "A1"), "…"),
    ],
)
def test_what_is_no_count_is_refused_at_its_cell(cell, expected):
    content = read(with_cell(cell))

    (error,) = content.errors
    assert (error.sheet, error.cell, error.value) == ("Biểu 1", "D2", cell.text or cell.formula)
    assert expected in error.message
    assert len(error.message) < 200


def test_blank_is_not_given_and_zero_is():
    content = read(paper(HEAD, "1|Ba Giăng|199|", "2|Lê Lợi|0|0"))

    assert figures(content) == {"Ba Giăng": {"households": 199}, "Lê Lợi": {"households": 0, "poor": 0}}
    assert content.rows[0].cells == {"name": "B2", "households": "C2"}


def test_nameless_row_in_columns_with_refused_cells_is_judged_later():
    content = read(paper(HEAD, "1|Ba Giăng|a|b", "2|Lê Lợi|113|4", "||312|7"))

    assert list(refused(content)) == ["C2", "D2"]
    assert content.left_out == (LeftOut(row=4, reason="Dòng không ghi tên, có lẽ là dòng tổng."),)


def test_dash_read_as_none_is_said():
    assert read(with_cell(text("–"))).notes == ("Ô ghi dấu gạch ngang được đọc là 0: D2.",)

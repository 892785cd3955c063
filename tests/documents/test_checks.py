"""Each code firing and not firing; one wrong number is one finding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from povertyplan.documents.blocks import (
    Align,
    AtMost,
    Balance,
    Column,
    Difference,
    Document,
    Figure,
    Paragraph,
    Rate,
    Row,
    Section,
    Table,
)
from povertyplan.documents.checks import Code, Level, check, check_table, check_years, place_label
from povertyplan.documents.html import anchor
from tests.documents.sample import sample

COLUMNS = (
    Column(key="name", label="Tên xóm", align=Align.LEFT),
    Column(key="all", label="Tổng số hộ", summed=True),
    Column(key="poor", label="Hộ nghèo", summed=True, relations=(AtMost(limit="all"),)),
    Column(key="rate", label="Tỷ lệ", relations=(Rate(numerator="poor", denominator="all"),)),
    Column(key="cut", label="Giảm", summed=True, relations=(AtMost(limit="poor"),)),
    Column(
        key="left", label="Còn lại", summed=True, relations=(Difference(minuend="poor", subtrahend="cut"),)
    ),
)
ROWS = (("Xóm Đồi", 120, 6, "5.00", 2, 4), ("Xóm Bãi", 80, 3, "3.75", None, 3))
TOTAL = ("Tổng", 200, 9, "4.50", 2, 7)


def row(key, cells):
    name, *numbers = cells
    decimals = (0, 0, 2, 0, 0)
    return Row(
        key=key,
        cells=(
            name,
            *(
                number
                if isinstance(number, Figure)
                else Figure(key="x", value=None if number is None else Decimal(number), decimals=places)
                for number, places in zip(numbers, decimals, strict=True)
            ),
        ),
    )


def table(rows=ROWS, total=TOTAL):
    lines = tuple(row(str(index), cells) for index, cells in enumerate(rows, 1))
    return Table(key="targets", columns=COLUMNS, rows=lines, total=row("total", total) if total else None)


def changed(cells, **values):
    keys = [column.key for column in COLUMNS]
    return tuple(values.get(key, cell) for key, cell in zip(keys, cells, strict=True))


def declared(value, computed, decimals=0):
    return Figure(key="x", value=value, computed=computed, declared=True, decimals=decimals)


def findings(**changes):
    return [(found.code, found.level, found.place) for found in check_table(table(**changes))]


def test_a_sound_table_has_no_findings():
    assert findings() == []
    assert findings(total=None) == []


def test_total_not_sum():
    found = findings(total=changed(TOTAL, all=201, rate="4.48"))

    assert found == [(Code.TOTAL_NOT_SUM, Level.ERROR, "table:targets/row:total/column:all")]


def test_total_not_sum_prints_both_numbers():
    (found,) = check_table(table(total=changed(TOTAL, all=5441, rate="4.50")))

    assert (found.printed, found.computed) == ("5.441", "200")
    assert found.rule == "Dòng tổng = tổng các dòng"
    assert "5.441" in found.message


def test_a_rate_that_fits_the_right_sum_beside_a_wrong_total_is_right():
    assert [code for code, _, _ in findings(total=changed(TOTAL, all=201))] == [Code.TOTAL_NOT_SUM]


@pytest.mark.parametrize("total", [None, 0])
def test_a_column_of_blanks_has_a_blank_total(total):
    rows = [changed(cells, cut=None, left=cells[2]) for cells in ROWS]

    assert findings(rows=rows, total=changed(TOTAL, cut=total, left=9)) == []


def test_a_missing_total_over_numbers_is_found():
    rows = [changed(cells, left=cells[2] - (cells[4] or 0)) for cells in ROWS]

    assert (Code.TOTAL_NOT_SUM, Level.ERROR, "table:targets/row:total/column:cut") in findings(
        rows=rows, total=changed(TOTAL, cut=None)
    )


def test_rate_mismatch():
    found = findings(rows=(changed(ROWS[0], rate="5.30"), ROWS[1]))

    assert found == [(Code.RATE_MISMATCH, Level.ERROR, "table:targets/row:1/column:rate")]


def test_rates_rounded_otherwise_are_one_notice_for_the_table():
    rows = (("Xóm Đồi", 70, 6, "8.58", 2, 4), ("Xóm Bãi", 130, 3, "2.30", None, 3))

    (found,) = check_table(table(rows=rows))

    assert (found.code, found.level, found.place) == (Code.RATE_ROUNDING, Level.NOTICE, "table:targets")
    assert "Xóm Đồi" in found.message
    assert "8,57" in found.message
    assert "2,31" in found.message


def test_one_rate_rounded_otherwise_names_its_cell():
    rows = (("Xóm Đồi", 70, 6, "8.58", 2, 4), ("Xóm Bãi", 130, 3, "2.31", None, 3))

    assert findings(rows=rows) == [(Code.RATE_ROUNDING, Level.NOTICE, "table:targets/row:1/column:rate")]


def test_difference_mismatch():
    rows = (changed(ROWS[0], left=5), ROWS[1])

    assert findings(rows=rows, total=changed(TOTAL, left=8)) == [
        (Code.DIFFERENCE_MISMATCH, Level.ERROR, "table:targets/row:1/column:left")
    ]


def test_above_stock():
    rows = (changed(ROWS[0], cut=7, left=-1), ROWS[1])

    assert findings(rows=rows, total=changed(TOTAL, cut=7, left=2)) == [
        (Code.ABOVE_STOCK, Level.ERROR, "table:targets/row:1/column:cut")
    ]


def test_a_declared_cell_that_differs_is_the_one_finding():
    rows = (changed(ROWS[0], all=declared(121, 120)), ROWS[1])

    assert findings(rows=rows) == [(Code.FIGURE_DIFFERS, Level.ERROR, "table:targets/row:1/column:all")]


def test_a_declared_total_that_is_not_the_sum_is_reported_once():
    found = findings(total=changed(TOTAL, all=declared(210, 200)))

    assert found == [(Code.TOTAL_NOT_SUM, Level.ERROR, "table:targets/row:total/column:all")]


def document(*inline, subject="Giảm nghèo năm 2026", heading="Mục tiêu"):
    paragraph = Paragraph(inline=inline, place="section:a/paragraph:1")
    section = Section(heading=heading, blocks=(paragraph,), place="section:a")
    base = sample()
    title = replace(base.title, subject=subject)
    return replace(base, title=title, blocks=(section,), appendices=())


@pytest.mark.parametrize(
    ("figure", "levels"),
    [
        (declared(Decimal("0.79"), Decimal("0.79"), 2), []),
        (declared(Decimal("0.79"), Decimal("0.7851"), 2), []),
        (declared(Decimal("0.79"), Decimal("0.7849"), 2), [Level.NOTICE]),
        (declared(Decimal("0.79"), Decimal("0.81"), 2), [Level.ERROR]),
        (declared(43, 41), [Level.ERROR]),
        (declared(43, None), []),
        (Figure(key="x", value=43, computed=43), []),
    ],
)
def test_figure_differs_in_text(figure, levels):
    found = check(document("Giảm ", figure, " điểm %"))

    assert [each.level for each in found] == levels
    assert {each.code for each in found} <= {Code.FIGURE_DIFFERS}
    assert {each.place for each in found} <= {"section:a/paragraph:1"}


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2026 phấn đấu giảm 43 hộ",
        "giai đoạn 2026-2035",
        "chuẩn nghèo giai đoạn 2022 - 2025",
        "giai đoạn I: Từ năm 2026 đến năm 2030",
        "đến ngày 31/12/2024",
        "ngày 13 tháng 02 năm 2024",
        "Nghị định số 07/2021/NĐ-CP",
        "Quyết định 24/2021/QĐ-TTg",
        "Kế hoạch số 14/KH-UBND của UBND tỉnh về giảm nghèo năm 2024",
        "so với cuối năm 2025",
        "Kết quả rà soát năm 2025",
        "đến hết năm 2025 toàn xã còn 43 hộ",
        "đầu năm 2025",
        "nguồn vốn năm 2025 chuyển sang năm 2026",
        "tầm nhìn đến năm 2045",
        "điện thoại 0912025123, 2.025 hộ",
    ],
)
def test_years_that_may_stand(text):
    assert list(check_years(text, "x", 2026)) == []


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Kế hoạch giảm nghèo năm 2025", "2025"),
        ("Phấn đấu đến cuối năm 2025 giảm 43 hộ", "2025"),
        ("so với cuối năm 2024", "2024"),
        ("nhiệm vụ trọng tâm năm 2023.", "2023"),
        ("Chỉ tiêu năm 2027", "2027"),
    ],
)
def test_years_that_look_carried_over(text, year):
    (found,) = check_years(text, "x", 2026)

    assert (found.code, found.level, found.printed) == (Code.YEAR_IN_TEXT, Level.WARNING, year)


def test_years_are_read_in_subject_heading_and_text_once_each():
    found = check(document("Năm 2024, năm 2024", subject="Giảm nghèo năm 2025", heading="Nhiệm vụ năm 2023"))

    assert [(each.place, each.printed) for each in found] == [
        ("title", "2025"),
        ("section:a/heading", "2023"),
        ("section:a/paragraph:1", "2024"),
    ]


def test_without_a_plan_year_no_year_is_strange():
    assert check(replace(document("Năm 2019"), properties={})) == ()


def test_the_sample_has_no_findings():
    assert check(sample()) == ()


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("title", "Trích yếu"),
        ("basis:2", "Căn cứ thứ 2"),
        ("paragraph:1", "đoạn 1"),
        ("section:targets/heading", "Mục II, tiêu đề"),
        ("section:purpose-need/paragraph:2", "Mục I, khoản 2, đoạn 2"),
        ("section:measures-crops/paragraph:1", "Mục III, khoản 1.1, đoạn 1"),
        ("section:measures-fruit/heading", "Mục III, khoản 1.1, điểm b, tiêu đề"),
        (
            "table:targets/row:total/column:households",
            "Phụ lục I, dòng Tổng, cột Tổng số hộ (Thời điểm 31/12/2025)",
        ),
        (
            "table:duties/row:2/column:lead",
            "Mục III, khoản 3, bảng 1, dòng Hỗ trợ xây mới, sửa chữa nhà ở, cột Cơ quan chủ trì",
        ),
        ("appendix:duties", "Phụ lục II"),
        ("section:nowhere/heading", "section:nowhere/heading"),
    ],
)
def test_place_label(place, label):
    assert place_label(sample(), place) == label


def test_a_lone_appendix_has_no_number_in_its_label():
    base = sample()
    alone: Document = replace(base, appendices=base.appendices[:1])

    assert place_label(alone, "table:targets/row:3").startswith("Phụ lục, dòng Xóm")


def test_every_place_of_a_finding_has_an_anchor():
    assert anchor("table:targets/row:1/column:rate") == "at-table-targets-row-1-column-rate"


FLOW = (
    Column(key="name", label="Loại hộ", align=Align.LEFT),
    Column(key="opening", label="Đầu năm"),
    Column(key="came", label="Tăng"),
    Column(key="left", label="Giảm"),
    Column(key="now", label="Hiện nay", relations=(Balance(added=("opening", "came"), taken=("left",)),)),
)


@pytest.mark.parametrize(
    ("counts", "computed"),
    [((10, 2, 3, 9), None), ((10, 2, 3, 8), "9"), ((10, None, 3, 8), None), ((None, None, None, 8), None)],
)
def test_a_balance_is_compared_where_all_of_it_is_known(counts, computed):
    cells = (Figure(key=column.key, value=value) for column, value in zip(FLOW[1:], counts, strict=True))
    table = Table(key="flow", columns=FLOW, rows=(Row(key="poor", cells=("Hộ nghèo", *cells)),))

    found = list(check_table(table))

    assert [finding.computed for finding in found] == ([computed] if computed else [])
    assert all(finding.rule == "Hiện nay = Đầu năm + Tăng − Giảm" for finding in found)

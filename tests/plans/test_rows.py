"""Rows of an officer's table: figures, refusals at their cells, and what is left out with a reason."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from plans.resources import HamletName, LeftOut, SheetMapping, propose, read_rows
from povertyplan.documents.xlsx import CellKind, SheetCell, Workbook, read_workbook
from tests.plans.officer_sheets import BAD_VALUES, number, paper, text
from tests.plans.officer_tables import YEAR, draw, named_cells, plant

HAMLETS = [
    HamletName(pk=pk, name=name, label="xóm")
    for pk, name in enumerate(("Ba Giăng", "Lê Lợi", "Ninh Giang", "Rừng Vằn"), 1)
]
HEAD = "STT|Tên xóm|Tổng số hộ|Số hộ nghèo"
TABLES = 60  # the benchmark draws more


def read(table, *, hamlets=HAMLETS, unit="", **changes):
    book = Workbook(sheets=(table.sheet("Biểu 1"),))
    mapping = propose(book, hamlets=hamlets, year=YEAR).mapping
    return read_rows(book, replace(mapping, **changes), hamlets=hamlets, unit=unit)


def figures(content):
    return {row.name: dict(row.values) for row in content.rows}


def refused(content):
    return {error.cell: error.value for error in content.errors}


def with_cell(cell):
    sheet = paper(HEAD, "1|Ba Giăng|199|", "2|Lê Lợi|113|4")
    sheet.cells[2, 4] = cell
    return sheet


@pytest.mark.parametrize("seed", range(TABLES))
def test_drawn_table_comes_back_as_it_was_drawn(seed):
    table = draw(seed)

    proposal = propose(table.workbook, hamlets=table.hamlets, year=YEAR)
    content = read_rows(table.workbook, proposal.mapping, hamlets=table.hamlets, unit="Xã Phú Thịnh")

    assert proposal.problems == ()
    assert proposal.mapping.columns == table.columns
    assert (content.errors, content.unknown) == ((), ())
    assert {row.hamlet_id: row.values for row in content.rows} == table.given
    assert {row.hamlet_id: row.row for row in content.rows} == {pk: table.rows[pk] for pk in table.given}
    assert [note for note in content.notes if "tổng" in note] == []


@pytest.mark.parametrize("seed", range(TABLES))
def test_every_planted_error_is_named_at_its_cell(seed):
    table = draw(seed)
    planted = plant(table, seed)

    named = named_cells(table)

    assert planted <= named
    assert len(named - planted) <= 1


@pytest.mark.parametrize("seed", range(4))
def test_drawn_table_comes_back_from_real_bytes(seed):
    table = draw(seed)
    book = read_workbook(_written(table.workbook))

    mapping = propose(book, hamlets=table.hamlets, year=YEAR).mapping
    content = read_rows(book, mapping, hamlets=table.hamlets)

    assert mapping.columns == table.columns
    assert {row.hamlet_id: row.values for row in content.rows} == table.given


def _written(book: Workbook) -> bytes:
    written = openpyxl.Workbook()
    del written[written.sheetnames[0]]
    for sheet in book.sheets:
        target = written.create_sheet(sheet.name)
        target.sheet_state = "hidden" if sheet.hidden else "visible"
        for row, cells in enumerate(sheet.rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell:
                    target.cell(row, column, cell.text if cell.number is None else cell.number)
        for row in sheet.hidden_rows:
            target.row_dimensions[row].hidden = True
        for top, left, bottom, right in sheet.merged:
            target.merge_cells(None, top, left, bottom, right)
    stream = io.BytesIO()
    written.save(stream)
    return stream.getvalue()


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


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        *(
            (f"|{name}|312|7", "Dòng tổng.")
            for name in (
                *(
                    "Tổng",
                    "Cộng",
                    "Tổng cộng",
                    "TỔNG SỐ (4 xóm)",
                    "Tổng số 4 xóm",
                    "Toàn xã",
                    "Tổng cộng toàn xã",
                ),
                *("Cộng:", "TỔNG", "Tổng số hộ", "Tổng (I+II)", "Cộng toàn xã"),
            )
        ),
        ("Tổng cộng||312|7", "Dòng tổng."),
        ("Tổng|4 xóm|312|7", "Dòng tổng."),
        ("||312|7", "Dòng tổng (không ghi tên)."),
        *(
            (row, "Dòng nhóm (cụm, khu vực), không phải một thôn, tổ dân phố.")
            for row in (
                *(
                    "|Cụm 1|312|7",
                    "|Cụm dân cư số 2|312|7",
                    "I|Khu vực thành thị|312|7",
                    "|I. Khu vực nông thôn||",
                ),
                *("II|Các xóm vùng cao|312|7", "A|Phía Đông|312|7", "|Cộng cụm 1|312|7", "|Cụm 1||"),
            )
        ),
        ("|Người lập biểu||", "“Người lập biểu” không có số nào."),
        ("|Ghi chú: đã rà soát||", "“Ghi chú: đã rà soát” không có số nào."),
        ("||TM. ỦY BAN NHÂN DÂN|", "Dòng chữ, không có số hộ."),
        ("|NGƯỜI LẬP|CHỦ TỊCH|", "Dòng chữ, không có số hộ."),
        ("3|Ninh Giang||", "“Ninh Giang” không có số nào."),
        ("Ghi chú||||", "Dòng không có tên và số hộ."),
        ("", "Dòng trống."),
        (HEAD, "Hàng tiêu đề lặp lại."),
    ],
)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_row_of_no_hamlet_is_left_out_with_its_reason(row, reason, place):
    lines = [HEAD, "1|Ba Giăng|199|3", "2|Lê Lợi|113|4"]
    lines.insert(place, row)
    sheet = paper(*lines, "||||.")

    content = read(sheet, first_head=1, last_head=1, columns={"name": 2, "households": 3, "poor": 4})

    assert content.left_out[0] == LeftOut(row=place + 1, reason=reason)
    assert (content.errors, content.unknown, content.notes) == ((), (), ())
    assert figures(content) == {
        "Ba Giăng": {"households": 199, "poor": 3},
        "Lê Lợi": {"households": 113, "poor": 4},
    }


def test_names_that_sound_like_a_total_are_hamlets_where_they_are_listed():
    names = ("Cộng Hòa", "Tổng Chúp", "Cụm 1", "Toàn Thắng", "Cộng")
    hamlets = [HamletName(pk=pk, name=name, label="thôn") for pk, name in enumerate(names)]

    content = read(paper(HEAD, *(f"|{name}|9|1" for name in names)), hamlets=hamlets)

    assert [row.name for row in content.rows] == list(names)


def test_numbered_row_is_a_hamlet_even_if_called_a_group():
    content = read(paper(HEAD, "1|Cụm 1|199|3"))

    assert [each.written for each in content.unknown] == ["Cụm 1"]


def test_rows_above_the_head_are_left_out():
    content = read(paper("BIỂU 01", "", HEAD, "1|Ba Giăng|199|3"))

    assert content.left_out == (LeftOut(row=1, reason="Dòng phía trên bảng."),)


@pytest.mark.parametrize("total", ["|Tổng|312|9", "||312|9", "|Tổng|=|9"])
def test_total_that_is_not_the_sum_is_said_with_both_numbers(total):
    sheet = paper(HEAD, "1|Ba Giăng|199|3", "2|Lê Lợi|113|4", total)
    if "=" in total:
        sheet.cells[4, 3] = number(312, "=SUM(C2:C3)")

    content = read(sheet)

    assert content.notes == ("Ô D4 (dòng tổng, số hộ nghèo) ghi 9, cộng các dòng được 7.",)
    assert content.errors == ()


def test_totals_of_parts_and_of_all_are_both_sums():
    lines = (
        "1|Ba Giăng|10|1",
        "2|Lê Lợi|20|2",
        "|Cộng|30|3",
        "3|Ninh Giang|5|1",
        "|Cộng|5|1",
        "|Tổng cộng|35|4",
    )

    assert read(paper(HEAD, *lines)).notes == ()


def test_total_says_nothing_of_a_column_with_a_refused_cell():
    content = read(paper(HEAD, "1|Ba Giăng|199|ba", "2|Lê Lợi|113|4", "|Tổng|312|7"))

    assert (refused(content), content.notes) == ({"D2": "ba"}, ())


@pytest.mark.parametrize("row", ["3||50|2", "|||2", "||50|2"])
def test_figures_without_a_name_are_refused_at_the_name(row):
    content = read(paper(HEAD, "1|Ba Giăng|199|3", row, "2|Lê Lợi|113|4"))

    assert refused(content) == {"B3": ""}
    assert "không có tên" in content.errors[0].message


def test_same_hamlet_twice_is_refused_at_both_cells_naming_the_other():
    content = read(paper(HEAD, "1|Ba Giăng|199|3", "2|Lê Lợi|113|4", "3|xóm ba giang|5|1", "4|BA GIĂNG|6|1"))

    assert refused(content) == {"B2": "Ba Giăng", "B4": "xóm ba giang", "B5": "BA GIĂNG"}
    assert ["B4" in content.errors[0].message, "B5" in content.errors[1].message] == [True, True]
    assert "B2" in content.errors[2].message
    assert figures(content) == {"Lê Lợi": {"households": 113, "poor": 4}}


def test_unknown_name_is_a_question_with_the_closest():
    content = read(paper(HEAD, "1|Ba Giằng|199|3", "2|Vĩnh Quang Xyz|1|1"))

    assert [(each.cell, each.written, each.suggestions) for each in content.unknown] == [
        ("B2", "Ba Giằng", (1, 3)),
        ("B3", "Vĩnh Quang Xyz", ()),
    ]
    assert content.rows == ()


def test_what_the_officer_decided_on_a_name_holds():
    sheet = paper(HEAD, "1|Ba Giằng|199|3", "2|Xóm Mới|1|1")

    content = read(sheet, names={"ba giằng": 1, "xóm mới": 99})

    assert [row.hamlet_id for row in content.rows] == [1]
    assert [each.written for each in content.unknown] == ["Xóm Mới"]


def test_new_names_are_taken_where_they_are_to_be_added():
    sheet = paper(HEAD, "1|1. Xóm Mới|199|3", "2|Ba Giăng|1|1", "3|XÓM MỚI|5|2")

    content = read(sheet, add_names=True)
    one = read(paper(HEAD, "1|1. Xóm  Mới|199|3"), add_names=True)

    assert refused(content) == {"B2": "1. Xóm Mới", "B4": "XÓM MỚI"}
    assert [(row.name, row.hamlet_id) for row in one.rows] == [("Xóm Mới", None)]


def test_new_name_that_is_too_long_is_refused():
    content = read(paper(HEAD, f"1|{'Xóm Rất Dài ' * 6}|199|3"), add_names=True)

    assert list(refused(content)) == ["B2"]
    assert "60" in content.errors[0].message


def test_name_that_fits_two_hamlets_is_a_question_even_where_names_are_added():
    hamlets = [HamletName(pk=1, name="Hà Lâm", label="xóm"), HamletName(pk=2, name="Hà Lầm", label="xóm")]

    content = read(paper(HEAD, "1|ha lam|199|3"), hamlets=hamlets, add_names=True)

    assert [each.suggestions for each in content.unknown] == [(1, 2)]


def test_row_of_another_commune_is_refused():
    sheet = paper(
        "STT|Xã|Tên xóm|TSH",
        "1|Phú Thịnh|Ba Giăng|9",
        "2|Xã La Bằng|Lê Lợi|8",
        "3||Ninh Giang|7",
        "4|xã phú thịnh|Rừng Vằn|1",
    )

    content = read(sheet, unit="Xã Phú Thịnh")

    assert refused(content) == {"B3": "Xã La Bằng"}
    assert [row.name for row in content.rows] == ["Ba Giăng", "Ninh Giang", "Rừng Vằn"]
    assert read(sheet).errors == ()


@pytest.mark.parametrize("kind", [CellKind.DATE, CellKind.ERROR, CellKind.BOOLEAN])
def test_name_that_excel_made_something_else_is_refused(kind):
    sheet = paper(HEAD, "1|x|199|3")
    sheet.cells[2, 2] = SheetCell(kind=kind, text="02/01/2026")

    assert refused(read(sheet)) == {"B2": "02/01/2026"}


def test_name_merged_over_two_rows_is_one_hamlet():
    sheet = paper(
        HEAD, "1|Ba Giăng|199|", "|||3", "2|Lê Lợi|113|4", "|||", merged=((2, 2, 3, 2), (4, 2, 5, 2))
    )

    content = read(sheet)

    assert figures(content)["Ba Giăng"] == {"households": 199, "poor": 3}
    assert content.rows[0].cells["poor"] == "D3"
    assert content.errors == ()


def test_second_number_beside_a_merged_name_is_refused():
    content = read(paper(HEAD, "1|Ba Giăng|199|3", "||5|", "2|Lê Lợi|113|4", merged=((2, 2, 3, 2),)))

    assert refused(content) == {"C3": "5"}
    assert "C2" in content.errors[0].message


def test_name_merged_over_the_order_is_read():
    content = read(paper(HEAD, "Ba Giăng||199|3", "Lê Lợi||113|4", merged=((2, 1, 2, 2), (3, 1, 3, 2))))

    assert [(row.name, row.cells["name"]) for row in content.rows] == [("Ba Giăng", "A2"), ("Lê Lợi", "A3")]


def test_hidden_rows_count_and_hidden_columns_are_named():
    sheet = paper(f"{HEAD}|Hộ cận nghèo|Ghi chú", "1|Ba Giăng|199|3|1|a", "2|Lê Lợi|113|4|2|b")
    sheet.hidden_rows, sheet.hidden_columns = {3}, {5, 6}

    content = read(sheet)

    assert figures(content)["Lê Lợi"] == {"households": 113, "poor": 4, "near_poor": 2}
    assert content.notes == (
        "Dòng đang ẩn nhưng có số liệu và vẫn được đọc: 3.",
        "Cột E đang ẩn nhưng vẫn được đọc.",
        "Cột F đang ẩn và không được đọc.",
    )


def test_many_places_are_not_all_listed():
    hamlets = [HamletName(pk=pk, name=f"Xóm {pk}", label="xóm") for pk in range(1, 31)]

    content = read(paper(HEAD, *(f"{pk}|Xóm {pk}|9|-" for pk in range(1, 31))), hamlets=hamlets)

    assert content.notes[0].endswith("D12, D13 và 18 chỗ nữa.")


def test_repeated_head_that_says_something_else_is_refused():
    content = read(
        paper(HEAD, "1|Ba Giăng|199|3", "STT|Tên xóm|Số hộ nghèo|Tổng số hộ", "2|Lê Lợi|4|113"),
        columns={"name": 2, "households": 3, "poor": 4},
    )

    assert refused(content) == {"C3": "Số hộ nghèo", "D3": "Tổng số hộ"}


def test_errors_stand_in_the_order_of_the_cells():
    content = read(paper(HEAD, "1|Ba Giăng|a|b", "2||5|3", "3|Lê Lợi|113|c"))

    assert list(refused(content)) == ["C2", "D2", "B3", "D4"]


def test_table_without_a_head_is_read_by_the_officers_columns():
    sheet = paper("1|Ba Giăng|199|3", "2|Lê Lợi|113|4", "|Cộng|312|7")

    content = read(sheet, columns={"name": 2, "households": 3, "poor": 4})

    assert figures(content) == {
        "Ba Giăng": {"households": 199, "poor": 3},
        "Lê Lợi": {"households": 113, "poor": 4},
    }


@pytest.mark.parametrize(
    "changes", [{"sheet": "Không có"}, {"columns": {"households": 3}}, {"columns": {"name": 2, "poor": 40}}]
)
def test_mapping_of_another_workbook_is_refused(changes):
    with pytest.raises(ValueError, match="sheet"):
        read(paper(HEAD, "1|Ba Giăng|199|3"), **changes)


@pytest.mark.parametrize("heads", [(0, 0), (1, 1), (2, 9), (9, 99)])
def test_any_head_rows_can_be_tried(heads):
    mapping = SheetMapping(
        sheet="S", first_head=heads[0], last_head=heads[1], columns={"name": 2, "poor": 4}, names={}
    )
    book = Workbook(sheets=(paper(HEAD, "1|Ba Giăng|199|3").sheet("S"),))

    assert len(read_rows(book, mapping, hamlets=HAMLETS).rows) == (heads[1] < 2)

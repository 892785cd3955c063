"""Names of hamlets: unknown, new, doubled, of another commune, merged."""

from __future__ import annotations

import pytest

from plans.resources import HamletName
from povertyplan.documents.xlsx import CellKind, SheetCell
from tests.plans.officer_sheets import paper
from tests.plans.table_rows.reading import HEAD, figures, read, refused


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

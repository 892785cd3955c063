"""Word files: letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.oxml.ns import qn

from povertyplan.documents.layout import MOTTO, NATION
from tests.documents.docx.reading import SUBJECT, look, named, opened, value
from tests.documents.sample import hamlet_table, sample


def test_every_run_is_black_vietnamese_times_new_roman_in_all_four_scripts(draft):
    roots = [draft.element.body]
    roots += [part.part.element for part in (draft.sections[0].header, draft.sections[0].first_page_header)]
    runs = [run for root in roots for run in root.iter(qn("w:r"))]
    styles = {style.style_id: style.element for style in draft.styles}

    assert len(runs) > 400
    for run in runs:
        style = styles[run.getparent().pPr.pStyle.val]
        assert run.rPr is None or {child.tag for child in run.rPr} <= {
            qn(f"w:{name}") for name in ("b", "bCs", "noProof")
        }
        fonts = style.rPr.find(qn("w:rFonts"))
        assert {name.partition("}")[2]: font for name, font in fonts.attrib.items()} == dict.fromkeys(
            ("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman"
        )
        assert value(style.rPr, "color") == "000000"
        assert value(style.rPr, "lang") == "vi-VN"


def test_defaults_and_list_marks_have_the_letters_of_the_text(word):
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")

    assert set(defaults.find(qn("w:rFonts")).attrib.values()) == {"Times New Roman"}
    assert value(defaults, "sz") == "28"
    assert "rFonts" not in word.part.numbering_part.element.xml  # a mark follows its paragraph


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN", (13, "", "center")),
        ("ỦY BAN NHÂN DÂN", (13, "b", "center")),
        ("XÃ ĐỒNG PHÚC", (13, "b", "center")),
        ("Số: 07/KH-UBND", (13, "", "center")),
        (NATION, (13, "b", "center")),
        (MOTTO, (14, "b", "center")),
        ("Đồng Phúc, ngày 05 tháng 5 năm 2026", (14, "i", "center")),
        ("KẾ HOẠCH", (14, "b", "center")),
        (SUBJECT, (14, "b", "center")),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            (14, "i", "both"),
        ),
        ("TỔ CHỨC THỰC HIỆN", (14, "b", "both")),
        ("Mục đích", (14, "b", "both")),
        ("Trồng trọt và chăn nuôi", (14, "b", "both")),
        ("b) Vùng bưởi: mở rộng diện tích tưới tiết kiệm nước.", (14, "", "both")),
        ("100% hộ nghèo, hộ cận nghèo được cấp thẻ bảo hiểm y tế.", (14, "", "both")),
        ("Hộ có lao động: ưu tiên việc làm, vốn vay, học nghề;", (14, "", "both")),
        ("(Chi tiết theo Phụ lục I kèm theo)", (14, "i", "both")),
        ("Nơi nhận:", (12, "bi", "left")),
        ("- Ủy ban nhân dân tỉnh (b/c);", (11, "", "left")),
        ("- Lưu: VT, KT.", (11, "", "left")),
        ("PL.(30)", (11, "", "left")),
        ("TM. ỦY BAN NHÂN DÂN", (14, "b", "center")),
        ("PHÓ CHỦ TỊCH", (14, "b", "center")),
        ("Nguyễn Thị Hồng Ngát", (14, "b", "center")),
        ("Phụ lục I", (14, "b", "center")),
        ("CHỈ TIÊU GIẢM NGHÈO NĂM 2026 GIAO CHO CÁC XÓM", (14, "b", "center")),
        ("Tên xóm", (12, "b", "center")),
        ("Xóm Đồng Ươm 1", (12, "", "left")),
        ("5.340", (12, "b", "right")),
    ],
)
def test_each_element_is_set_as_the_decree_says(word, text, expected):
    assert look(named(word, text)) == expected


def test_reference_of_an_appendix_stands_in_italics_below_its_title(word):
    first = next(index for index, each in enumerate(word.paragraphs) if each.text == "Phụ lục I")
    reference = word.paragraphs[first + 2]

    assert look(reference) == (14, "i", "center")
    assert reference.text.startswith("(Kèm theo Kế hoạch số\xa0\xa0")


def test_column_numbers_stand_small_and_slanting_below_the_head(word):
    line = next(table for table in word.tables if len(table.rows) > 30).rows[2]

    assert [cell.text for cell in line.cells] == [str(number) for number in range(1, 9)]
    assert look(line.cells[0].paragraphs[0]) == (10, "i", "center")


def test_a_table_of_many_columns_is_set_smaller():
    table = hamlet_table(2)
    columns = tuple(replace(table.columns[index % 8], key=str(index), group="") for index in range(10))
    rows = tuple(replace(row, cells=(*row.cells, *row.cells[:2])) for row in table.rows)
    wide = replace(table, columns=columns, rows=rows, total=None)

    word = opened(replace(sample(), blocks=(wide,)))

    assert look(named(word, "Tên xóm")) == (11, "b", "center")
    assert look(named(word, "Xóm Đồng Ươm 1")) == (11, "", "left")


@pytest.mark.parametrize(
    "name", ["Normal", "Heading 1", "Heading 2", "Heading 4", "Căn cứ", "Gạch đầu dòng", "Dấu cộng"]
)
def test_text_is_indented_and_spaced_as_the_decree_says(word, name):
    layout = word.styles[name].paragraph_format

    assert 1 <= round(layout.first_line_indent.cm, 2) <= 1.27
    assert layout.space_before.pt >= 6
    assert 1 <= layout.line_spacing <= 1.5

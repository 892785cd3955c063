"""The Word file keeps the rules of decree 30/2020/NĐ-CP (annex I): read back as an office would open it."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from fontTools.ttLib import TTFont

from povertyplan.documents.blocks import Paragraph, Section
from povertyplan.documents.docx import render_docx
from povertyplan.documents.layout import MOTTO, NATION
from povertyplan.documents.pdf import paper_font
from tests.documents.sample import duties_table, hamlet_table, sample

SUBJECT = "Thực hiện công tác giảm nghèo\nnăm 2026 trên địa bàn xã Đồng Phúc"


def complete(*, draft=False):
    """A document with everything that a document may have."""
    document = sample(draft=draft)
    return replace(
        document,
        letterhead=replace(document.letterhead, superior="Ủy ban nhân dân tỉnh Thái Nguyên"),
        closing=replace(document.closing, drafter_mark="PL.(30)"),
    )


def opened(document):
    return docx.Document(io.BytesIO(render_docx(document)))


@pytest.fixture(scope="module")
def word():
    return opened(complete())


@pytest.fixture(scope="module")
def draft():
    return opened(complete(draft=True))


def value(element, name, attribute="val"):
    """An attribute of a child, as Word writes it; None where there is none."""
    child = None if element is None else element.find(qn(f"w:{name}"))
    return None if child is None else child.get(qn(f"w:{attribute}"))


def paragraphs(word):
    """Every paragraph of the body, those of tables too."""
    return [WordParagraph(element, word._body) for element in word.element.body.iter(qn("w:p"))]


def named(word, text):
    return next(paragraph for paragraph in paragraphs(word) if paragraph.text == text)


def look(paragraph):
    """Size in points, "b" and "i", alignment: what the style says unless the runs say otherwise."""
    style, run = paragraph.style, paragraph.runs[0]
    bold = style.font.bold if run.bold is None else run.bold
    italic = style.font.italic if run.italic is None else run.italic
    size = run.font.size or style.font.size
    align = value(paragraph._p.pPr, "jc") or value(style.element.pPr, "jc")
    return size.pt, "b" * bold + "i" * italic, align


# --- paper ---


def test_paper_is_a4_within_the_margins_of_the_decree(word):
    sizes = []
    for section in word.sections:
        sizes.append((round(section.page_width.mm), round(section.page_height.mm)))
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20

    assert sizes == [(210, 297), (210, 297), (297, 210)]
    assert word.sections[2]._sectPr.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"


def test_page_number_stands_in_the_middle_of_the_top_margin_but_not_on_the_first_page(word):
    for section in word.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml
        (number,) = section.header.paragraphs
        assert look(number) == (14, "", "center")
        assert number.style.paragraph_format.first_line_indent == 0
        assert 0 < section.header_distance + number.style.font.size < section.top_margin


def test_every_part_counts_its_pages_from_one_in_arabic(word):
    for section in word.sections:
        numbers = section._sectPr.find(qn("w:pgNumType"))
        assert dict(numbers.attrib) == {qn("w:start"): "1"}  # no format is decimal
        assert section.start_type == WD_SECTION.NEW_PAGE


def test_only_drafts_are_marked_on_every_page(word, draft):
    for section in draft.sections:
        assert 'string="DỰ THẢO"' in section.header._element.xml
        assert 'string="DỰ THẢO"' in section.first_page_header._element.xml
    for section in word.sections:
        assert "DỰ THẢO" not in section.header._element.xml + section.first_page_header._element.xml


# --- letters ---


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


# --- letterhead, title, signature ---


def two_columns(table):
    """The texts of the two columns; fails where a line is drawn around them."""
    assert table.style.name == "Normal Table"
    assert "w:tblBorders" not in table._tbl.xml
    assert "w:tcBorders" not in table._tbl.xml
    return tuple(
        [paragraph.text for cell in column.cells for paragraph in cell.paragraphs if paragraph.text]
        for column in table.columns
    )


def test_letterhead_is_two_columns_without_lines(word):
    left, right = two_columns(word.tables[0])

    assert left == ["ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN", "ỦY BAN NHÂN DÂN", "XÃ ĐỒNG PHÚC", "Số: 07/KH-UBND"]
    assert right == [NATION, MOTTO, "Đồng Phúc, ngày 05 tháng 5 năm 2026"]
    assert word.element.body[0] is word.tables[0]._tbl


def test_signature_is_two_columns_without_lines(word):
    left, right = two_columns(signature(word))

    assert (left[0], left[-2:]) == ("Nơi nhận:", ["- Lưu: VT, KT.", "PL.(30)"])
    assert right == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Hồng Ngát"]


def signature(word):
    return next(table for table in word.tables if table.cell(0, 0).text.startswith("Nơi nhận:"))


def width(text, size):
    """How many points a bold text takes, by the paper font's own measure."""
    with TTFont(paper_font()["Bold"]) as font:
        letters, widths = font.getBestCmap(), font["hmtx"]
        return sum(widths[letters[ord(each)]][0] for each in text) / font["head"].unitsPerEm * size


@pytest.mark.parametrize(
    ("above", "text", "size", "least", "most"),
    [
        (MOTTO, MOTTO, 14, 0.98, 1.02),
        ("XÃ ĐỒNG PHÚC", "ỦY BAN NHÂN DÂN", 13, 1 / 3, 1 / 2),
        (SUBJECT, SUBJECT.split("\n")[1], 14, 1 / 3, 1 / 2),
    ],
)
def test_a_centred_line_of_the_right_length_stands_below(word, above, text, size, least, most):
    rule = WordParagraph(named(word, above)._p.getnext(), word._body)
    holder = rule._p.getparent()
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    if holder.tag == qn("w:tc"):
        room = holder.width
    indents = rule.paragraph_format

    assert rule.text == ""
    assert value(rule._p.find(f".//{qn('w:pBdr')}"), "top") == "single"
    assert indents.left_indent == indents.right_indent
    assert least <= (room - 2 * indents.left_indent) / Pt(1) / width(text, size) <= most


def test_content_ends_with_its_mark(word):
    before = signature(word)._tbl.getprevious()

    assert WordParagraph(before, word._body).text.endswith("giải quyết./.")


def test_signature_stays_whole_and_with_the_last_paragraph(word):
    table = signature(word)
    (row,) = table.rows
    last = WordParagraph(table._tbl.getprevious(), word._body)
    *held, signer = [paragraph for cell in row.cells for paragraph in cell.paragraphs]

    assert last.paragraph_format.keep_with_next
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert all(paragraph.style.paragraph_format.keep_with_next for paragraph in held)
    assert signer.text == "Nguyễn Thị Hồng Ngát"
    assert signer.style.paragraph_format.space_before.mm >= 20  # room to sign


def test_signature_stays_with_a_table_that_ends_the_text():
    word = opened(replace(sample(), blocks=(duties_table(),), appendices=()))
    after = signature(word)._tbl.getprevious()
    last_row = WordTable(after.getprevious(), word._body).rows[-1]

    assert WordParagraph(after, word._body).paragraph_format.keep_with_next
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in last_row.cells)


# --- sections, lists, tables ---


def test_headings_are_real_and_number_themselves(word):
    headings = {
        paragraph.style.name: paragraph for paragraph in word.paragraphs if "Heading" in paragraph.style.name
    }

    assert set(headings) == {"Heading 1", "Heading 2", "Heading 3", "Heading 4"}
    assert headings["Heading 1"].text == "TỔ CHỨC THỰC HIỆN"
    for depth in (1, 2, 3):
        assert headings[f"Heading {depth}"]._p.pPr.numPr.ilvl.val == depth - 1


def test_headings_stay_with_what_they_head(word):
    for name in ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption", "Tên phụ lục", "Kèm theo"):
        assert word.styles[name].paragraph_format.keep_with_next, name


def test_numbering_counts_roman_then_decimal(word):
    levels = word.part.numbering_part.element.findall(qn("w:abstractNum"))[0].findall(qn("w:lvl"))

    assert [value(level, "lvlText") for level in levels] == ["%1.", "%2.", "%2.%3."]
    assert [value(level, "numFmt") for level in levels] == ["upperRoman", "decimal", "decimal"]


def test_points_follow_the_vietnamese_alphabet_and_are_typed():
    points = tuple(Section(heading=f"việc {number};", place="") for number in range(1, 8))
    nested = Section(
        heading="A", blocks=(Section(heading="B", blocks=(Section(heading="C", blocks=points),)),)
    )

    word = opened(replace(sample(), blocks=(nested,), appendices=()))
    typed = [each for each in word.paragraphs if each.style.name == "Heading 4"]

    assert [each.text[:2] for each in typed] == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)"]
    assert typed[0].style.element.pPr.numPr is None


def test_sections_of_an_appendix_count_from_one_again():
    base = sample()
    section = Section(heading="Riêng", blocks=(Paragraph(inline=("x",)),), place="section:own")
    word = opened(replace(base, appendices=(replace(base.appendices[0], blocks=(section,)),)))
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "Heading 1"]
    own = word.part.numbering_part.element.num_having_numId(numbers[-1])

    assert len(set(numbers[:-1])) == 1
    assert numbers[-1] != numbers[0]
    assert [value(each, "startOverride") for each in own.lvlOverride_lst] == ["1", "1", "1"]


@pytest.mark.parametrize(("name", "mark"), [("Gạch đầu dòng", "-"), ("Dấu cộng", "+")])
def test_bullets_are_lists(word, name, mark):
    bullets = [paragraph for paragraph in word.paragraphs if paragraph.style.name == name]
    number = word.styles[name].element.pPr.numPr.numId.val
    numbering = word.part.numbering_part.element
    levels = numbering.num_having_numId(number).abstractNumId.val

    assert len(bullets) >= 2
    assert not any(paragraph.text.startswith(mark) for paragraph in bullets)
    assert numbering.xpath(f"w:abstractNum[@w:abstractNumId={levels}]/w:lvl/w:lvlText/@w:val") == [mark]


def test_table_heads_repeat_and_rows_do_not_break(word):
    table = next(table for table in word.tables if len(table.rows) > 30)
    rows = table._tbl.tr_lst

    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] * 3 + [False] * 41
    assert all(
        row.trPr.find(qn("w:cantSplit")) is not None for each in word.tables for row in each._tbl.tr_lst
    )
    assert [cell.text for cell in table.rows[0].cells][2:5] == ["Thời điểm 31/12/2025"] * 3
    assert [cell.text for cell in table.rows[1].cells][:2] == ["STT", "Tên xóm"]


def test_a_total_stays_with_the_row_above_it(word):
    rows = next(table for table in word.tables if len(table.rows) > 30).rows

    kept = [row.cells[1].paragraphs[0].paragraph_format.keep_with_next for row in rows[3:]]

    assert kept == [None] * 39 + [True] * 2


def test_tables_are_ruled_and_fill_the_line(word):
    ruled = [table for table in word.tables if table.style.name == "Table Grid"]

    assert len(ruled) == 3
    assert len(word.tables) == 5
    for table, section in zip(ruled, word.sections, strict=True):
        line = section.page_width - section.left_margin - section.right_margin
        whole = sum(column.width for column in table.columns)
        assert 0.99 * line < whole <= line
        assert all(sum(cell.width for cell in row.tc_lst) == whole for row in table._tbl.tr_lst)


# --- the file ---


def test_the_file_holds_only_what_it_needs(draft):
    with ZipFile(io.BytesIO(render_docx(sample()))) as file:
        names = set(file.namelist())
    used = {paragraph.style.name for paragraph in paragraphs(draft)}
    known = {style.name for style in draft.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}

    assert names == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml"),
        *("word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml"),
        *("word/numbering.xml", "word/header1.xml", "word/header2.xml"),
    }
    assert known - used == {
        *("Header", "Caption", "Ô bảng nhiều cột", "Quyết định"),
        *("Kính gửi", "Kính gửi nhiều nơi", "Danh sách kính gửi"),
    }


def test_word_opens_the_file_as_its_own_age(word):
    settings = word.settings.element
    modes = {each.get(qn("w:name")): each.get(qn("w:val")) for each in settings.iter(qn("w:compatSetting"))}

    assert modes["compatibilityMode"] == "15"
    assert value(settings, "decimalSymbol") == ","


def test_properties_name_document_and_issuer(word):
    assert word.core_properties.title.startswith("Kế hoạch thực hiện")
    assert word.core_properties.author == "Ủy ban nhân dân xã Đồng Phúc"


@pytest.mark.parametrize("text", ["<w:p/>", "=1+1", "a\x00b\x1f", "x\" & 'y"])
def test_hostile_text_stays_text(text):
    base = sample()
    letterhead, title = replace(base.letterhead, issuer=(text,)), replace(base.title, subject=text)

    word = opened(replace(base, letterhead=letterhead, title=title, blocks=(Paragraph(inline=(text,)),)))

    plain = text.replace("\x00", " ").replace("\x1f", " ")
    assert plain in [paragraph.text for paragraph in word.paragraphs]
    assert word.core_properties.author == plain
    assert word.core_properties.title.startswith("Kế hoạch")


ORDER = {
    "pPr": "pStyle keepNext widowControl numPr pBdr spacing ind jc outlineLvl sectPr",
    "rPr": "rFonts b bCs i iCs noProof color kern sz szCs lang",
    "tblPr": "tblStyle tblW tblLayout tblCellMar tblLook",
    "tblCellMar": "top left right",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "sectPr": "headerReference type pgSz pgMar pgNumType titlePg",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr",
    "numbering": "abstractNum num",
    "settings": "defaultTabStop compat decimalSymbol listSeparator",
}


@pytest.mark.parametrize("name", ORDER)
def test_properties_stand_in_the_order_of_the_schema(draft, name):
    order = ORDER[name].split()
    roots = (
        draft.element,
        *(style.element for style in draft.styles if style.type == WD_STYLE_TYPE.PARAGRAPH),
        draft.part.numbering_part.element,
        draft.settings.element,
        draft.sections[0].header._element,
    )
    found = [element for root in roots for element in root.iter(qn(f"w:{name}"))]

    assert found
    for element in found:
        names = [child.tag.partition("}")[2] for child in element]
        assert names == sorted(names, key=order.index), names

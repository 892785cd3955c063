"""The Word file: styles, numbering, repeated heads, sections."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from povertyplan.documents.blocks import Paragraph, Section
from povertyplan.documents.docx import render_docx
from tests.documents.sample import sample


def opened(document):
    return docx.Document(io.BytesIO(render_docx(document)))


@pytest.fixture(scope="module")
def word():
    return opened(sample())


def test_headings_are_real_and_number_themselves(word):
    headings = {
        paragraph.style.name: paragraph for paragraph in word.paragraphs if "Heading" in paragraph.style.name
    }

    assert set(headings) == {"Heading 1", "Heading 2", "Heading 3", "Heading 4"}
    assert headings["Heading 1"].text == "TỔ CHỨC THỰC HIỆN"
    assert headings["Heading 4"].text.startswith("b) ")
    for depth in (1, 2, 3):
        assert headings[f"Heading {depth}"]._p.pPr.numPr.ilvl.val == depth - 1


def test_numbering_counts_roman_then_decimal(word):
    levels = word.part.numbering_part.element.findall(f".//{qn('w:abstractNum')}")[0].findall(qn("w:lvl"))

    assert [level.find(qn("w:lvlText")).get(qn("w:val")) for level in levels] == ["%1.", "%2.", "%2.%3."]
    assert levels[0].find(qn("w:numFmt")).get(qn("w:val")) == "upperRoman"


def test_sections_of_an_appendix_count_from_one_again():
    base = sample()
    section = Section(heading="Riêng", blocks=(Paragraph(inline=("x",)),), place="section:own")
    word = opened(replace(base, appendices=(replace(base.appendices[0], blocks=(section,)),)))
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "Heading 1"]

    assert len(set(numbers[:-1])) == 1
    assert numbers[-1] != numbers[0]


def test_bullets_are_lists(word):
    bullets = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "Gạch đầu dòng"]

    assert bullets
    assert bullets[0].style.element.pPr.numPr is not None
    assert not any(paragraph.text.startswith("-") for paragraph in bullets)


def test_table_heads_repeat_and_rows_do_not_break(word):
    table = next(table for table in word.tables if len(table.rows) > 30)
    rows = table._tbl.tr_lst

    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows[:4]] == [True, True, True, False]
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [cell.text for cell in table.rows[0].cells][2:5] == ["Thời điểm 31/12/2025"] * 3
    assert [cell.text for cell in table.rows[1].cells][:2] == ["STT", "Tên xóm"]
    assert [cell.text for cell in table.rows[-1].cells][1:3] == ["Tổng", "5.340"]


def test_each_part_counts_its_own_pages_and_may_lie(word):
    body, upright, lying = word.sections

    for section in word.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert (round(body.page_width.mm), round(body.page_height.mm)) == (210, 297)
    assert (round(lying.page_width.mm), round(lying.page_height.mm)) == (297, 210)
    assert round(upright.left_margin.mm) == 30


def test_page_number_stands_in_the_head_and_not_on_the_first_page(word):
    section = word.sections[0]

    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_only_drafts_carry_the_watermark(word):
    final = opened(sample(draft=False))

    assert "DỰ THẢO" in word.sections[0].header._element.xml
    assert "DỰ THẢO" in word.sections[0].first_page_header._element.xml
    assert "DỰ THẢO" not in final.sections[0].header._element.xml


def test_text_is_times_vietnamese_and_black(word):
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Title"):
        properties = word.styles[name].element.rPr
        assert properties.find(qn("w:rFonts")).get(qn("w:ascii")) == "Times New Roman"
        assert properties.find(qn("w:rFonts")).get(qn("w:asciiTheme")) is None
        assert properties.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
        assert properties.find(qn("w:color")).get(qn("w:val")) == "000000"


def test_properties_name_document_and_issuer(word):
    assert word.core_properties.title.startswith("Kế hoạch thực hiện")
    assert word.core_properties.author == "Ủy ban nhân dân xã Đồng Phúc"


@pytest.mark.parametrize("text", ["<w:p/>", "=1+1", "a\x00b\x1f", "x\" & 'y"])
def test_hostile_text_stays_text(text):
    document = replace(sample(), blocks=(Paragraph(inline=(text,)),), appendices=())

    assert text.replace("\x00", " ").replace("\x1f", " ") in [p.text for p in opened(document).paragraphs]


ORDER = {
    "pPr": (
        "pStyle",
        "keepNext",
        "keepLines",
        "widowControl",
        "numPr",
        "pBdr",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
    ),
    "tcPr": ("tcW", "gridSpan", "vMerge", "vAlign"),
    "tblPr": ("tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"),
    "rPr": ("rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "kern", "sz", "szCs", "lang"),
}


def test_properties_stand_in_the_order_of_the_schema(word):
    roots = (word.element.body, word.styles["Heading 1"].element, word.styles["Normal"].element)
    for root in roots:
        for name, order in ORDER.items():
            for element in root.iter(qn(f"w:{name}")):
                names = [child.tag.partition("}")[2] for child in element if child.tag != qn("w:sectPr")]
                assert names == sorted(names, key=order.index), names

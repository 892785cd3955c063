"""Word files: structure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.oxml.ns import qn

from povertyplan.documents.blocks import Paragraph, Section
from tests.documents.docx.reading import opened, value
from tests.documents.sample import sample


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

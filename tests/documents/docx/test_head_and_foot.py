"""Word files: head and foot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from fontTools.ttLib import TTFont

from povertyplan.documents.layout import MOTTO, NATION
from povertyplan.documents.pdf import paper_font
from tests.documents.docx.reading import SUBJECT, named, opened, value
from tests.documents.sample import duties_table, sample


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

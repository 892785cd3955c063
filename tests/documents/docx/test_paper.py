"""Word files: paper."""

from __future__ import annotations

from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from tests.documents.docx.reading import look


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

"""Word files: file."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from povertyplan.documents.blocks import Paragraph
from povertyplan.documents.docx import render_docx
from tests.documents.docx.reading import opened, paragraphs, value
from tests.documents.sample import sample


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

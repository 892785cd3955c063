"""Word files: what their tests read and build."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from povertyplan.documents.docx import render_docx
from tests.documents.sample import sample

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

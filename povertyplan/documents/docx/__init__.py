"""Word files with real styles, numbering and tables: what an office can go on working with.

python-docx brings the package and its parts; what stands in them is built as elements.
"""

from __future__ import annotations

import datetime as dt
import io

import docx
from docx.document import Document as WordDocument

from povertyplan.documents.blocks import Document
from povertyplan.documents.docx.lists import Lists
from povertyplan.documents.docx.pages import page_heads, page_setup
from povertyplan.documents.docx.paragraphs import paragraph, plain
from povertyplan.documents.docx.parts import parts
from povertyplan.documents.docx.styles import RULE, set_styles
from povertyplan.documents.layout import document_title


def render_docx(document: Document) -> bytes:
    """The document as a Word file."""
    word = docx.Document()
    set_styles(word)
    lists = Lists(word)
    heads = page_heads(word, draft=document.draft)
    body = word.element.body
    body.clear()
    for landscape, elements in parts(document, lists):
        body.extend(elements)
        body.append(end := paragraph(RULE))  # neither a section nor the file may end with a table
        end.pPr.append(page_setup(heads, landscape=landscape))
    body.append(end.pPr.sectPr)  # the last section's stands by itself
    _set_properties(word, document)
    with io.BytesIO() as file:
        word.save(file)
        return file.getvalue()


def _set_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = plain(document_title(document))[:255]
    properties.author = plain(" ".join(document.letterhead.issuer))[:255]
    properties.language = "vi-VN"
    properties.comments = ""
    properties.created = properties.modified = dt.datetime.now(dt.UTC)

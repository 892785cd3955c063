"""Word files with real styles, numbering and tables: what an office can go on working with.

python-docx brings the package and its parts; what stands in them is built as elements.
"""

from __future__ import annotations

import datetime as dt
import io

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION

from povertyplan.documents.blocks import Document
from povertyplan.documents.docx.elements import w
from povertyplan.documents.docx.lists import Lists
from povertyplan.documents.docx.pages import page_heads, page_setup
from povertyplan.documents.docx.paragraphs import paragraph, plain
from povertyplan.documents.docx.parts import parts
from povertyplan.documents.docx.styles import INDENT, RULE, set_styles
from povertyplan.documents.layout import document_title

_PACKAGE = {RELATION.OFFICE_DOCUMENT, RELATION.CORE_PROPERTIES}
_PARTS = {RELATION.STYLES, RELATION.NUMBERING, RELATION.SETTINGS}
_WORD = "http://schemas.microsoft.com/office/word"


def render_docx(document: Document) -> bytes:
    """The document as a Word file."""
    word = docx.Document()
    _shed_template(word)
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


def _shed_template(word: WordDocument) -> None:
    """Leave what the file needs: not the template's fonts, theme, picture of a page and age."""
    for relations, kept in ((word.part.package.rels, _PACKAGE), (word.part.rels, _PARTS)):
        for identity in [key for key, each in relations.items() if each.reltype not in kept]:
            del relations[identity]
    settings = word.settings.element
    settings.clear()
    settings.append(w("defaultTabStop", val=INDENT))
    modes = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1}
    settings.append(w("compat", *(w("compatSetting", name=k, uri=_WORD, val=v) for k, v in modes.items())))
    settings.extend((w("decimalSymbol", val=","), w("listSeparator", val=";")))


def _set_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = plain(document_title(document))[:255]
    properties.author = plain(" ".join(document.letterhead.issuer))[:255]
    properties.language = "vi-VN"
    properties.comments = ""
    properties.created = properties.modified = dt.datetime.now(dt.UTC)

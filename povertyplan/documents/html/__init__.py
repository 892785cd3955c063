"""HTML of a document: the fragment that stands in a page, and the parts from which the PDF is drawn.

Everything is escaped; looks come from static/css/document.css alone (no style attribute, no style element).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString

from povertyplan.documents.blocks import Appendix, Block, Document
from povertyplan.documents.html.blocks import NO_NOTES, block_elements, elements_of
from povertyplan.documents.html.elements import anchor, tag
from povertyplan.documents.html.figures import Explain, explained
from povertyplan.documents.html.parts import sheets_of, watermark_of
from povertyplan.documents.layout import document_title
from povertyplan.documents.long_lists import ListPart
from povertyplan.documents.numbering import numbered

STYLESHEETS = ("app:fonts.css", "app:document.css")

__all__ = ["anchor", "render_blocks", "render_body", "render_list", "render_numbers", "render_parts"]


def render_body(
    document: Document, *, notes: Mapping[str, SafeString] = NO_NOTES, explain: Explain | None = None
) -> str:
    """The whole document as one fragment for a page: a sheet for the body, one for each appendix.

    `notes` are elements that the page puts before the heading of a section, by the section's place. With
    `explain` its figures are links; paper and files to hand over have none.
    """
    if explain:
        document = explained(document, explain)
    sheets = [
        tag("section", *part, _class="sheet landscape" if landscape else "sheet")
        for _, landscape, part in sheets_of(document, notes)
    ]
    return tag("article", *sheets, _class="document", lang="vi")


def render_blocks(blocks: tuple[Block, ...]) -> str:
    """Blocks alone as one fragment for a page: a sheet on its side."""
    sheet = tag("section", *elements_of(blocks, landscape=True), _class="sheet landscape")
    return tag("article", sheet, _class="document", lang="vi")


def render_parts(document: Document) -> tuple[str, ...]:
    """Whole HTML documents, one for each part with page numbers of its own: the body, then every appendix."""
    return tuple(
        _whole(title, part, "document landscape" if landscape else "document")
        for title, landscape, part in sheets_of(document, anchored=False)
    )


def render_list(document: Document, appendix: Appendix) -> tuple[str, ...]:
    """Whole HTML documents of the parts of a long list, which stand in an appendix after its first pages;
    their pages are without numbers.
    """
    pieces: list[list[SafeString]] = []
    for block, path in numbered(appendix.blocks):
        if isinstance(block, ListPart):
            pieces.append(watermark_of(document))
        if pieces:
            pieces[-1] += block_elements(block, path, landscape=appendix.landscape, anchored=False)
    name = "document landscape list-part" if appendix.landscape else "document list-part"
    return tuple(_whole(document_title(document), piece, name) for piece in pieces)


def render_numbers(numbers: range, *, landscape: bool) -> str:
    """Pages that carry nothing but these numbers, as a whole HTML document."""
    pages = [tag("div", _class="page-number", data_number=str(number)) for number in numbers]
    return _whole("", pages, "document landscape numbers" if landscape else "document numbers")


def _whole(title: str, elements: Iterable[str], name: str) -> str:
    links = (tag("link", rel="stylesheet", href=address) for address in STYLESHEETS)
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title), *links)
    return "<!DOCTYPE html>" + tag("html", head, tag("body", *elements, _class=name), lang="vi")

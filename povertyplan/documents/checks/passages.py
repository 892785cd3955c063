"""The printed words of a document, passage by passage, as the checks of prose read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from povertyplan.documents.blocks import Document, Paragraph, Section, Table, walk
from povertyplan.documents.checks.findings import TITLE, heading_place, parts
from povertyplan.documents.figures import inline_text


@dataclass(frozen=True)
class Passage:
    """A title, a heading or a paragraph (then `paragraph` is set) with the place where it stands."""

    place: str
    text: str
    paragraph: Paragraph | None = None

    @cached_property
    def lower(self) -> str:
        """The words in lower case, letter for letter where `text` has them."""
        return self.text.lower()


def passages(document: Document) -> Iterator[Passage | Table]:
    """Everything there is to read, in order: title, body, then each appendix with its title."""
    yield Passage(TITLE, document.title.subject)
    titles = {appendix.place: appendix.title for appendix in document.appendices}
    for _, blocks, place in parts(document):
        if place:
            yield Passage(place, titles[place])
        for block in walk(blocks):
            match block:
                case Section():
                    yield Passage(heading_place(block), block.heading)
                case Paragraph():
                    yield Passage(block.place, inline_text(block.inline), block)
                case Table():
                    yield block

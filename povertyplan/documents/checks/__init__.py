"""What a reader could find wrong in a composed document: sums, rates, differences, stocks, text and years."""

from __future__ import annotations

from collections.abc import Iterator

from povertyplan.documents.blocks import Document, Paragraph, Section, Table, walk
from povertyplan.documents.checks.findings import (
    TITLE,
    Code,
    Finding,
    Level,
    cell_place,
    heading_place,
    parts,
    place_label,
    row_place,
)
from povertyplan.documents.checks.tables import check_table
from povertyplan.documents.checks.text import check_figures, check_years, differing
from povertyplan.documents.figures import inline_text


def check(document: Document) -> tuple[Finding, ...]:
    """All findings in reading order; one wrong number is one finding."""
    return tuple(_check(document))


def _check(document: Document) -> Iterator[Finding]:
    year = int(document.properties["year"]) if document.properties.get("year", "").isdigit() else None
    if year:
        yield from check_years(document.title.subject, TITLE, year)
    for _, blocks, place in parts(document):
        if year and place:
            title = next(each.title for each in document.appendices if each.place == place)
            yield from check_years(title, place, year)
        for block in walk(blocks):
            match block:
                case Table():
                    yield from check_table(block)
                case Section() if year:
                    yield from check_years(block.heading, heading_place(block), year)
                case Paragraph():
                    yield from check_figures(block)
                    if year:
                        yield from check_years(inline_text(block.inline), block.place, year)


__all__ = [
    "TITLE",
    "Code",
    "Finding",
    "Level",
    "cell_place",
    "check",
    "check_table",
    "check_years",
    "differing",
    "heading_place",
    "place_label",
    "row_place",
]

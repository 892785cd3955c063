"""What a reader could find wrong in a composed document: sums, rates, stocks, years, deadlines, appendices,
names.
"""

from __future__ import annotations

from collections.abc import Iterator

from povertyplan.documents.blocks import Document, Table
from povertyplan.documents.checks.appendices import check_appendices
from povertyplan.documents.checks.deadlines import check_deadlines, due_dates
from povertyplan.documents.checks.findings import (
    TITLE,
    Code,
    Finding,
    Level,
    cell_place,
    heading_place,
    place_label,
    row_place,
)
from povertyplan.documents.checks.hamlets import (
    check_hamlet_rows,
    check_unnamed,
    hamlets_called_by_number,
)
from povertyplan.documents.checks.passages import Passage, passages
from povertyplan.documents.checks.tables import check_table
from povertyplan.documents.checks.text import check_figures, check_years, differing
from povertyplan.documents.checks.totals import check_totals


def check(document: Document) -> tuple[Finding, ...]:
    """All findings: tables and prose in reading order, then what concerns several places; one wrong number is
    one finding.
    """
    return tuple(_check(document))


def _check(document: Document) -> Iterator[Finding]:
    year, last_year = _year(document, "year"), _year(document, "last_year")
    read = tuple(passages(document))
    numbered = hamlets_called_by_number(document)
    for part in read:
        match part:
            case Table():
                yield from check_table(part)
                yield from check_hamlet_rows(part)
            case Passage():
                if part.paragraph:
                    yield from check_figures(part.paragraph)
                yield from check_unnamed(part, numbered)
                if year:
                    yield from check_years(part.text, part.place, year, last_year)
                    yield from check_deadlines(
                        part, year=year, issued=document.letterhead.month, last_year=last_year
                    )
    prose = [part for part in read if isinstance(part, Passage)]
    yield from check_appendices(document, prose)
    if year:
        yield from check_totals(document, prose, year=year)


def _year(document: Document, name: str) -> int | None:
    given = document.properties.get(name, "")
    return int(given) if given.isdigit() else None


__all__ = [
    "TITLE",
    "Code",
    "Finding",
    "Level",
    "Passage",
    "cell_place",
    "check",
    "check_table",
    "check_years",
    "differing",
    "due_dates",
    "heading_place",
    "passages",
    "place_label",
    "row_place",
]

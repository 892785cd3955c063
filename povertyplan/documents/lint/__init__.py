"""Reads a produced PDF back and says which rules of decree 30/2020/NĐ-CP (annex I) its paper breaks.

Elements are found on the paper by their words and places, never by our data; `contract` names the rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from povertyplan.documents.lint.appendix import lint_appendix_head, read_appendix_head
from povertyplan.documents.lint.body import (
    lint_bases,
    lint_end,
    lint_setting,
    lint_text,
    read_paragraphs,
    read_places,
    until_end_mark,
)
from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.foot import lint_closing, read_closing
from povertyplan.documents.lint.head import (
    lint_addressees,
    lint_letterhead,
    lint_title,
    read_addressees,
    read_letterhead,
    read_title,
)
from povertyplan.documents.lint.pages import lint_pages
from povertyplan.documents.lint.paper import Part
from povertyplan.documents.lint.reading import UnreadableError, read_parts
from povertyplan.documents.lint.sizes import lint_sizes
from povertyplan.documents.lint.tables import lint_tables

__all__ = ["BrokenRule", "Code", "UnreadableError", "lint"]


def lint(pdf: bytes, *, draft: bool, parts: tuple[int, ...] | None = None) -> tuple[BrokenRule, ...]:
    """Every broken rule, once a page, in reading order. `parts` says how many pages body and appendices have.

    Without it a part begins wherever a page begins with the words "Phụ lục". Raises UnreadableError.
    """
    body, *appendices = read_parts(pdf, parts)
    found = [*_lint_body(body, draft)]
    for number, appendix in enumerate(appendices, 1):
        found += _lint_appendix(appendix, draft, number, len(appendices))
    first = {(broken.page, broken.code): broken for broken in reversed(found)}
    order = list(Code)
    return tuple(sorted(first.values(), key=lambda broken: (broken.page, order.index(broken.code))))


def _lint_body(part: Part, draft: bool) -> Iterator[BrokenRule]:
    yield from lint_pages(part, draft=draft)
    yield from lint_tables(part)
    head = read_letterhead(part.pages[0])
    title = read_title(head)
    closing = read_closing(part)
    yield from lint_letterhead(head)
    yield from lint_title(title, head, part)
    addressees = read_addressees(title, head)
    yield from lint_addressees(addressees, head)
    lines = [line for line in (title.kind, *title.subject, *addressees) if line]
    begin = max((line.baseline for line in lines), default=head.end)
    end = (closing.page, closing.top) if closing else None
    places = read_places(part, begin=begin, end=end)
    paragraphs = read_paragraphs(places if closing else until_end_mark(places), part)
    bases, broken = lint_bases(paragraphs)
    yield from broken
    yield from lint_text(paragraphs[bases:], part)
    yield from lint_setting(paragraphs, part)
    yield from lint_end(paragraphs, part)
    yield from lint_closing(closing, part)
    yield from lint_sizes(head, paragraphs)


def _lint_appendix(part: Part, draft: bool, number: int, size: int) -> Iterator[BrokenRule]:
    yield from lint_pages(part, draft=draft)
    yield from lint_tables(part)
    head = read_appendix_head(part)
    yield from lint_appendix_head(head, part, number=number, of=size)
    paragraphs = read_paragraphs(read_places(part, begin=head.end, end=None), part)
    yield from lint_text(paragraphs, part)
    yield from lint_setting(paragraphs, part)

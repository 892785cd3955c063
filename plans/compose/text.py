"""Written lines as the paragraphs of a document, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from plans.compose.source import PlanSource
from plans.compose.tokens import inline
from povertyplan.documents.blocks import Paragraph, ParagraphStyle

MARKS = {"- ": ParagraphStyle.BULLET, "+ ": ParagraphStyle.SUB_BULLET}


def paragraphs(
    text: str, source: PlanSource, *, place: str, style: ParagraphStyle = ParagraphStyle.BODY
) -> tuple[Paragraph, ...]:
    """One paragraph a line; "- " and "+ " begin bullets."""
    return tuple(
        Paragraph(
            inline=inline(line[2:].strip() if line[:2] in MARKS else line, source),
            style=MARKS.get(line[:2], style),
            place=paragraph_place(place, number),
        )
        for number, line in numbered_lines(text)
    )


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that become paragraphs, from 1."""
    return enumerate((line for line in text.splitlines() if line.strip()), start=1)


def paragraph_place(place: str, number: int) -> str:
    """Where the nth paragraph of a text stands."""
    return f"{place}/paragraph:{number}"

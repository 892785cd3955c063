"""Checks of prose: what their tests read and build."""

from __future__ import annotations

from dataclasses import replace

from povertyplan.documents.blocks import (
    Appendix,
    Column,
    Document,
    Figure,
    Paragraph,
    ParagraphStyle,
    Row,
    Table,
)
from povertyplan.documents.checks import Code, check
from tests.documents.sample import sample

NAMES = Table(
    key="names",
    columns=(Column(key="name", label="Tên thôn"), Column(key="poor", label="Hộ nghèo")),
    rows=(Row(key="1", cells=("Khu phố 3", Figure(key="x", value=4))),),
)


def document(
    *texts: str, appendices: int = 0, month: int | None = 5, year: int = 2026, tables: tuple[Table, ...] = ()
) -> Document:
    """A document of these paragraphs ("- " is a bullet), with so many appendices."""
    base = sample()
    paragraphs = tuple(
        Paragraph(
            inline=(text.removeprefix("- "),),
            style=ParagraphStyle.BULLET if text.startswith("- ") else ParagraphStyle.BODY,
            place=f"paragraph:{number}",
        )
        for number, text in enumerate(texts, start=1)
    )
    return replace(
        base,
        letterhead=replace(base.letterhead, month=month),
        title=replace(base.title, subject="Giảm nghèo"),
        blocks=(*paragraphs, *tables),
        appendices=tuple(
            Appendix(key=f"a{number}", title="Danh sách hộ", reference="", blocks=())
            for number in range(1, appendices + 1)
        ),
        properties={"year": str(year)},
    )


def codes(found: Document, *wanted: Code) -> list[tuple[str, str, str]]:
    return [(each.code, each.place, each.printed) for each in check(found) if each.code in wanted]

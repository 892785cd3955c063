"""Reads a produced PDF back and says which rules of decree 30/2020/NĐ-CP (annex I) its paper breaks."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader

from povertyplan.documents.layout import MOTTO, NATION, WATERMARK

A4 = (595, 842)
TOP_MARGIN = 20 * 72 / 25.4
PAPER_FONTS = ("Paper", "LiberationSerif", "Tinos", "TimesNewRoman")


@dataclass(frozen=True, kw_only=True)
class BrokenRule:
    """One rule, the page (from 1) that breaks it, and what was found there."""

    rule: str
    page: int
    found: str


def lint(pdf: bytes, *, draft: bool, parts: tuple[int, ...] | None = None) -> tuple[BrokenRule, ...]:
    """Every broken rule. `parts` says how many pages body and appendices have.

    Without it a part begins wherever no number stands in the top margin.
    """
    return tuple(_lint(PdfReader(io.BytesIO(pdf)), draft, parts))


def _lint(reader: PdfReader, draft: bool, parts: tuple[int, ...] | None) -> Iterator[BrokenRule]:
    firsts = {sum(parts[:index]) for index in range(len(parts))} if parts is not None else None
    expected = 0
    for index, page in enumerate(reader.pages):
        size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        if size not in (A4, A4[::-1]):
            yield BrokenRule(rule="paper is A4", page=index + 1, found=f"{size[0]} × {size[1]} pt")
        for name in _fonts(page):
            if not name.startswith(PAPER_FONTS):
                yield BrokenRule(rule="every font is the paper font", page=index + 1, found=name)
        text = _plain(page.extract_text())
        if draft != (WATERMARK in text.replace("\n", " ")):
            yield BrokenRule(
                rule="a draft and only a draft says DỰ THẢO", page=index + 1, found=str(not draft)
            )
        number, centre = _page_number(page)
        first = index in firsts if firsts is not None else not number
        expected = 1 if first else expected + 1
        if number != ("" if first else str(expected)):
            yield BrokenRule(rule="pages count from 1, not shown on the first", page=index + 1, found=number)
        if number and abs(centre - _text_centre(size[0])) > 6:
            yield BrokenRule(
                rule="the page number is centred in the top margin", page=index + 1, found=f"{centre:.0f}"
            )
    head = _plain(reader.pages[0].extract_text()).replace("\n", " ")
    for line in (NATION, MOTTO, "Nơi nhận"):
        where = (
            head
            if line in (NATION, MOTTO)
            else _plain(" ".join(page.extract_text() for page in reader.pages))
        )
        if line not in where:
            yield BrokenRule(rule="the document has its head and foot", page=1, found=f"no {line}")


def _text_centre(width: float) -> float:
    return width / 2 + (30 - 15) / 2 * 72 / 25.4


def _page_number(page: PageObject) -> tuple[str, float]:
    """The text in the top margin and its horizontal middle."""
    found: list[tuple[str, float]] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], _font: Any, size: float) -> None:
        x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
        y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
        if text.strip() and float(page.mediabox.height) - y < TOP_MARGIN:
            found.append((text.strip(), x + len(text.strip()) * size * abs(matrix[0]) / 4))

    page.extract_text(visitor_text=visit)
    return ("".join(text for text, _ in found), found[0][1]) if found else ("", 0.0)


def _fonts(page: PageObject) -> set[str]:
    """Names of the page's fonts without the tag of a subset; one that is not embedded says so."""
    fonts: Any = page.get("/Resources", {}).get("/Font", {})
    names = set()
    for reference in fonts.get_object().values() if fonts else ():
        font = reference.get_object()
        name = str(font["/BaseFont"]).lstrip("/").rpartition("+")[2]
        descendants = font.get("/DescendantFonts")
        holder = descendants.get_object()[0].get_object() if descendants else font
        descriptor = holder.get("/FontDescriptor")
        embedded = descriptor and any(key.startswith("/FontFile") for key in descriptor.get_object())
        names.add(name if embedded else f"not embedded: {name}")
    return names


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)

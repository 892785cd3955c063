"""From the bytes of a PDF to paper: what is drawn where, and in which font."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pdfplumber
from fontTools.ttLib import TTFont, TTLibError
from pdfminer.pdftypes import resolve1
from pdfplumber.utils.exceptions import PdfminerException

from povertyplan.common.errors import DomainError
from povertyplan.documents.lint.paper import (
    CAPITALS,
    MM,
    Face,
    Grid,
    Letter,
    Line,
    Page,
    Part,
    Stroke,
    lines_of,
)

APPENDIX = re.compile(r"phụ lục(?: (?:[ivxlc]+|\d+))?", re.IGNORECASE)
UNREADABLE = "Tệp PDF hỏng, không đọc được. Hãy in lại."
THICKEST = 2.0  # points; anything thicker is an area, not a line


class UnreadableError(DomainError):
    """Bytes that are no PDF."""


def read_parts(pdf: bytes, sizes: tuple[int, ...] | None = None) -> tuple[Part, ...]:
    """The paper by parts; `sizes` says how many pages each has, else a part begins with a line "Phụ lục".

    Raises UnreadableError.
    """
    try:
        with pdfplumber.open(io.BytesIO(pdf)) as file:
            pages = [_page(page, index) for index, page in enumerate(file.pages, 1)]
    except PdfminerException as error:
        raise UnreadableError(UNREADABLE) from error
    if not pages:
        raise UnreadableError(UNREADABLE)
    if sizes is None:
        begins = [
            index
            for index, page in enumerate(pages)
            if index == 0 or (page.lines and APPENDIX.fullmatch(page.lines[0].text))
        ]
    else:
        begins = [sum(sizes[:index]) for index in range(len(sizes))]
    return tuple(
        Part(pages=tuple(pages[begin:end]), appendix=begin > 0)
        for begin, end in pairwise([*begins, len(pages)])
    )


def _page(page: Any, index: int) -> Page:
    faces = _faces(page)
    upright, turned = [], []
    for char in page.chars:
        a, b, _, _, _, rise = char["matrix"]
        if abs(b) > 1e-6 or a <= 0:
            turned.append(char["text"])
            continue
        upright.append(
            Letter(
                text=char["text"],
                x0=char["x0"],
                x1=char["x1"],
                baseline=page.height - rise,
                size=round(char["size"], 1),
                face=faces.get(char["fontname"]) or _unknown(char["fontname"]),
                black=_black(char["non_stroking_color"]),
            )
        )
    strokes = tuple(_strokes(page))
    grids, lines = _tables(lines_of(upright), strokes)
    number = next((line for line in (*lines[:1], *lines[-1:]) if _is_number(line)), None)
    return Page(
        index=index,
        width=float(page.width),
        height=float(page.height),
        number=number,
        lines=tuple(line for line in lines if line is not number),
        grids=grids,
        strokes=strokes,
        turned=unicodedata.normalize("NFC", "".join(turned)),
        faces=tuple(faces.values()),
    )


def _is_number(line: Line) -> bool:
    return line.text.isdecimal() and line.x0 > 35 * MM + line.size


def _tables(
    lines: tuple[Line, ...], strokes: tuple[Stroke, ...]
) -> tuple[tuple[Grid, ...], tuple[Line, ...]]:
    """The tables, by strokes that touch each other, and the lines outside them."""
    groups: list[list[Stroke]] = []
    bottom = 0.0
    for stroke in sorted(strokes, key=lambda stroke: stroke.top):
        if groups and stroke.top < bottom + 1:
            groups[-1].append(stroke)
            bottom = max(bottom, stroke.bottom)
        else:
            groups.append([stroke])
            bottom = stroke.bottom
    grids: list[Grid] = []
    held: set[int] = set()
    for group in groups:
        if all(stroke.level for stroke in group):
            continue
        top, end = group[0].top, max(stroke.bottom for stroke in group)
        inside = [line for line in lines if top < line.baseline - CAPITALS * line.size / 2 < end]
        held.update(map(id, inside))
        grids.append(Grid(strokes=tuple(group), lines=tuple(inside)))
    return tuple(grids), tuple(line for line in lines if id(line) not in held)


def _strokes(page: Any) -> Iterator[Stroke]:
    for drawn in (*page.rects, *page.lines):
        if min(drawn["width"], drawn["height"]) > THICKEST:
            continue
        colour = drawn["stroking_color"] if drawn["stroke"] else drawn["non_stroking_color"]
        yield Stroke(
            x0=drawn["x0"],
            x1=drawn["x1"],
            top=drawn["top"],
            bottom=drawn["bottom"],
            black=_black(colour),
        )


def _black(colour: object) -> bool:
    """Whether a grey, RGB or CMYK colour is black; nothing said is black too, a pattern is not."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    numbers = [part for part in parts if isinstance(part, (int, float))]
    if len(numbers) < len(parts):
        return colour is None
    return numbers[3] > 0.95 if len(numbers) == 4 else max(numbers) < 0.05


def _unknown(name: str) -> Face:
    return Face(name=name, embedded=False, bold="Bold" in name, italic="Italic" in name)


def _faces(page: Any) -> Mapping[str, Face]:
    """The fonts of a page and of what is laid over it, by the name under which letters are drawn."""
    resources = resolve1(page.page_obj.resources)
    drawn = (resolve1(form).attrs for form in (resolve1(resources.get("XObject")) or {}).values())
    holders = [resources, *(resolve1(each["Resources"]) for each in drawn if "Resources" in each)]
    faces: dict[str, Face] = {}
    for fonts in (resolve1(holder.get("Font")) or {} for holder in holders):
        for font in map(resolve1, fonts.values()):
            name = _literal(font.get("BaseFont"))
            if name not in faces:
                faces[name] = _face(name, font)
    return faces


def _face(name: str, font: Mapping[str, Any]) -> Face:
    descendants = resolve1(font.get("DescendantFonts"))
    holder = resolve1(descendants[0]) if descendants else font
    descriptor = resolve1(holder.get("FontDescriptor")) or {}
    stream = next((descriptor[key] for key in descriptor if key.startswith("FontFile")), None)
    if stream is None:
        return _unknown(name)
    try:
        with TTFont(io.BytesIO(resolve1(stream).get_data()), lazy=True) as program:
            style = program["head"].macStyle
            family = program["name"].getBestFamilyName() or name if "name" in program else name
            return Face(name=family, embedded=True, bold=bool(style & 1), italic=bool(style & 2))
    except (TTLibError, KeyError):  # no TrueType
        return Face(name=name, embedded=True, bold="Bold" in name, italic="Italic" in name)


def _literal(name: object) -> str:
    literal = getattr(name, "name", name)
    return literal.decode() if isinstance(literal, bytes) else str(literal)

"""Paragraphs and their runs; looks come from styles, a run adds at most bold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn

from povertyplan.documents.docx.elements import Element, number_properties, w
from povertyplan.documents.docx.styles import RULE, Style

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _CONTROL.sub(" ", text)


def run(text: str, *, bold: bool = False) -> Element:
    content = w("t")
    content.text = plain(text)
    content.set(qn("xml:space"), "preserve")
    return w("r", *([w("rPr", w("b"), w("bCs"))] if bold else []), content)


def paragraph(
    style: Style,
    *runs: Element | str,
    keep: bool = False,
    number: tuple[int, int] | None = None,
    align: str = "",
) -> Element:
    """A paragraph; what is not said follows its style. `number` is level and list."""
    properties = [w("pStyle", val=style.identity)]
    if keep:
        properties.append(w("keepNext"))
    if number:
        properties.append(number_properties(*number))
    if align:
        properties.append(w("jc", val=align))
    return w("p", w("pPr", *properties), *(run(each) if isinstance(each, str) else each for each in runs))


def lines(texts: tuple[str, ...]) -> Iterator[Element]:
    """Runs that break where a line of the title ends."""
    for index, text in enumerate(texts):
        if index:
            yield w("r", w("br"))
        yield run(text)


def rule(*, room: float, length: float, after: int = 0) -> Element:
    """A centred rule of so many twips in a column of `room` twips, with `after` free below."""
    sides = max(0, round((room - length) / 2))
    return w(
        "p",
        w(
            "pPr",
            w("pStyle", val=RULE.identity),
            w("pBdr", w("top", val="single", sz=6, space=1, color="000000")),
            w("spacing", before=50, after=after),
            w("ind", left=sides, right=sides, firstLine=0),
        ),
    )

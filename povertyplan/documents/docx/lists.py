"""The lists of the Word file: sections count themselves, bullets mark themselves.

Points (a, b, c, d, đ, e, g …) alone are typed text: of the number formats that Word knows (ST_NumberFormat of
ISO/IEC 29500-1) none counts in Vietnamese letters, and lowerLetter would print "e)" for "đ)".
"""

from __future__ import annotations

from itertools import count

from docx.document import Document as WordDocument

from povertyplan.documents.docx.elements import Element, w
from povertyplan.documents.docx.styles import (
    BULLET,
    BULLETS,
    HEADINGS,
    INDENT,
    SECTIONS,
    SUB_BULLET,
    SUB_BULLETS,
    Style,
)

_LEVELS = {
    SECTIONS: (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3.")),
    BULLETS: (("bullet", "-"),),
    SUB_BULLETS: (("bullet", "+"),),
}
_STYLES = {each.number: each for each in (*HEADINGS, BULLET, SUB_BULLET)}


class Lists:
    """The lists of one file; `sections` is the list of the part that is being written."""

    def __init__(self, word: WordDocument) -> None:
        self._root = word.part.numbering_part.element
        self._root.clear()
        for identity, levels in _LEVELS.items():
            self._root.append(
                w(
                    "abstractNum",
                    w("multiLevelType", val="multilevel" if len(levels) > 1 else "singleLevel"),
                    *(_level(index, *level, _STYLES[index, identity]) for index, level in enumerate(levels)),
                    abstractNumId=identity,
                )
            )
        self._identities = count(1)
        self.sections, *_ = map(self._list, _LEVELS)

    def restart(self) -> None:
        """Sections count from I again."""
        starts = [
            w("lvlOverride", w("startOverride", val=1), ilvl=level)
            for level, _ in enumerate(_LEVELS[SECTIONS])
        ]
        self.sections = self._list(SECTIONS, *starts)

    def _list(self, levels: int, *overrides: Element) -> int:
        identity = next(self._identities)
        self._root.append(w("num", w("abstractNumId", val=levels), *overrides, numId=identity))
        return identity


def _level(index: int, form: str, text: str, style: Style) -> Element:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("pStyle", val=style.identity),
        w("suff", val="space"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=0, firstLine=INDENT)),
        ilvl=index,
    )

"""The numbers that Word prints before paragraphs and does not keep as text. Runs in the process apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from povertyplan.documents.numbering import roman
from povertyplan.documents.package import PartReader

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


def value(attributes: Mapping[str, str], name: str = "val") -> str:
    """The attribute of that local name, whatever its namespace."""
    return next((text for key, text in attributes.items() if key.rpartition(" ")[2] == name), "")


def whole(text: str) -> int | None:
    """The number that an attribute holds; None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


@dataclass
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class _List:
    """What one `num` says: whose levels it uses, and where it starts anew."""

    levels: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    is_begun: bool = False


class Numbering(PartReader):
    """word/numbering.xml, and the counting that follows from it."""

    def __init__(self) -> None:
        super().__init__()
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int]] = {}
        self._abstract = self._list = ""
        self._level = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "abstractNum":
                self._abstract = value(attributes, "abstractNumId")
                self._levels[self._abstract] = {}
            case "num":
                self._list = value(attributes, "numId")
                self._lists[self._list] = _List()
            case "abstractNumId" if "num" in self.path:
                self._lists[self._list].levels = value(attributes)
            case "lvl" | "lvlOverride":
                self._level = whole(value(attributes, "ilvl")) or 0
                if name == "lvl" and "abstractNum" in self.path:
                    self._levels[self._abstract][self._level] = _Level()
            case "startOverride":
                self._lists[self._list].starts[self._level] = whole(value(attributes)) or 1
            case "start" | "numFmt" | "lvlText" if "abstractNum" in self.path:
                level = self._levels[self._abstract].setdefault(self._level, _Level())
                if name == "start":
                    level.start = whole(value(attributes)) or 0
                elif name == "numFmt":
                    level.form = value(attributes)
                else:
                    level.text = value(attributes)

    def label(self, list_id: str, level: int) -> str:
        """The number before the next paragraph of the list, counted on; "" where there is none."""
        used = self._lists.get(list_id)
        levels = self._levels.get(used.levels, {}) if used else {}
        if not used or level not in levels:
            return ""
        shape = levels[level]
        if shape.form == "bullet":
            return shape.text if shape.text in "+*" and shape.text else "-"
        counts = self._counts.setdefault(used.levels, [0] * _LEVELS)
        if used.starts and not used.is_begun:
            counts[:] = [0] * _LEVELS
            used.is_begun = True
        counts[level] = counts[level] + 1 if counts[level] else used.starts.get(level, shape.start)
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return _PLACE.sub(lambda found: self._number(int(found[1]) - 1, levels, counts), shape.text)

    def _number(self, at: int, levels: Mapping[int, _Level], counts: list[int]) -> str:
        level = levels.get(at, _Level())
        number = max(counts[at], 1)
        match level.form:
            case "upperRoman":
                return roman(number)
            case "lowerRoman":
                return roman(number).lower()
            case "lowerLetter" | "upperLetter":
                letter = chr(ord("a") + (number - 1) % 26)
                return letter if level.form == "lowerLetter" else letter.upper()
            case "none":
                return ""
            case _:
                return str(number)


class Styles(PartReader):
    """word/styles.xml: which paragraph styles number their paragraphs, as list and level."""

    def __init__(self) -> None:
        super().__init__()
        self.numbered: dict[str, tuple[str, int]] = {}
        self._style = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = value(attributes, "styleId")
        elif "numPr" in self.path and self._style:
            list_id, level = self.numbered.get(self._style, ("", 0))
            if name == "numId":
                list_id = value(attributes)
            elif name == "ilvl":
                level = whole(value(attributes)) or 0
            self.numbered[self._style] = (list_id, level)

"""Which agency of the commune is meant by a name as an officer writes it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from povertyplan.common.text import clean_line, fold

_BETWEEN = re.compile(r"\s*[,+•]\s*|\s+[-–]\s+|\s+(?:và|va)\s+", re.IGNORECASE)
_EDGES = " -–+•.,"


@dataclass(frozen=True, kw_only=True)
class AgencyName:
    """An agency by its id, with its whole and its short name."""

    pk: int
    name: str
    short_name: str


class AgencyNames:
    """The commune's agencies, to look names up in: whole or short, with or without diacritics. A short name
    that two have means neither.
    """

    def __init__(self, agencies: Iterable[AgencyName]) -> None:
        listed = list(agencies)
        shorts = Counter(fold(each.short_name) for each in listed)
        short = {fold(each.short_name): each.pk for each in listed if each.short_name}
        self._by_name = {key: pk for key, pk in short.items() if shorts[key] == 1}
        self._by_name |= {fold(each.name): each.pk for each in listed}

    def find(self, written: str) -> int | None:
        """The agency's id; None for a name that is none's."""
        return self._by_name.get(fold(written.strip(_EDGES)))

    def find_all(self, written: str) -> tuple[frozenset[int], tuple[str, ...]]:
        """The agencies in a list of names, and what in it is no agency's name. A comma, a dash or an "and"
        may stand between two names or in one: the longest that fits is taken.
        """
        found: set[int] = set()
        unknown: list[str] = []
        for piece in written.split(";"):
            self._read(clean_line(piece).strip(_EDGES), found, unknown)
        return frozenset(found), tuple(unknown)

    def _read(self, piece: str, found: set[int], unknown: list[str]) -> None:
        marks = [(mark.start(), mark.end()) for mark in _BETWEEN.finditer(piece)]
        starts = [0, *(end for _, end in marks)]
        ends = [*(start for start, _ in marks), len(piece)]
        at = 0
        while at < len(starts):
            for to in range(len(ends) - 1, at - 1, -1):
                if (pk := self.find(piece[starts[at] : ends[to]])) is not None:
                    found.add(pk)
                    at = to
                    break
            else:
                if text := piece[starts[at] : ends[at]].strip(_EDGES):
                    unknown.append(text)
            at += 1

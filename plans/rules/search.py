"""Finding a line by some of its words as they are typed: accents, case and order do not matter, and the last
word may be unfinished.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from povertyplan.common.text import fold

MAX_QUERY = 200  # characters
MAX_HITS = 20
_WORD = re.compile(r"[^\W\d_]+|\d+|%")
_WRITTEN_OUT = {
    "%": "ty le",
    "hcn": "ho can ngheo",
    "hn": "ho ngheo",
    "kp": "khu pho",
    "tdp": "to dan pho",
    "ti": "ty",
    "tl": "ty le",
}
_NOT_REQUIRED = {"bao", "cac", "cho", "co", "cua", "la", "nhieu", "nhung", "o", "tai", "trong", "va"}


@dataclass(frozen=True)
class Searched:
    """What a search looks through: the line that is shown, and words that find it without being shown."""

    line: str
    also: str = ""


@dataclass(frozen=True)
class Matches:
    """Where the lines stand that were meant, best first; `is_near` when none has all the words."""

    places: tuple[int, ...]
    is_near: bool = False


@lru_cache(maxsize=16_384)  # the same lines at every letter typed
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text: digits apart from letters, usual abbreviations written out."""
    written = (_WRITTEN_OUT.get(word, word) for word in _WORD.findall(fold(text)))
    return tuple(word for each in written for word in each.split())


def best_matches(query: str, searched: Iterable[Searched], *, at_most: int = MAX_HITS) -> Matches:
    """The lines with all words of the query, else those with the most if that is at least half of them.

    Whole words come before beginnings of words, words that stand together before scattered ones, short lines
    before long ones, and then the order given. A query without words finds the first lines.
    """
    words = words_of(query[:MAX_QUERY])
    ranks = sorted((*_rank(words, each), place) for place, each in enumerate(searched))
    missing = ranks[0][0] if ranks else 0
    if 2 * missing > len(set(words) - _NOT_REQUIRED):
        return Matches(())
    return Matches(tuple(rank[-1] for rank in ranks if rank[0] == missing)[:at_most], is_near=missing > 0)


def _rank(words: Sequence[str], each: Searched) -> tuple[int, int, int, int]:
    """How many words are missing, are only begun, do not follow each other, and are one side's alone."""
    if not words:
        return 0, 0, 0, 0
    line, wanted = words_of(each.line), set(words)
    there = {*line, *words_of(each.also)} if each.also else set(line)
    missing = wanted - there
    begun = words[-1] in missing and any(word.startswith(words[-1]) for word in there)
    if begun:
        missing.remove(words[-1])
    pairs = set(pairwise(line))
    apart = sum(pair not in pairs for pair in pairwise(words))
    return len(missing - _NOT_REQUIRED), begun, apart, len(wanted.symmetric_difference(line))

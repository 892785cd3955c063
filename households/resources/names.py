"""Which hamlet of the commune's list is meant by a name as an officer writes it. Pure.

Spelling, labels, numbering and missing diacritics are seen through as long as one hamlet alone fits; a letter
or a tone that differs is a question to the officer, never an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from povertyplan.common.text import fold, name_key

MAX_SUGGESTIONS = 3
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_NUMBERING = re.compile(r"^(?:\d{1,3}|[ivx]{1,5})\s*[.)\-–/:]\s*(?=[^\W\d])", re.IGNORECASE)
# Words that an officer writes before a name, and which of our labels they stand for.
_WRITTEN_LABELS = {
    **{label: (label,) for label in ("thon", "xom", "ban", "ap", "buon", "lang", "khom")},
    **dict.fromkeys(("khu pho", "k pho", "kp"), ("khu pho",)),
    **dict.fromkeys(("to dan pho", "to dp", "tdp", "to"), ("to dan pho",)),
    **dict.fromkeys(("khu dan cu", "kdc"), ("khu", "khu pho", "to dan pho")),
    "khu": ("khu", "khu pho"),
}
_LONGEST_LABEL = 3  # words
_FIRST_WORDS = {words.split()[0] for words in _WRITTEN_LABELS}
_PART = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class HamletName:
    """A hamlet of the commune's list; `label` is the word before its name ("xóm")."""

    pk: int
    name: str
    label: str


class Syllable(NamedTuple):
    """A syllable without its marks, the marks on each letter, and its tone, wherever that is written."""

    letters: str
    marks: tuple[str, ...]
    tone: str

    def lacks_only_marks_of(self, full: Syllable) -> bool:
        """Whether this is the other syllable, some of its marks or its tone not typed."""
        return (
            self.letters == full.letters
            and self.tone in ("", full.tone)
            and all(set(mine) <= set(theirs) for mine, theirs in zip(self.marks, full.marks, strict=True))
        )


Name = tuple[Syllable, ...]


class HamletNames:
    """The commune's list, to look names up in."""

    def __init__(self, hamlets: Sequence[HamletName]) -> None:
        self.by_pk = {hamlet.pk: hamlet for hamlet in hamlets}
        self._by_name = {name_key(hamlet.name): hamlet.pk for hamlet in hamlets}
        self._labels = {label: fold(label) for label in {hamlet.label for hamlet in hamlets}}
        self._by_letters: dict[str, list[tuple[HamletName, Name]]] = {}
        for hamlet in hamlets:
            full = syllables(hamlet.name)
            labels, bare = _split(full)
            for name in {full, bare if self._labels[hamlet.label] in labels else full}:
                self._by_letters.setdefault(_letters(name), []).append((hamlet, name))
        self._found: dict[str, tuple[int, ...]] = {}

    def find(self, written: str) -> tuple[int, ...]:
        """The hamlets a name may mean: one is the hamlet, none is unknown, several cannot be told apart."""
        if written not in self._found:
            self._found[written] = self._search(written)
        return self._found[written]

    def suggestions(self, written: str) -> tuple[int, ...]:
        """The hamlets written most like the name, the closest first."""
        if found := self.find(written):
            return found[:MAX_SUGGESTIONS]
        base = _letters(_split(syllables(without_number(written)))[1])
        close = get_close_matches(base, self._by_letters, n=2 * MAX_SUGGESTIONS)
        pks = dict.fromkeys(hamlet.pk for each in close for hamlet, _ in self._by_letters[each])
        return tuple(pks)[:MAX_SUGGESTIONS]

    def _search(self, written: str) -> tuple[int, ...]:
        texts = dict.fromkeys((written, without_number(written)))
        for text in texts:
            if (exact := self._by_name.get(name_key(text))) is not None:
                return (exact,)
        readings = [
            reading
            for text in texts
            for name in [syllables(text)]
            for reading in ((None, name), _split(name))
        ]
        fitting = [
            (name == full, hamlet.pk)
            for labels, name in readings
            for hamlet, full in self._by_letters.get(_letters(name), ())
            if (labels is None or self._labels[hamlet.label] in labels)
            and (name == full or all(map(Syllable.lacks_only_marks_of, name, full)))
        ]
        return tuple(sorted({pk for exact, pk in fitting if exact} or {pk for _, pk in fitting}))


def without_number(written: str) -> str:
    """The name without a number typed before it: "1. Ba Giăng", "02 - Lê Lợi"."""
    return _NUMBERING.sub("", written, count=1)


@lru_cache(maxsize=8192)
def syllables(text: str) -> Name:
    """The syllables and numbers of a name; "Giáo2" is two, "09" is "9"."""
    return tuple(map(_syllable, _PART.findall(name_key(text))))


@lru_cache(maxsize=8192)
def _syllable(part: str) -> Syllable:
    if part.isdecimal():
        number = part.lstrip("0") or "0"
        return Syllable(number, ("",) * len(number), "")
    letters, tone = "", ""
    marks: list[str] = []
    for char in unicodedata.normalize("NFD", part):
        if char in _TONES:
            tone = char
        elif unicodedata.combining(char) and marks:
            marks[-1] += char
        else:
            letters += "d" if char == "đ" else char
            marks.append("đ" if char == "đ" else "")
    return Syllable(letters, tuple(marks), tone)


def _letters(name: Name) -> str:
    return " ".join([each.letters for each in name])


def _split(name: Name) -> tuple[tuple[str, ...], Name]:
    """The labels that the name's first words may stand for, and what follows them."""
    longest = _LONGEST_LABEL if name and name[0].letters in _FIRST_WORDS else 0
    for length in range(min(longest, len(name) - 1), 0, -1):
        if labels := _WRITTEN_LABELS.get(_letters(name[:length])):
            return labels, name[length:]
    return (), name

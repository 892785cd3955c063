"""Vietnamese text without a database: one spelling (NFC), searching without diacritics, sorting as a reader
expects.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTER_ORDER = {letter: f"{index:02d}" for index, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
MAX_MARKS = (
    30  # on one letter, as Unicode's stream-safe text has it; putting more in order takes quadratic time
)
_SHORT = 200  # letters that may be marks without taking long
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def clean_line(text: str) -> str:
    """One line in NFC, control characters and runs of white space folded to single spaces.

    What cannot be seen (zero width, direction marks, halves of surrogate pairs) is dropped, and marks that no
    letter carries.
    """
    if not text.isprintable():  # most text is, and nothing in it is dropped then
        text = "".join(" " if unicodedata.category(c) in {"Cc", "Zs", "Zl", "Zp"} else c for c in text)
        text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cs"})
    return unicodedata.normalize("NFC", _with_few_marks(" ".join(text.split())))


def _with_few_marks(text: str) -> str:
    if len(text) <= _SHORT or text.isascii():
        return text
    kept, marks = [], 0
    for c in text:
        marks = marks + len(unicodedata.normalize("NFD", c)) if unicodedata.combining(c) else 0
        if marks <= MAX_MARKS:
            kept.append(c)
    return "".join(kept)


def clean_text(text: str) -> str:
    """Several lines in NFC; each line cleaned, empty ones dropped."""
    return "\n".join(line for line in map(clean_line, text.splitlines()) if line)


def fold(text: str) -> str:
    """Lower case without diacritics ("Khâu Giáo" → "khau giao"), for searching."""
    return _folded(text) if len(text) <= _SHORT else _folded.__wrapped__(text)


@lru_cache(maxsize=16_384)  # the same names of places again and again, and nothing that fills the memory
def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", clean_line(text).casefold().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def name_key(text: str) -> str:
    """What makes two names the same name: letters and tone count, case and spacing do not."""
    return clean_line(text).casefold()


def slug(text: str) -> str:
    """Latin letters, digits and hyphens ("Phú Thịnh" → "phu-thinh"); never empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "x"


def sort_key(text: str) -> str:
    """A key that sorts by Vietnamese letter order, tone last, numbers by value; the same on every
    database.
    """
    letters, tones = [], []
    for part in re.findall(r"\d+|\D", clean_line(text).casefold()):
        if part.isdigit():
            letters.append("/" + part.lstrip("0").rjust(9, "0")[-9:])
            continue
        decomposed = unicodedata.normalize("NFD", part)
        tone = next((c for c in decomposed if c in _TONE_ORDER), "")
        letter = unicodedata.normalize("NFC", decomposed.replace(tone, "") if tone else decomposed)
        if not letter:  # a tone on a letter that has none composed
            tones.append(_TONE_ORDER[tone])
            continue
        letters.append(_LETTER_ORDER.get(letter, "!" if letter == " " else f"~{ord(letter[0]):06x}"))
        tones.append(_TONE_ORDER.get(tone, "0"))
    return "".join(letters) + " " + "".join(tones)


def upper_first(text: str) -> str:
    """The text with its first letter raised, the rest untouched."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text as it goes on in a sentence: its first letter small, the rest untouched."""
    return text[:1].lower() + text[1:]


def given_name_order(full_name: str) -> str:
    """A key by which Vietnamese lists of people go: the given name, which stands last, then the whole."""
    words = full_name.split()
    return f"{sort_key(words[-1])} {sort_key(full_name)}" if words else ""

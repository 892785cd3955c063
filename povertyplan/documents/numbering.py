"""Numbers of sections and appendices, as decree 30/2020/NĐ-CP (annex I) counts them; nobody types one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from povertyplan.documents.blocks import Article, Block, Section

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A number from 1 up in Roman capitals; beyond 39 the tens just repeat."""
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def point_letter(number: int) -> str:
    """The Vietnamese letter of the nth point; after "y" come "aa", "ab", …"""
    size = len(POINT_LETTERS)
    turn, index = divmod(number - 1, size)
    return (point_letter(turn) if turn else "") + POINT_LETTERS[index]


def section_number(path: tuple[int, ...]) -> str:
    """The bare number of the section at `path` (positions from 1 on every level): "I", "1", "1.1", "a"."""
    match path:
        case (first,):
            return roman(first)
        case (_, second):
            return str(second)
        case (_, second, third):
            return f"{second}.{third}"
        case _:
            return point_letter(path[-1])


def section_label(path: tuple[int, ...]) -> str:
    """What is printed before the heading: "I.", "1.", "1.1.", "a)"."""
    return section_number(path) + (")" if len(path) > 3 else ".")


def article_label(path: tuple[int, ...]) -> str:
    """ "Điều 1." """
    return f"Điều {path[-1]}."


def appendix_label(index: int, size: int) -> str:
    """ "Phụ lục" when it is alone, otherwise "Phụ lục I", "Phụ lục II"; `index` counts from 1."""
    return "Phụ lục" if size == 1 else f"Phụ lục {roman(index)}"


def numbered(
    blocks: tuple[Block, ...], above: tuple[int, ...] = ()
) -> Iterator[tuple[Block, tuple[int, ...]]]:
    """The blocks of one level, each with its path; what has no number has the path of what holds it."""
    sections, articles = count(1), count(1)
    for block in blocks:
        match block:
            case Section():
                yield block, (*above, next(sections))
            case Article():
                yield block, (*above, next(articles))
            case _:
                yield block, above

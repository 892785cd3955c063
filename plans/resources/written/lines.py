"""The lines of an old plan as people mean them: one paragraph a line, whatever the file did to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from povertyplan.common.text import clean_line

ROMAN = re.compile(r"(?P<number>[IVXl]{1,5})\s*[.)]\s+(?P<text>\S.*)")
ARABIC = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s*[.)]\s+(?P<text>\S.*)")
DEEP = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\s+(?P<text>[^\W\d].*)")
LETTER = re.compile(r"(?P<number>[a-zđ])\)\s*(?P<text>\S.*)")
BULLET = re.compile(r"(?P<mark>[-–—•+*])\s*(?P<text>[^\s-].*)")
RECIPIENTS = re.compile(r"\W?(?:Nơi|№i|Noi)\s+nhận\s*:?\s*$", re.IGNORECASE)
END = re.compile(r"\.\s*/\s*\.\s*$")
_MARKUP = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}")
_BULLETS = {"–": "-", "—": "-", "•": "-"}
_LONGEST_WRAPPED = 130  # a line of print; whole paragraphs are longer
_FULL = 55  # a printed line that goes on below it is nearly full


def paragraphs(lines: Iterable[str]) -> list[str]:
    """The lines without markup, tabs kept; wrapped ones joined where the whole text is wrapped."""
    clean = [line for line in map(_clean, lines) if line]
    if any(len(line) > _LONGEST_WRAPPED for line in clean if "\t" not in line):
        return clean
    return list(_joined(clean))


def starts_something(line: str) -> bool:
    """Whether a number, letter, bullet or capitals say that the line is no continuation."""
    marks = (ROMAN, ARABIC, DEEP, LETTER, BULLET, RECIPIENTS)
    return any(mark.match(line) for mark in marks) or line.isupper() or line[0] == "("


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row whose columns are told by tabs; () for other lines."""
    return tuple(clean_line(cell) for cell in line.split("\t")) if "\t" in line else ()


def bullet(line: str) -> str:
    """The line with the mark that plans print: "- ", "+ "; other lines as they are."""
    found = BULLET.match(line)
    if not found:
        return line
    mark = _BULLETS.get(found["mark"], found["mark"])
    return f"{mark} {found['text']}"


def _clean(line: str) -> str:
    if "\t" in line.strip():
        return "\t".join(clean_line(_MARKUP.sub("", cell)) for cell in line.rstrip("\n").split("\t"))
    star = "* " if line.lstrip().startswith("* ") else ""
    return star + clean_line(_MARKUP.sub("", line.strip().removeprefix("* ")))


def _joined(lines: Sequence[str]) -> Iterator[str]:
    whole = before = ""
    for line in lines:
        if before and _goes_on(before, line):
            whole = f"{whole} {line}"
        else:
            if whole:
                yield whole
            whole = line
        before = line
    if whole:
        yield whole


def _goes_on(before: str, line: str) -> bool:
    """Whether a printed line is the rest of the one above it."""
    if "\t" in line or "\t" in before or END.search(before) or RECIPIENTS.match(before):
        return False
    if line[0].islower() or line[0] in "/)”":
        return not LETTER.match(line) and (before[-1] not in ".;" or before.endswith("..."))
    return not starts_something(line) and len(before) >= _FULL and before[-1] not in ".;:!?”)"

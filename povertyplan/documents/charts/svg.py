"""Elements of SVG as text: everything that was written by people is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from povertyplan.documents.layout import text_width

WIDTH = 340.0  # of every picture, in its own units: about the pixels that a phone has for it
TYPE, SMALL = 13.0, 11.5  # of words and of the numbers at bars and points
INK, MUTED, BRAND, SOFT, PAPER, GREY = "#1d2733", "#5b6876", "#0b4f6c", "#e6f0f4", "#ffffff", "#9aa5b1"
FONT = "Paper, 'Times New Roman', 'Liberation Serif', Tinos, serif"
WIDER = 1.3  # the screen's type against the paper's


def picture(*, title: str, description: str, height: float, parts: Iterable[str]) -> str:
    """A whole picture with its text alternative."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH:g} {number(height)}"'
        f' font-family="{FONT}" font-size="{TYPE:g}" fill="{INK}"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def words(x: float, y: float, text: str, *, anchor: str = "start", size: float = TYPE, name: str = "") -> str:
    """One line of text; nothing for none."""
    if not text:
        return ""
    named = f' class="{name}"' if name else ""
    smaller = f' font-size="{size:g}"' if size != TYPE else ""
    place = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"'
    return f"<text{named} {place}{smaller}>{escape(text)}</text>"


def stroke(way: str, *, color: str = BRAND, width: float = 1, dash: str = "") -> str:
    """A line along a way."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{way}" fill="none" stroke="{color}" stroke-width="{width:g}"{dashed}/>'


def number(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{round(value, 1) + 0:g}"


def wide(text: str, size: float = TYPE) -> float:
    """About how much room a text takes."""
    return text_width(text) * size * WIDER


def cut(text: str, room: float, size: float = TYPE) -> str:
    """As much of a text as there is room for; the whole stands in the table."""
    if wide(text, size) <= room:
        return text
    while text and wide(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, room: float, lines: int) -> list[str]:
    """A text in so many lines at most, each cut where a word is longer than the room."""
    words = text.split()
    found: list[str] = []
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and wide(" ".join(words[: taken + 1])) <= room:
            taken += 1
        found.append(cut(" ".join(words[:taken]), room))
        words = words[taken:]
    return [*found, cut(" ".join(words), room)] if words else found

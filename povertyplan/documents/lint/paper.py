"""Paper: pages with their lines of letters, strokes, tables and fonts; nothing is judged here.

All measures are points from the top left corner.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
ASCENT, DESCENT, CAPITALS = 0.891, 0.216, 0.66  # of Times, in ems
SAME = 0.7  # points by which places may differ and still be the same
SINGLE = 1.15  # single line spacing of Times, in ems
INDENTED = 10.0  # points from the left from which a line counts as indented
ROUNDING = 1.5  # points by which a justified line may miss the margin: places of letters are rounded
COLUMN_GAP = 12.0  # between texts of two columns; a space is 4 points wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the font program inside the file says of itself."""

    name: str
    embedded: bool
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter as drawn, upright on the page."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    face: Face
    black: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """Letters on one baseline, from left to right, with none blank at either end."""

    letters: tuple[Letter, ...]

    @cached_property
    def text(self) -> str:
        """The words, with single spaces, composed."""
        parts = [self.letters[0].text]
        for before, letter in pairwise(self.letters):
            parts.append(" " if letter.x0 - before.x1 > letter.size / 5 else "")
            parts.append(letter.text)
        return " ".join(unicodedata.normalize("NFC", "".join(parts)).split())

    @cached_property
    def seen(self) -> tuple[Letter, ...]:
        """The letters that leave ink."""
        return tuple(letter for letter in self.letters if not letter.text.isspace())

    @property
    def x0(self) -> float:
        return self.letters[0].x0

    @property
    def x1(self) -> float:
        return self.letters[-1].x1

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @cached_property
    def baseline(self) -> float:
        return self.letters[0].baseline

    @cached_property
    def size(self) -> float:
        """The largest size on the line."""
        return max(letter.size for letter in self.letters)

    @property
    def top(self) -> float:
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + DESCENT * self.size

    @cached_property
    def bold(self) -> bool:
        return all(letter.face.bold for letter in self.seen)

    @cached_property
    def italic(self) -> bool:
        return all(letter.face.italic for letter in self.seen)

    def split(self) -> tuple[Line, ...]:
        """The texts of the columns that stand side by side on this line."""
        return lines_of(self.letters, gap=COLUMN_GAP)

    def words(self) -> tuple[Line, ...]:
        """The runs without a blank."""
        return lines_of(self.seen, gap=self.size / 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A straight line, upright or level."""

    x0: float
    x1: float
    top: float
    bottom: float
    black: bool

    @property
    def level(self) -> bool:
        return self.x1 - self.x0 > self.bottom - self.top


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The part of a table that stands on one page."""

    strokes: tuple[Stroke, ...]
    lines: tuple[Line, ...]

    @cached_property
    def x0(self) -> float:
        return min(stroke.x0 for stroke in self.strokes)

    @cached_property
    def x1(self) -> float:
        return max(stroke.x1 for stroke in self.strokes)

    @cached_property
    def top(self) -> float:
        return min(stroke.top for stroke in self.strokes)

    @cached_property
    def bottom(self) -> float:
        return max(stroke.bottom for stroke in self.strokes)

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """Where its upright lines stand, to the point."""
        return tuple(sorted({round(stroke.x0) for stroke in self.strokes if not stroke.level}))

    @cached_property
    def head(self) -> str:
        """The words of its head: what is bold above the first line across that ends the bold type."""
        words = [word for line in self.lines for word in line.words()]
        first = min((word.baseline for word in words if not word.bold), default=self.bottom)
        across = [
            stroke.top
            for stroke in self.strokes
            if stroke.level and stroke.x0 < self.x0 + SAME and stroke.top < first
        ]
        end = max(across, default=self.top)
        return " ".join(word.text for word in words if word.baseline < end)

    @cached_property
    def tallest_row(self) -> float:
        """The height of its tallest row below the head."""
        levels = sorted(stroke.top for stroke in self.strokes if stroke.level and stroke.x0 < self.x0 + SAME)
        return max((below - above for above, below in pairwise(levels[1:])), default=0.0)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: `lines` stand outside its tables, `number` is the page number printed at its top or foot."""

    index: int
    width: float
    height: float
    number: Line | None
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    strokes: tuple[Stroke, ...]
    turned: str
    faces: tuple[Face, ...]

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    @cached_property
    def top(self) -> float:
        """Where its content begins."""
        items: tuple[Line | Stroke, ...] = (*self.lines, *self.strokes)
        return min((item.top for item in items), default=0.0)

    @cached_property
    def bottom(self) -> float:
        """Where its content ends."""
        items: tuple[Line | Stroke, ...] = (*self.lines, *self.strokes)
        return max((item.bottom for item in items), default=0.0)

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Its lines, those in its tables too."""
        return (*self.lines, *(line for grid in self.grids for line in grid.lines))

    @property
    def first_grid(self) -> Grid | None:
        """The table with which it begins."""
        return next((grid for grid in self.grids if grid.top <= self.top), None)

    @property
    def last_grid(self) -> Grid | None:
        """The table with which it ends."""
        return next((grid for grid in self.grids if grid.bottom >= self.bottom), None)

    def rule_under(self, lines: Iterable[Line]) -> Stroke | None:
        """The level stroke right below centred text, if there is one."""
        last = max(lines, key=lambda line: line.baseline)
        below = [
            stroke
            for stroke in self.strokes
            if stroke.level
            and last.x0 <= (stroke.x0 + stroke.x1) / 2 <= last.x1
            and last.baseline < stroke.top < last.baseline + last.size
        ]
        return min(below, key=lambda stroke: stroke.top, default=None)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Pages with numbers of their own: the body, or one appendix."""

    pages: tuple[Page, ...]
    appendix: bool

    @cached_property
    def left(self) -> float:
        """Where lines begin that go on with a paragraph, else tables; 30 mm when nothing tells."""
        tables = [grid.x0 for page in self.pages for grid in page.grids]
        return _edge([line.x0 for _, line in self._going_on()], min) or min(tables, default=30 * MM)

    @cached_property
    def right(self) -> float | None:
        """Where lines end that are not a paragraph's last, else tables; None when nothing tells."""
        tables = [grid.x1 for page in self.pages for grid in page.grids]
        return _edge([line.x1 for line, _ in self._going_on()], max) or max(tables, default=None)

    def _going_on(self) -> Iterator[tuple[Line, Line]]:
        """Lines of plain running text with the line below that goes on with them."""
        for page in self.pages:
            for line, below in pairwise(page.lines):
                close = below.baseline - line.baseline < 1.5 * below.size
                plain = line.size >= 12 and not line.bold and not line.italic
                if close and plain and below.x0 < line.x0 + SAME and line.x1 > page.width / 2:
                    yield line, below

    def begins_at_left(self, line: Line) -> bool:
        """Whether a line is not indented."""
        return line.x0 < self.left + INDENTED

    def centre(self, page: Page) -> float:
        """The middle of the text area; with a right margin of 15 mm where nothing tells."""
        right = page.width - 15 * MM if self.right is None else self.right
        return (self.left + right) / 2


def _edge(places: list[float], outermost: Callable[[list[float]], float]) -> float | None:
    """The outermost place near which at least two and a third of all stand; a word beyond it is no edge."""
    needed = max(2, len(places) / 3)
    shared = [place for place in places if sum(abs(place - each) < ROUNDING for each in places) >= needed]
    if not shared:
        return None
    edge = outermost(shared)
    return median(place for place in places if abs(place - edge) < ROUNDING)


def lines_of(letters: Iterable[Letter], *, gap: float | None = None) -> tuple[Line, ...]:
    """Letters by baseline from top to bottom; broken where `gap` points are blank, when given."""
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter.baseline):
        if lines and letter.baseline - lines[-1][0].baseline < SAME:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    found = []
    for line in lines:
        line.sort(key=lambda letter: letter.x0)
        begin = 0
        for index in range(1, len(line) + 1):
            if index == len(line) or (gap is not None and line[index].x0 - line[index - 1].x1 > gap):
                found.append(line[begin:index])
                begin = index
    return tuple(Line(letters=tuple(trimmed)) for line in found if (trimmed := _trimmed(line)))


def _trimmed(letters: list[Letter]) -> list[Letter]:
    inked = [index for index, letter in enumerate(letters) if not letter.text.isspace()]
    return letters[inked[0] : inked[-1] + 1] if inked else []

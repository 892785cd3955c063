"""Running text: legal bases, headings, paragraphs, and what ends them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.paper import MM, SAME, SINGLE, Line, Page, Part
from povertyplan.documents.lint.typography import OFF_CENTRE, named, quoted, wrong_type
from povertyplan.documents.numbering import roman

END = "./."
INDENTS = (10 * MM, 12.7 * MM)
SIZES = (13, 14)
NEAR = 2.0  # points by which a justified line may miss the margin, and a first line its indent
SECTION = re.compile(r"([IVX]+)\. ")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line, its page, and how far below the line above it stands; None at the top and below a table."""

    line: Line
    page: Page
    leading: float | None


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """The lines from an indent, or a wider gap, to the next."""

    places: tuple[Place, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(place.line for place in self.places)

    @property
    def page(self) -> Page:
        """The page on which it begins."""
        return self.places[0].page

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def italic(self) -> bool:
        return all(line.italic for line in self.lines)

    @property
    def is_note(self) -> bool:
        """ "(Chi tiết theo Phụ lục kèm theo)": in brackets it may be italic."""
        return self.italic and self.text.startswith("(") and self.text.rstrip(".").endswith(")")


def read_places(part: Part, *, begin: float, end: tuple[Page, float] | None) -> tuple[Place, ...]:
    """The lines of running text below `begin` on the first page, above `end`, without captions of tables and
    the words that enact a decision.
    """
    found: list[Place] = []
    for page in part.pages:
        above: Line | None = None
        for line in page.lines:
            if page is part.pages[0] and line.baseline <= begin:
                continue
            if end and (page.index, line.baseline) >= (end[0].index, end[1]):
                return tuple(found)
            if _is_caption(line, page, part) or _is_enacting(line, page, part):
                above = None
                continue
            parted = above is None or any(above.baseline < grid.top < line.baseline for grid in page.grids)
            leading = None if above is None or parted else line.baseline - above.baseline
            found.append(Place(line=line, page=page, leading=leading))
            above = line
    return tuple(found)


def until_end_mark(places: Sequence[Place]) -> Sequence[Place]:
    """The lines down to the last "./."; all when there is none."""
    ends = [index for index, place in enumerate(places, 1) if place.line.text.endswith(END)]
    return places[: ends[-1]] if ends else places


def _is_caption(line: Line, page: Page, part: Part) -> bool:
    """A bold line in the middle with nothing but its like between it and a table."""
    grid = next((grid for grid in page.grids if grid.top > line.baseline), None)
    if grid is None:
        return False
    between = [each for each in page.lines if line.baseline <= each.baseline < grid.top]
    return all(each.bold and abs(each.centre - part.centre(page)) < OFF_CENTRE for each in between)


def _is_enacting(line: Line, page: Page, part: Part) -> bool:
    """Bold capitals in the middle that number nothing: who decides, and "QUYẾT ĐỊNH:"."""
    capitals = line.text == line.text.upper() and SECTION.match(line.text) is None
    return capitals and line.bold and abs(line.centre - part.centre(page)) < OFF_CENTRE


def read_paragraphs(places: Sequence[Place], part: Part) -> tuple[Paragraph, ...]:
    """Lines that belong together: down to the next that is indented or stands further below."""
    pitch = _pitch(places, part)
    paragraphs: list[list[Place]] = []
    for place in places:
        indented = not part.begins_at_left(place.line)
        if not paragraphs or indented or _is_parted(paragraphs[-1][-1], place, pitch):
            paragraphs.append([])
        paragraphs[-1].append(place)
    return tuple(Paragraph(places=tuple(each)) for each in paragraphs)


def _is_parted(above: Place, place: Place, pitch: float) -> bool:
    """Whether a wider gap below the end of a sentence or a heading parts two lines."""
    wide = place.leading is not None and place.leading > pitch + 3
    return wide and (above.line.text.endswith((".", ";", ":")) or above.line.bold != place.line.bold)


def _pitch(places: Sequence[Place], part: Part) -> float:
    """How far lines of one paragraph stand apart: the least above a line that is not indented."""
    close = [place.leading for place in places if place.leading and part.begins_at_left(place.line)]
    return min(close, default=SINGLE * 13)


def lint_bases(paragraphs: Sequence[Paragraph]) -> tuple[int, tuple[BrokenRule, ...]]:
    """How many paragraphs are legal bases, and what is wrong with them."""
    bases = [paragraph for _, paragraph in takewhile(lambda pair: _is_basis(*pair), _with_above(paragraphs))]
    broken = []
    for number, basis in enumerate(bases, 1):
        if found := wrong_type(basis.lines, sizes=SIZES, bold=False, italic=True):
            broken.append(_broken(Code.BASIS, basis, found))
        mark = "." if number == len(bases) else ";"
        if not basis.text.endswith(mark):
            broken.append(_broken(Code.BASIS_MARKS, basis, f"không kết thúc bằng “{mark}”"))
    return len(bases), tuple(broken)


def _with_above(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph | None, Paragraph]]:
    return zip((None, *paragraphs), paragraphs, strict=False)


def _is_basis(above: Paragraph | None, paragraph: Paragraph) -> bool:
    """What is italic, begins with "Căn cứ" and ends with a semicolon, or follows one that does.

    "Căn cứ …, Ủy ban nhân dân xã ban hành Kế hoạch như sau:" leads over to the text and is none.
    """
    if paragraph.is_note or SECTION.match(paragraph.text):
        return False
    begins = paragraph.text.startswith("Căn cứ") and paragraph.text.endswith(";")
    return begins or paragraph.italic or (above is not None and above.text.endswith(";"))


def lint_text(paragraphs: Sequence[Paragraph], part: Part) -> Iterator[BrokenRule]:
    """Type of running text and headings below the bases, and that no heading ends a page."""
    section = 1
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        numbered = SECTION.match(paragraph.text)
        if numbered and numbered[1] == roman(section):
            section += 1
            if found := wrong_type(paragraph.lines, sizes=SIZES, bold=True, capitals=True):
                yield _broken(Code.HEADING, paragraph, found)
        elif found := wrong_type(paragraph.lines, sizes=SIZES, italic=paragraph.is_note):
            yield _broken(Code.HEADING if paragraph.bold else Code.BODY_TYPE, paragraph, found)
        if paragraph.bold and _ends_page(paragraph, following, part):
            yield _broken(Code.HEADING_LAST, paragraph, "ở cuối trang")


def _ends_page(paragraph: Paragraph, following: Paragraph | None, part: Part) -> bool:
    last = paragraph.places[-1]
    if last.line.bottom < last.page.bottom - SAME or last.page is part.pages[-1]:
        return False
    return following is None or following.page is not last.page


def lint_setting(paragraphs: Sequence[Paragraph], part: Part) -> Iterator[BrokenRule]:
    """Indent, justification and spacing of all paragraphs, the bases among them."""
    pitch = _pitch([place for paragraph in paragraphs for place in paragraph.places], part)
    for paragraph in paragraphs:
        first = paragraph.places[0]
        indent = first.line.x0 - part.left
        if min(abs(indent - each) for each in INDENTS) > NEAR:
            yield _broken(Code.INDENT, paragraph, f"lùi {indent / 10 / MM:.2f} cm".replace(".", ","))
        for place in paragraph.places[:-1]:
            short = (part.right or place.page.width - 20 * MM) - place.line.x1
            if short > NEAR and " " in place.line.text:
                yield _broken(Code.JUSTIFIED, paragraph, "không canh đều hai lề", place)
        for place in paragraph.places[1:]:
            if place.leading and not _is_spacing(place.leading / place.line.size):
                found = f"cách dòng {place.leading / place.line.size / SINGLE:.2f}".replace(".", ",")
                yield _broken(Code.LINE_SPACING, paragraph, found, place)
        if first.leading and first.leading - pitch < 6 - SAME:
            found = f"cách đoạn trên {max(first.leading - pitch, 0):.0f} pt"
            yield _broken(Code.PARAGRAPH_SPACING, paragraph, found)


def _is_spacing(ems: float) -> bool:
    return SINGLE - 0.02 <= ems <= 1.5 * SINGLE + 0.02


def lint_end(paragraphs: Sequence[Paragraph], part: Part) -> Iterator[BrokenRule]:
    """The mark after the last word of the body."""
    if paragraphs and not paragraphs[-1].text.endswith(END):
        yield _broken(Code.END_MARK, paragraphs[-1], f"không có “{END}”", paragraphs[-1].places[-1])


def _broken(code: Code, paragraph: Paragraph, found: str, place: Place | None = None) -> BrokenRule:
    page = (place or paragraph.places[0]).page
    return BrokenRule(code=code, page=page.index, found=named(quoted(paragraph.text), found))

"""What holds of every page: paper, margins, fonts, colour, page numbers, the mark of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from povertyplan.documents.layout import WATERMARK
from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.paper import (
    A4,
    CAPITALS,
    MM,
    ROUNDING,
    SAME,
    SINGLE,
    Grid,
    Line,
    Page,
    Part,
)
from povertyplan.documents.lint.typography import OFF_CENTRE, quoted, wrong_type

ONE_AND_A_HALF = 1.5 * SINGLE
FAMILIES = ("Liberation Serif", "Tinos", "Times New Roman")  # all as wide as Times New Roman
MARK = WATERMARK.replace(" ", "")


def lint_pages(part: Part, *, draft: bool) -> Iterator[BrokenRule]:
    """Every page for itself, and the margins of the part."""
    for page in part.pages:
        yield from _paper(page, part)
        yield from _fonts_and_colour(page)
        yield from _draft_mark(page, draft)
        yield from _number(page, part)
        yield from _overlaps(page)
        yield from _crossed(page)
    yield from _top_and_bottom(part)
    yield from _left_and_right(part)


def _paper(page: Page, part: Part) -> Iterator[BrokenRule]:
    found = f"{page.width / MM:.0f} × {page.height / MM:.0f} mm"
    if any(abs(a - b) > 1 for a, b in zip(sorted((page.width, page.height)), A4, strict=True)):
        yield BrokenRule(code=Code.PAPER, page=page.index, found=f"Khổ giấy {found}")
    elif page.landscape and not part.appendix:
        yield BrokenRule(code=Code.PAPER, page=page.index, found="Trang văn bản in ngang")


def _fonts_and_colour(page: Page) -> Iterator[BrokenRule]:
    for face in page.faces:
        if face.name not in FAMILIES or not face.embedded:
            state = "" if face.embedded else " không nhúng trong tệp"
            yield BrokenRule(code=Code.FONT, page=page.index, found=f"Phông {face.name}{state}")
    for line in (*page.all_lines, *([page.number] if page.number else [])):
        pale = "".join(letter.text for letter in line.seen if not letter.black)
        if pale:
            yield BrokenRule(code=Code.BLACK, page=page.index, found=f"Chữ {quoted(pale)} không đen")
    if not all(stroke.black for stroke in page.strokes):
        yield BrokenRule(code=Code.BLACK, page=page.index, found="Có đường kẻ không đen")


def _draft_mark(page: Page, draft: bool) -> Iterator[BrokenRule]:
    marked = MARK in page.turned.replace(" ", "") or any(line.text == WATERMARK for line in page.lines)
    if marked != draft:
        found = f"Bản duyệt có chữ {WATERMARK}" if marked else f"Dự thảo thiếu chữ {WATERMARK}"
        yield BrokenRule(code=Code.DRAFT_MARK, page=page.index, found=found)


def _number(page: Page, part: Part) -> Iterator[BrokenRule]:
    expected = part.pages.index(page) + 1
    number = page.number
    if number is None:
        if expected > 1:
            yield BrokenRule(
                code=Code.PAGE_NUMBER, page=page.index, found=f"Không có số trang, lẽ ra {expected}"
            )
        return
    if expected == 1:
        yield BrokenRule(code=Code.PAGE_NUMBER_FIRST, page=page.index, found=f"In số {number.text}")
    elif number.text != str(expected):
        found = f"In số {number.text}, lẽ ra {expected}"
        yield BrokenRule(code=Code.PAGE_NUMBER, page=page.index, found=found)
    if number.bottom > page.top + SAME:
        yield BrokenRule(code=Code.PAGE_NUMBER_PLACE, page=page.index, found="Số trang không ở lề trên")
    elif abs(number.centre - part.centre(page)) > OFF_CENTRE:
        yield BrokenRule(code=Code.PAGE_NUMBER_PLACE, page=page.index, found="Số trang không ở giữa")
    if found := wrong_type([number], sizes=(13, 14), bold=False):
        yield BrokenRule(code=Code.PAGE_NUMBER_TYPE, page=page.index, found=f"Số trang {found}")


def _top_and_bottom(part: Part) -> Iterator[BrokenRule]:
    filled = [page for page in part.pages if page.bottom]
    for page in filled:
        if page.top < 20 * MM - 1:
            yield _margin(Code.MARGIN_TOP, page, page.top)
        if page.bottom > page.height - 20 * MM + 1:
            yield _margin(Code.MARGIN_BOTTOM, page, page.height - page.bottom)
    highest = min(filled, key=lambda page: page.top, default=None)
    if highest and highest.top - _above_letters(highest) > 25 * MM:
        yield _margin(Code.MARGIN_TOP, highest, highest.top)
    for page, following in pairwise(part.pages):
        held_back = _held_back(page, following, part)
        if held_back is not None and page.height - page.bottom - held_back > 25 * MM:
            yield _margin(Code.MARGIN_BOTTOM, page, page.height - page.bottom)


def _above_letters(page: Page) -> float:
    """What line spacing up to 1.5 lines leaves blank above the first line."""
    return (ONE_AND_A_HALF - SINGLE) * page.lines[0].size if page.lines else 0.0


def _held_back(page: Page, following: Page, part: Part) -> float | None:
    """What a page leaves blank at most when its paragraph or table goes on overleaf; None where neither does.

    Two lines, so that none stands alone, or the tallest row.
    """
    before, after = page.last_grid, following.first_grid
    if before and after and before.columns == after.columns:
        return after.tallest_row
    if before or after or not (page.lines and following.lines and part.right):
        return None
    last, first = page.lines[-1], following.lines[0]
    goes_on = abs(last.x1 - part.right) < ROUNDING and part.begins_at_left(first)
    return 2 * ONE_AND_A_HALF * last.size if goes_on else None


def _left_and_right(part: Part) -> Iterator[BrokenRule]:
    first = part.pages[0]
    left = part.left
    right = first.width - 15 * MM if part.right is None else part.right
    if not 30 * MM - ROUNDING <= left <= 35 * MM + ROUNDING:
        yield _margin(Code.MARGIN_LEFT, first, left)
    if not 15 * MM - ROUNDING <= first.width - right <= 20 * MM + ROUNDING:
        yield _margin(Code.MARGIN_RIGHT, first, first.width - right)
    for page in part.pages:
        items: list[Line | Grid] = [*page.all_lines, *page.grids]
        for item in items:
            if item.x0 < left - ROUNDING or item.x1 > right + ROUNDING:
                found = quoted(item.text) if isinstance(item, Line) else "Bảng"
                yield BrokenRule(code=Code.OUTSIDE, page=page.index, found=f"{found} ra ngoài lề")


def _margin(code: Code, page: Page, points: float) -> BrokenRule:
    return BrokenRule(code=code, page=page.index, found=f"Lề {points / MM:.1f} mm".replace(".", ","))


def _overlaps(page: Page) -> Iterator[BrokenRule]:
    lines = sorted(page.all_lines, key=lambda line: line.baseline)
    for index, line in enumerate(lines):
        on_itself = any(b.x0 < a.x1 - a.size / 4 for a, b in pairwise(line.seen))
        close = []
        for other in lines[index + 1 :]:
            if other.baseline - line.baseline > CAPITALS * other.size:
                break
            close.append(other)
        if on_itself or any(_meet(line, other) for other in close):
            yield BrokenRule(code=Code.OVERLAP, page=page.index, found=f"{quoted(line.text)} bị chồng chữ")


def _meet(line: Line, other: Line) -> bool:
    return any(a.x0 < b.x1 - 1 and b.x0 < a.x1 - 1 for a in line.words() for b in other.words())


def _crossed(page: Page) -> Iterator[BrokenRule]:
    for lines, strokes in [(page.lines, page.strokes), *((grid.lines, grid.strokes) for grid in page.grids)]:
        for line in lines:
            top = line.baseline - CAPITALS * line.size
            near = [
                stroke for stroke in strokes if stroke.top < line.baseline - 1 and stroke.bottom > top + 1
            ]
            for word in line.words() if near else ():
                if any(stroke.x0 < word.x1 - SAME and stroke.x1 > word.x0 + SAME for stroke in near):
                    found = f"{quoted(word.text)} đè lên đường kẻ"
                    yield BrokenRule(code=Code.CROSSED, page=page.index, found=found)

"""The head of the first page: who issues on the left, the nation on the right, the title below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from povertyplan.documents.layout import ADDRESSING, MOTTO, NATION
from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.paper import MM, Line, Page, Part
from povertyplan.documents.lint.typography import named, off_centre, wrong_rule, wrong_type

DATE_LINE = re.compile(r", ngày\b.*\btháng\b.*\bnăm\b")
NUMBER = re.compile(r"Số: ?(?:\d{2,})?/[A-ZĐ]+(?:-[A-ZĐ]+)*")  # blank until it is given
DATE = re.compile(r"\S.*, ngày (?:(?:0[1-9]|[12]\d|3[01]) )?tháng (?:(?:0[12]|[3-9]|1[0-2]) )?năm(?: \d{4})?")
COUNCIL = re.compile(r"ỦY BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|HĐND", re.IGNORECASE)
SECTION = re.compile(r"[IVX]+\. ")
LONGEST_TITLE = 8  # lines
ROW = 3.0  # points between baselines of 13 and of 14 points in one row
THIRD, HALF = 1 / 3, 1 / 2


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What was found above the title; `superior` and `issuer` stand on the left."""

    page: Page
    superior: tuple[Line, ...]
    issuer: tuple[Line, ...]
    number: Line | None
    nation: Line | None
    motto: Line | None
    date: Line | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that was found."""
        single = (self.number, self.nation, self.motto, self.date)
        return (*self.superior, *self.issuer, *(line for line in single if line))

    @property
    def end(self) -> float:
        """The lowest baseline."""
        return max((line.baseline for line in self.lines), default=0.0)


def read_letterhead(page: Page) -> Letterhead:
    """The letterhead of a body's first page."""
    texts = [text for line in page.lines for text in line.split()]
    nation = next((text for text in texts if text.text.casefold() == NATION.casefold()), None)
    motto = next((text for text in texts if _hyphens(text.text) == _hyphens(MOTTO)), None)
    number = next((text for text in texts if text.text.startswith("Số:")), None)
    date = next((text for text in texts if DATE_LINE.search(text.text)), None)
    single = (nation, motto, number, date)
    end = max((line.baseline for line in single if line), default=0.0)
    edge = nation.x1 if nation else page.width / 2
    left = [text for text in texts if text.baseline < end and text.x0 < edge and text not in single]
    superior, issuer = _bodies(left)
    return Letterhead(
        page=page, superior=superior, issuer=issuer, number=number, nation=nation, motto=motto, date=date
    )


def _hyphens(text: str) -> str:
    return re.sub(r"\s*[-–]\s*", "-", text).casefold()


def _bodies(lines: list[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The superior body is what is not bold above bold lines, or stands above a second committee."""
    bold = next((index for index, line in enumerate(lines) if line.bold), 0)
    councils = [index for index, line in enumerate(lines) if COUNCIL.match(line.text)]
    begin = max((bold, *councils[1:]))
    return tuple(lines[:begin]), tuple(lines[begin:])


def lint_letterhead(head: Letterhead) -> Iterator[BrokenRule]:
    """Every element above the title: how it is set, where it stands, what is ruled below it."""
    for code, found in _faults(head):
        if found:
            yield BrokenRule(code=code, page=head.page.index, found=found)


def _faults(head: Letterhead) -> Iterator[tuple[Code, str]]:
    yield from _bodies_faults(head)
    yield from _nation_faults(head)
    columns = _side_by_side(head)
    yield Code.LETTERHEAD_COLUMNS, "" if columns else "Hai cột đầu văn bản không ngang hàng"
    if columns and head.number and head.date:
        gap = abs(head.number.baseline - head.date.baseline)
        yield Code.NUMBER_ROW, f"Hai dòng lệch nhau {gap / MM:.0f} mm" if gap > ROW else ""


def _side_by_side(head: Letterhead) -> bool:
    left = (*head.superior, *head.issuer)
    if not (head.nation and left):
        return True  # missing, which is another rule
    level = abs(left[0].baseline - head.nation.baseline) < ROW
    return level and all(line.x1 < head.nation.x0 for line in left)


def _bodies_faults(head: Letterhead) -> Iterator[tuple[Code, str]]:
    """Superior, issuer, number: in the left column."""
    centre = head.issuer[-1].centre if head.issuer else None
    found = wrong_type(head.superior, sizes=(12, 13), bold=False, capitals=True)
    yield Code.SUPERIOR, named("Cơ quan chủ quản", found, off_centre(head.superior, centre))
    if head.issuer:
        found = wrong_type(head.issuer, sizes=(12, 13), bold=True, capitals=True)
        yield Code.ISSUER, named("Tên cơ quan", found, off_centre(head.issuer, centre))
        found = wrong_rule(head.page, head.issuer, shortest=THIRD, longest=HALF)
        yield Code.ISSUER_LINE, named("Tên cơ quan", found)
    else:
        yield Code.ISSUER, "Không thấy tên cơ quan ban hành"
    if head.number:
        found = wrong_type([head.number], sizes=(13, 13), bold=False)
        written = "" if NUMBER.fullmatch(head.number.text) else f"ghi “{head.number.text}”"
        yield Code.NUMBER_LINE, named("Số, ký hiệu", found, written, off_centre([head.number], centre))
    else:
        yield Code.NUMBER_LINE, "Không thấy số, ký hiệu"


def _nation_faults(head: Letterhead) -> Iterator[tuple[Code, str]]:
    """Nation, motto, date: in the right column."""
    if head.nation:
        found = wrong_type([head.nation], sizes=(12, 13), bold=True, capitals=True)
        yield Code.NATION, named("Quốc hiệu", found)
    else:
        yield Code.NATION, "Không thấy Quốc hiệu"
    if head.motto:
        found = wrong_type([head.motto], sizes=(13, 14), bold=True, capitals=False)
        centre = head.nation.centre if head.nation else None
        yield Code.MOTTO, named("Tiêu ngữ", found, off_centre([head.motto], centre))
        found = wrong_rule(head.page, [head.motto], shortest=0.97, longest=1.03)
        yield Code.MOTTO_LINE, named("Tiêu ngữ", found)
    else:
        yield Code.MOTTO, "Không thấy Tiêu ngữ"
    if head.date:
        found = wrong_type([head.date], sizes=(13, 14), bold=False, italic=True)
        written = "" if DATE.fullmatch(head.date.text) else f"ghi “{head.date.text}”"
        centre = head.motto.centre if head.motto else None
        yield Code.DATE_LINE, named("Địa danh, ngày tháng", found, written, off_centre([head.date], centre))
    else:
        yield Code.DATE_LINE, "Không thấy địa danh, ngày tháng"


@dataclass(frozen=True, kw_only=True)
class Title:
    """Kind of document and trích yếu."""

    kind: Line | None
    subject: tuple[Line, ...]


def read_title(head: Letterhead) -> Title:
    """The lines below the letterhead: down to the stroke below them, or as far as they are bold."""
    below = [line for line in head.page.lines if line.baseline > head.end]
    if not below:
        return Title(kind=None, subject=())
    kind, rest = below[0], below[1:]
    numbers = range(len(rest))
    ruled = next((n for n in numbers[:LONGEST_TITLE] if head.page.rule_under([rest[n]])), None)
    if ruled is not None:
        return Title(kind=kind, subject=tuple(rest[: ruled + 1]))
    end = next((n for n in numbers if not rest[n].bold or SECTION.match(rest[n].text)), len(rest))
    return Title(kind=kind, subject=tuple(rest[:end]))


def lint_title(title: Title, head: Letterhead, part: Part) -> Iterator[BrokenRule]:
    """Kind and subject below each other in the middle, and the stroke."""
    centre = part.centre(head.page)

    def broken(code: Code, found: str) -> Iterator[BrokenRule]:
        if found:
            yield BrokenRule(code=code, page=head.page.index, found=found)

    if title.kind is None:
        yield from broken(Code.TITLE_KIND, "Không thấy tên loại văn bản")
        return
    found = wrong_type([title.kind], sizes=(13, 14), bold=True, capitals=True)
    yield from broken(Code.TITLE_KIND, named("Tên loại", found, off_centre([title.kind], centre)))
    if not title.subject:
        yield from broken(Code.TITLE_SUBJECT, "Không thấy trích yếu")
        return
    found = wrong_type(title.subject, sizes=(13, 14), bold=True, capitals=False)
    yield from broken(Code.TITLE_SUBJECT, named("Trích yếu", found, off_centre(title.subject, centre)))
    found = wrong_rule(head.page, title.subject, shortest=THIRD, longest=HALF)
    yield from broken(Code.TITLE_LINE, named("Trích yếu", found))


def read_addressees(title: Title, head: Letterhead) -> tuple[Line, ...]:
    """The lines from "Kính gửi:" below the title to the first that ends a sentence."""
    end = max((line.baseline for line in (title.kind, *title.subject) if line), default=head.end)
    below = [line for line in head.page.lines if line.baseline > end]
    if not below or not below[0].text.startswith(ADDRESSING):
        return ()
    last = next((n for n, line in enumerate(below, 1) if line.text.endswith(".")), 1)
    return tuple(below[:last])


def lint_addressees(lines: tuple[Line, ...], head: Letterhead) -> Iterator[BrokenRule]:
    """How they are set; several stand below each other, under the colon."""
    if not lines:
        return
    found = [wrong_type(lines, sizes=(13, 14), bold=False)]
    if not lines[-1].text.endswith("."):
        found.append("không có dấu chấm ở cuối")
    if lines[0].text == ADDRESSING:
        dashes = [line for line in lines[1:] if line.text.startswith("- ")]
        marks = (";",) * (len(dashes) - 1)
        if not dashes or any(
            not line.text.endswith(mark) for line, mark in zip(_ends(lines), marks, strict=False)
        ):
            found.append("mỗi nơi không đứng một dòng có gạch đầu dòng và dấu chấm phẩy")
        if any(abs(line.x0 - lines[0].seen[-1].x0) > ROW for line in dashes):
            found.append("gạch đầu dòng không thẳng dưới dấu hai chấm")
    if faults := named(ADDRESSING, *found):
        yield BrokenRule(code=Code.ADDRESSEES, page=head.page.index, found=faults)


def _ends(lines: tuple[Line, ...]) -> list[Line]:
    """The line with which each addressee ends."""
    starts = [n for n, line in enumerate(lines) if line.text.startswith("- ")]
    return [lines[n - 1] for n in (*starts[1:], len(lines))]

"""The foot of the body: recipients on the left, who signs on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from povertyplan.documents.layout import RECIPIENTS
from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.paper import Line, Page, Part
from povertyplan.documents.lint.typography import named, off_centre, wrong_type

LEVEL = 5.0  # points between the baselines of 12 and of 14 points that begin at one height
ROOM = 2.5  # ems above the signer's name at least


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What was found from the line "Nơi nhận:" on, and `following` pages of the body."""

    page: Page
    head: Line
    recipients: tuple[Line, ...]
    authority: tuple[Line, ...]
    signer: tuple[Line, ...]
    following: tuple[Page, ...]

    @property
    def top(self) -> float:
        """The highest baseline."""
        return min(line.baseline for line in (self.head, *self.authority))


def read_closing(part: Part) -> Closing | None:
    """The last "Nơi nhận:" of a body and what stands beside and below it."""
    for number, page in reversed([*enumerate(part.pages, 1)]):
        texts = [text for line in page.lines for text in line.split()]
        for index, head in reversed([*enumerate(texts)]):
            if head.text.casefold().startswith(RECIPIENTS.casefold()):
                above = _signing_above(texts[:index], head)
                return _closing(page, head, [*above, *texts[index + 1 :]], part.pages[number:])
    return None


def _signing_above(texts: list[Line], head: Line) -> list[Line]:
    """Bold capitals on the right just above "Nơi nhận:"."""
    found: list[Line] = []
    for text in reversed(texts):
        if not (text.x0 > head.x1 and text.bold and text.text.isupper()):
            break
        found.insert(0, text)
    return found


def _closing(page: Page, head: Line, texts: list[Line], following: tuple[Page, ...]) -> Closing:
    left = tuple(text for text in texts if text.x0 < head.x1)
    right = [text for text in texts if text.x0 >= head.x1]
    gaps = (index for index, pair in enumerate(pairwise(right), 1) if _has_room(*pair))
    name = next(gaps, len(right))
    return Closing(
        page=page,
        head=head,
        recipients=left,
        authority=tuple(right[:name]),
        signer=tuple(right[name:]),
        following=following,
    )


def _has_room(above: Line, below: Line) -> bool:
    """Whether there is room for a signature between them."""
    return below.baseline - above.baseline > ROOM * below.size


def lint_closing(closing: Closing | None, part: Part) -> Iterator[BrokenRule]:
    """How recipients and signature are set, and that they stand together, below text."""
    if closing is None:
        found = f"Không thấy “{RECIPIENTS}”"
        yield BrokenRule(code=Code.RECIPIENTS_HEAD, page=part.pages[-1].index, found=found)
        return
    for code, found in _faults(closing):
        if found:
            yield BrokenRule(code=code, page=closing.page.index, found=found)


def _faults(closing: Closing) -> Iterator[tuple[Code, str]]:
    head, authority = closing.head, closing.authority
    found = wrong_type([head], sizes=(12, 12), bold=True, italic=True)
    yield Code.RECIPIENTS_HEAD, named("“Nơi nhận:”", found)
    found = wrong_type(closing.recipients, sizes=(11, 11), bold=False)
    yield Code.RECIPIENTS, named("Danh sách nơi nhận", found)
    if not authority:
        yield Code.AUTHORITY, "Không thấy thẩm quyền ký"
    elif abs(authority[0].baseline - head.baseline) > LEVEL:
        if authority[0].baseline > max(line.baseline for line in (head, *closing.recipients)):
            yield Code.CLOSING_COLUMNS, "Thẩm quyền ký ở dưới nơi nhận"
        else:
            yield Code.CLOSING_LEVEL, "“Nơi nhận:” và thẩm quyền ký lệch hàng"
    found = wrong_type(authority, sizes=(13, 14), bold=True, capitals=True)
    yield Code.AUTHORITY, named("Thẩm quyền ký", found)
    found = wrong_type(closing.signer, sizes=(13, 14), bold=True, capitals=False)
    centre = authority[0].centre if authority else None
    yield Code.SIGNER, named("Họ tên người ký", found, off_centre((*authority, *closing.signer), centre))
    above = [line for line in closing.page.lines if line.baseline < closing.top]
    if not above and not any(grid.top < closing.top for grid in closing.page.grids):
        yield Code.SIGNATURE_ALONE, "Trang chỉ có phần ký"
    if any(page.lines for page in closing.following):
        yield Code.SIGNATURE_SPLIT, "Phần ký sang trang sau"

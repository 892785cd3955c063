"""Sizes that must agree with each other, each of them allowed by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from povertyplan.documents.lint.body import SIZES, Paragraph
from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.head import Letterhead


def lint_sizes(head: Letterhead, paragraphs: Sequence[Paragraph]) -> Iterator[BrokenRule]:
    """Quốc hiệu 12, Tiêu ngữ and date 13, or 13, 14 and 14; one size for all running text and headings."""
    if head.nation and head.motto and head.date:
        nation, motto, date = head.nation.size, head.motto.size, head.date.size
        allowed = nation in (12, 13) and motto in SIZES and date in SIZES
        if allowed and not nation + 1 == motto == date:
            found = f"Quốc hiệu {nation:g}, Tiêu ngữ {motto:g}, ngày tháng {date:g}"
            yield BrokenRule(code=Code.SIZES_AGREE, page=head.page.index, found=found)
    usual = None
    for paragraph in paragraphs:
        for place in paragraph.places:
            size = place.line.size
            if size not in SIZES:
                continue  # named already
            usual = usual or size
            if size != usual:
                found = f"Nội dung có cả cỡ {usual:g} và cỡ {size:g}"
                yield BrokenRule(code=Code.SIZES_AGREE, page=place.page.index, found=found)

"""The tables: heads repeated overleaf, type large enough to read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from povertyplan.documents.lint.contract import BrokenRule, Code
from povertyplan.documents.lint.paper import Part

# The decree gives tables no size; 11 is the smallest it gives to what is read with the text (recipients).
SMALLEST, LARGEST = 11, 14


def lint_tables(part: Part) -> Iterator[BrokenRule]:
    """Every table of a part on each of its pages."""
    for page in part.pages:
        sizes = {letter.size for grid in page.grids for line in grid.lines for letter in line.seen}
        for size in sorted(size for size in sizes if not SMALLEST <= size <= LARGEST):
            yield BrokenRule(code=Code.TABLE_TYPE, page=page.index, found=f"Bảng có chữ cỡ {size:g}")
    head = ""
    for page, following in pairwise(part.pages):
        before, after = page.last_grid, following.first_grid
        if before is None or after is None or before.columns != after.columns:
            head = ""
            continue
        head = head if head and len(page.grids) == 1 else before.head
        if after.head != head:
            found = "Bảng sang trang không có đầu bảng"
            yield BrokenRule(code=Code.TABLE_HEAD, page=following.index, found=found)

"""Where the head of a hamlet table stands on a sheet, the groups above it, and where it is repeated. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from plans.resources.headings import Role, heading_words, role
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import CellKind
from povertyplan.documents.xlsx.heads import Grid, Head, Vocabulary, given_head, head_at
from povertyplan.documents.xlsx.heads import heads as heads_of

_UNIT_OF_MEASURE = re.compile(r"(?:don vi tinh|dvt|don vi ?:)")


@lru_cache(maxsize=4096)
def _is_heading(text: str) -> bool:
    return (
        len(text) <= 200
        and not _UNIT_OF_MEASURE.match(fold(text))
        and (role(text) is not None or heading_words(text).says_something)
    )


WORDS = Vocabulary(is_heading=_is_heading, is_role=lambda text: role(text) is not None)


def heads(grid: Grid) -> list[Head]:
    """All heads near the top of the sheet with the groups above them, none inside another."""
    return [_with_groups_above(grid, head) for head in heads_of(grid, WORDS)]


def repeated_heads(grid: Grid, head: Head, name_column: int) -> Iterator[Head]:
    """The heads further down that name the hamlets' column again, as printed on each page."""
    named = [fold(text) for text in head.texts(name_column)[-1:]]
    row = head.last + 1
    while row <= grid.height:
        cells = grid.sheet.rows[row - 1]
        name = cells[name_column - 1]
        if (
            name
            and not any(cell and cell.kind is CellKind.NUMBER for cell in cells)
            and (role(name.text) is Role.NAME or fold(name.text) in named)
            and (again := head_at(grid, row, WORDS))
        ):
            yield again
            row = again.last
        row += 1


def differs(head: Head, again: Head, column: int) -> bool:
    """Whether a repeated head says something else of a column than the first one."""
    mine, other = head.texts(column), again.texts(column)
    if not other or list(map(fold, mine)) == list(map(fold, other)):
        return False
    words = [heading_words(text) for text in mine]
    return words != [heading_words(text) for text in other] or any(each.unread for each in words)


def _with_groups_above(grid: Grid, head: Head) -> Head:
    """The head with a row above it that holds nothing but merged names of groups of its columns.

    "Giảm nghèo" over columns that say nothing of it may be a title: it is a group's name when the columns
    beside it say the same without it, and left open otherwise.
    """
    above = head.first - 1
    cells = grid.filled(above) if above else []
    spans = [grid.ranges.get((above, column), (0, 0, 0, 0)) for column, _ in cells]
    first_named = next(number for number, levels in enumerate(head.levels, 1) if levels)
    if not cells or not all(
        top == bottom and first_named < left < right and heading_words(cell.text).says_something
        for (top, left, bottom, right), (_, cell) in zip(spans, cells, strict=True)
    ):
        return head
    unsure = [
        column
        for (_, left, _, right), (_, cell) in zip(spans, cells, strict=True)
        if heading_words(cell.text).reduction and not _repeats(head, left, right)
        for column in range(left, right + 1)
    ]
    if unsure:
        return replace(head, unsure=frozenset(unsure))
    return given_head(grid, above, head.last)


def _repeats(head: Head, left: int, right: int) -> bool:
    """Whether each of these columns is a reduction by itself, or is called as one outside them."""
    inside = [[heading_words(text) for text in head.texts(column)] for column in range(left, right + 1)]
    outside = [
        [heading_words(text) for text in head.texts(column)]
        for column in range(1, len(head.levels) + 1)
        if not left <= column <= right
    ]
    return all(words and (words[-1].reduction or words[-1].rate or words in outside) for words in inside)

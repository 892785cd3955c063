"""Where the head of a table stands on a sheet, and what stands above each column, level by level. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from plans.resources.headings import Role, heading_words, role
from povertyplan.common.text import fold
from povertyplan.documents.xlsx import CellKind, Sheet, SheetCell

SEARCHED_ROWS = 200
_NUMBERED = re.compile(r"[(\[]?(\d{1,2}|[a-e])[)\]]?(?: ?= ?[\d()\[\]+\-*/:%x ]+)?")
_UNIT_OF_MEASURE = re.compile(r"(?:don vi tinh|dvt|don vi ?:)")
_YEAR = re.compile(r"20\d\d")
_COUNT = re.compile(r"[\d.,\s]+(?: ?hộ)?")

Level = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head rows of a table, a row of column numbers included, counted from 1.

    `levels` holds for each column what stands above it, from the top: the text and how many columns it
    stretches over. The columns in `unsure` stand below words that may be their group's or the title's.
    """

    first: int
    last: int
    levels: tuple[tuple[Level, ...], ...]
    unsure: frozenset[int] = frozenset()

    def texts(self, column: int) -> tuple[str, ...]:
        """What stands above a column counted from 1, from the top to the lowest level."""
        return tuple(text for text, _ in self.levels[column - 1]) if column <= len(self.levels) else ()


class Grid:
    """A sheet with its merged cells filled in: who looks at a cell sees what is printed over it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = len(sheet.rows)
        self.width = len(sheet.rows[0]) if sheet.rows else 0

    @cached_property
    def ranges(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        """The merged range at its every cell, of ranges that are no larger than a head may be."""
        return {
            (row, column): each
            for each in self.sheet.merged
            if (each[2] - each[0] + 1) * (each[3] - each[1] + 1) <= SEARCHED_ROWS
            for row in range(each[0], each[2] + 1)
            for column in range(each[1], each[3] + 1)
        }

    def cell(self, row: int, column: int) -> SheetCell | None:
        """What stands in the cell itself."""
        return self.sheet.rows[row - 1][column - 1]

    def text(self, row: int, column: int) -> str:
        """The text in the cell itself, "" for none."""
        cell = self.sheet.rows[row - 1][column - 1]
        return cell.text if cell else ""

    def filled(self, row: int) -> list[tuple[int, SheetCell]]:
        """The cells of a row that hold something, with their columns."""
        return [
            (column, cell)
            for column, cell in enumerate(self.sheet.rows[row - 1], 1)
            if cell and (cell.text or cell.formula)
        ]


def head_at(grid: Grid, row: int) -> Head | None:
    """The head that begins in this row; None when the row is none of a head."""
    cells = grid.filled(row)
    if not _no_values(cells, years=True):
        return None
    headings = [cell.text for _, cell in cells if _is_heading(cell.text)]
    mostly = len(headings) >= 2 and len(headings) * 2 >= len(cells) and _no_values(cells, years=False)
    if not mostly and not (len(cells) >= 3 and any(map(role, headings))):
        return None
    last = row
    while last < grid.height and _continues(grid, row, last + 1):
        last += 1
    words = last
    if last < grid.height and is_number_row(grid.filled(last + 1)):
        last += 1
    return Head(first=row, last=last, levels=_levels(grid, row, words))


def heads(grid: Grid) -> list[Head]:
    """All heads near the top of the sheet, none inside another."""
    found: list[Head] = []
    row = 1
    while row <= min(grid.height, SEARCHED_ROWS):
        if head := head_at(grid, row):
            found.append(_with_groups_above(grid, head))
            row = head.last
        row += 1
    return found


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
            and (again := head_at(grid, row))
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


def given_head(grid: Grid, first: int, last: int) -> Head:
    """What stands above each column in head rows that are known; nothing where there are none."""
    first, last = min(first, grid.height), min(last, grid.height)
    words = last - (last > first and is_number_row(grid.filled(last)))
    return Head(first=first, last=last, levels=_levels(grid, first, words) if first else ())


def is_number_row(cells: Sequence[tuple[int, SheetCell]]) -> bool:
    """Whether these are the numbers of the columns: "(1) (2) (3)", "A B 1 2", "1 2 3 4=3/2"."""
    marks = [_NUMBERED.fullmatch(cell.text.casefold()) for _, cell in cells]
    if len(marks) < 3 or not all(marks):
        return False
    read = [mark[1] for mark in marks if mark]
    letters = "".join(each for each in read if not each.isdigit())
    numbers = [int(each) for each in read[len(letters) :] if each.isdigit()]
    return (
        "abcde".startswith(letters)
        and len(numbers) == len(read) - len(letters) >= 2
        and numbers[0] == 1
        and all(0 < right - left <= 2 for left, right in pairwise(numbers))
    )


@lru_cache(maxsize=4096)
def _is_heading(text: str) -> bool:
    return (
        len(text) <= 200
        and not _UNIT_OF_MEASURE.match(fold(text))
        and (role(text) is not None or heading_words(text).says_something)
    )


def _no_values(cells: Sequence[tuple[int, SheetCell]], *, years: bool) -> bool:
    """Whether none of the cells holds a figure; with `years` a year or a date may stand there as one."""
    return all(
        (cell.kind is CellKind.TEXT and not cell.formula and not _COUNT.fullmatch(cell.text))
        or (years and (cell.kind is CellKind.DATE or _YEAR.fullmatch(cell.text) is not None))
        for _, cell in cells
    )


def _continues(grid: Grid, first: int, row: int) -> bool:
    """Whether the row belongs to the head that begins in `first`."""
    cells = grid.filled(row)
    hangs = any(
        first <= each[0] < row
        for column in range(1, grid.width + 1)
        if (each := grid.ranges.get((row, column)))
    )
    if not _no_values(cells, years=hangs):
        return False
    if hangs:
        return True
    headings = sum(_is_heading(cell.text) for _, cell in cells)
    begins_again = any(role(cell.text) and role(grid.text(first, column)) for column, cell in cells)
    return headings >= 2 and headings * 2 > len(cells) and not begins_again


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


def _levels(grid: Grid, first: int, last: int) -> tuple[tuple[Level, ...], ...]:
    """What stands above each column in these rows, a merged cell once."""
    columns: list[dict[tuple[int, int], Level]] = [{} for _ in range(grid.width)]
    merged = any(
        first <= top and bottom <= last and left < right
        for row in range(first, last + 1)
        for column in range(1, grid.width + 1)
        for top, left, bottom, right in [grid.ranges.get((row, column), (0, 0, 0, 0))]
    )
    for row in range(first, last + 1):
        for left, right in _stretches(grid, row, last, merged=merged):
            anchor = grid.ranges.get((row, left), (row, left))[:2]
            text = grid.text(*anchor)
            if text and anchor[0] >= first:
                for column in range(left, right + 1):
                    columns[column - 1].setdefault(anchor, (text, right - left + 1))
    return tuple(tuple(each.values()) for each in columns)


def _stretches(grid: Grid, row: int, last: int, *, merged: bool) -> Iterator[tuple[int, int]]:
    """The first and last column of each cell of a head row.

    In a head without merged cells a group stretches over the empty cells to its right, as long as something
    stands below them.
    """

    def below(column: int) -> bool:
        return any(grid.text(each, column) for each in range(row + 1, last + 1))

    column = 1
    while column <= grid.width:
        right = grid.ranges.get((row, column), (0, 0, 0, column))[3]
        if not merged and grid.text(row, column) and below(column):
            while right < grid.width and not grid.text(row, right + 1) and below(right + 1):
                right += 1
        yield column, right
        column = right + 1

"""Where the head of a table stands on a sheet, and what stands above each column, level by level. Pure.

Which words a head is made of, the table that is looked for says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from povertyplan.documents.xlsx.workbook import CellKind, Sheet, SheetCell

SEARCHED_ROWS = 200
_NUMBERED = re.compile(r"[(\[]?(\d{1,2}|[a-e])[)\]]?(?: ?= ?[\d()\[\]+\-*/:%x ]+)?")
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


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of a table's head: whether a text is a heading at all, and whether it names the column that
    makes even few headings a head.
    """

    is_heading: Callable[[str], bool]
    is_role: Callable[[str], bool]


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


def head_at(grid: Grid, row: int, words: Vocabulary) -> Head | None:
    """The head that begins in this row; None when the row is none of a head."""
    cells = grid.filled(row)
    if not _no_values(cells, years=True):
        return None
    headings = [cell.text for _, cell in cells if words.is_heading(cell.text)]
    mostly = len(headings) >= 2 and len(headings) * 2 >= len(cells) and _no_values(cells, years=False)
    if not mostly and not (len(cells) >= 3 and any(map(words.is_role, headings))):
        return None
    last = row
    while last < grid.height and _continues(grid, row, last + 1, words):
        last += 1
    worded = last
    if last < grid.height and is_number_row(grid.filled(last + 1)):
        last += 1
    return Head(first=row, last=last, levels=_levels(grid, row, worded))


def heads(grid: Grid, words: Vocabulary) -> list[Head]:
    """All heads near the top of the sheet, none inside another."""
    found: list[Head] = []
    row = 1
    while row <= min(grid.height, SEARCHED_ROWS):
        if head := head_at(grid, row, words):
            found.append(head)
            row = head.last
        row += 1
    return found


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


def _no_values(cells: Sequence[tuple[int, SheetCell]], *, years: bool) -> bool:
    """Whether none of the cells holds a figure; with `years` a year or a date may stand there as one."""
    return all(
        (cell.kind is CellKind.TEXT and not cell.formula and not _COUNT.fullmatch(cell.text))
        or (years and (cell.kind is CellKind.DATE or _YEAR.fullmatch(cell.text) is not None))
        for _, cell in cells
    )


def _continues(grid: Grid, first: int, row: int, words: Vocabulary) -> bool:
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
    headings = sum(words.is_heading(cell.text) for _, cell in cells)
    begins_again = any(
        words.is_role(cell.text) and words.is_role(grid.text(first, column)) for column, cell in cells
    )
    return headings >= 2 and headings * 2 > len(cells) and not begins_again


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

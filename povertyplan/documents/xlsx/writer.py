"""Workbooks that we hand out: tables in which text is never a formula and numbers are numbers."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from povertyplan.documents.xlsx.workbook import cell_name, column_name

Value = str | int | Decimal | None

FONT = "Times New Roman"
LINE = 16.0  # points that one line of text takes
MAX_TEXT = 32_767
# The file says nothing about when it was made: the same table gives the same bytes.
MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 openpyxl writes it as UTC

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, kw_only=True)
class ColumnOut:
    """A column of a table.

    Neighbours with the same `group` stand under one head. `width` is in characters. `decimals` are the digits
    after the comma of numbers, None makes a column of text, in which what is typed later stays text too.
    `grouped` is off for numbers that are read without thousands, such as years.
    """

    label: str
    group: str = ""
    width: float = 12
    decimals: int | None = None
    grouped: bool = True
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class SheetOut:
    """A sheet with one table: lines of title, lines of notes, the head, the rows and the total.

    Every row and the total have one value for each column. Title lines are centred over the table.
    """

    name: str
    columns: tuple[ColumnOut, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    title: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    landscape: bool = False
    frozen_columns: int = 0

    @property
    def head_row(self) -> int:
        """The row of the sheet, from 1, on which the head begins."""
        above = len(self.title) + len(self.notes)
        return above + 2 if above else 1

    @property
    def first_row(self) -> int:
        """The row of the sheet, from 1, on which the first row of the table stands."""
        return self.head_row + (2 if self.has_groups else 1)

    @property
    def has_groups(self) -> bool:
        """Whether the head takes two rows."""
        return any(column.group for column in self.columns)


def write_workbook(sheets: Sequence[SheetOut]) -> bytes:
    """The sheets as an .xlsx file; the same sheets give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "povertyplan"
    book.properties.created = MADE
    for style in _styles(sheets):
        book.add_named_style(style)
    for sheet in sheets:
        _Writer(book.create_sheet(_sheet_name(sheet.name)), sheet).write()
    draft = io.BytesIO()
    book.save(draft)
    return _timeless(draft)


# --- styles ---

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
TITLE, NOTE, HEAD = "Tiêu đề", "Ghi chú", "Đầu bảng"


def _style_name(column: ColumnOut, *, text: bool, bold: bool) -> str:
    """Excel lists styles by name; a cell's depends on what stands in it and in which column."""
    number = "Số" if column.decimals is None else f"Số {column.decimals}{'' if column.grouped else ' liền'}"
    return ("Chữ" if text else number) + (" cộng" if bold else "")


def _number_format(column: ColumnOut) -> str:
    if column.decimals is None:
        return "General"
    whole = "#,##0" if column.grouped else "0"
    return whole + (f".{'0' * column.decimals}" if column.decimals else "")


def _styles(sheets: Sequence[SheetOut]) -> list[NamedStyle]:
    styles = {
        TITLE: NamedStyle(
            TITLE,
            font=Font(FONT, 13, bold=True),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
        ),
        NOTE: NamedStyle(NOTE, font=Font(FONT, 11, italic=True)),
        HEAD: NamedStyle(
            HEAD,
            font=Font(FONT, 11, bold=True),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
            border=_BOX,
            fill=PatternFill("solid", fgColor="E7EEF5"),
        ),
    }
    for column in (column for sheet in sheets for column in sheet.columns):
        for text in (True, False):
            for bold in (True, False):
                name = _style_name(column, text=text, bold=bold)
                styles[name] = NamedStyle(
                    name,
                    font=Font(FONT, 11, bold=bold),
                    alignment=Alignment(vertical="top", wrap_text=text),
                    border=_BOX,
                    number_format="@" if text else _number_format(column),
                )
    return list(styles.values())


# --- one sheet ---


class _InOrder(MultiCellRange):
    """Merged ranges, which openpyxl keeps in a set, in the same order every time."""

    def __iter__(self) -> Iterator[CellRange]:
        return iter(self.sorted())


class _Writer:
    def __init__(self, target: Worksheet, sheet: SheetOut) -> None:
        self._target, self._sheet = target, sheet
        target.merged_cells = _InOrder()

    def write(self) -> None:
        self._above()
        self._head()
        sheet = self._sheet
        for at, row in enumerate(sheet.rows, sheet.first_row):
            self._row(at, row, bold=False)
        if sheet.total is not None:
            self._row(sheet.first_row + len(sheet.rows), sheet.total, bold=True)
        self._page()

    def _above(self) -> None:
        sheet = self._sheet
        for row, line in enumerate(sheet.title, 1):
            self._text(row, 1, line, TITLE)
            self._merge(row, 1, row, len(sheet.columns))
            width = sum(column.width for column in sheet.columns if not column.hidden)
            self._target.row_dimensions[row].height = 1.25 * LINE * _lines(line, 0.8 * width)
        for row, line in enumerate(sheet.notes, len(sheet.title) + 1):
            self._text(row, 1, line, NOTE)

    def _head(self) -> None:
        columns, top = self._sheet.columns, self._sheet.head_row
        bottom = self._sheet.first_row - 1
        at = 1
        for group, members in groupby(columns, key=lambda column: column.group):
            labels = list(members)
            if group:
                self._text(top, at, group, HEAD)
                self._merge(top, at, top, at + len(labels) - 1)
            for place, column in enumerate(labels, at):
                first = bottom if group else top
                self._text(first, place, column.label, HEAD)
                self._merge(first, place, bottom, place)
            at += len(labels)
        lines = max((_lines(column.label, column.width) for column in columns), default=1)
        for row in range(top, bottom + 1):
            self._target.row_dimensions[row].height = LINE * (lines if row == bottom else 2)

    def _row(self, at: int, values: tuple[Value, ...], *, bold: bool) -> None:
        lines = 1
        for place, (column, value) in enumerate(zip(self._sheet.columns, values, strict=True), 1):
            is_text = isinstance(value, str) or (value is None and column.decimals is None)
            style = _style_name(column, text=is_text, bold=bold)
            if isinstance(value, str):
                self._text(at, place, value, style)
                lines = max(lines, _lines(value, 1.4 * column.width))
            else:
                cell = self._cell(at, place)
                cell.value, cell.style = value, style
        if lines > 1:
            self._target.row_dimensions[at].height = LINE * lines

    def _page(self) -> None:
        target, sheet = self._target, self._sheet
        for place, column in enumerate(sheet.columns, 1):
            dimension = target.column_dimensions[column_name(place)]
            dimension.width, dimension.hidden = column.width, column.hidden
        target.freeze_panes = cell_name(sheet.first_row, sheet.frozen_columns + 1)
        target.print_title_rows = f"{sheet.head_row}:{sheet.first_row - 1}"
        target.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
        target.page_setup.paperSize = 9  # A4
        target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
        target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def _cell(self, row: int, column: int) -> Cell:
        cell = self._target.cell(row, column)
        assert isinstance(cell, Cell)
        return cell

    def _text(self, row: int, column: int, text: str, style: str) -> None:
        """A cell that shows exactly this text, whatever it begins with."""
        cell = self._cell(row, column)
        cell.value = _writable(text)
        cell.style = style
        cell.data_type = "s"  # openpyxl may have thought of a formula or an error
        if text.startswith(("=", "+", "-", "@", "'", "\t", "\r")):
            cell.quotePrefix = True

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self._target.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _lines(text: str, letters: float) -> int:
    """About how many lines a text takes where that many letters find room."""
    return sum(max(1, math.ceil(len(line) / letters)) for line in text.splitlines()) or 1


def _writable(text: str) -> str:
    """The text without what XML cannot hold; what Excel would read as an escape is escaped."""
    return _LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text))[:MAX_TEXT]


def _sheet_name(name: str) -> str:
    """A name that Excel takes: 31 characters, none of []:*?/\\, no quotation mark at its ends."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name)[:31].strip().strip("'") or "Trang tính"


def _timeless(draft: io.BytesIO) -> bytes:
    """The archive without the moment of its making."""
    made = io.BytesIO()
    with ZipFile(draft) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", content)
            target.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
    return made.getvalue()

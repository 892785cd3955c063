"""One pass over every sheet of a package. Runs in the process apart."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError

from povertyplan.documents.package import TRUE, Package, PartReader, unescaped
from povertyplan.documents.xlsx.errors import (
    BOMB,
    CUT_SHORT,
    DAMAGED,
    DISORDER,
    MACROS,
    NO_SHEET,
    TOO_FAR_DOWN,
    TOO_FAR_RIGHT,
    TOO_MANY_CELLS,
    WorkbookError,
    on_sheet,
)
from povertyplan.documents.xlsx.values import (
    BUILT_IN,
    EPOCH_1900,
    EPOCH_1904,
    clean,
    date_text,
    parse_number,
    shown,
)
from povertyplan.documents.xlsx.workbook import CellKind, Sheet, SheetCell, Workbook, cell_name

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELLS = 600_000
MAX_MERGED = 50_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Range = tuple[int, int, int, int]

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def parse(content: bytes) -> Workbook:
    """The workbook in an archive that `check_container` let through. Raises WorkbookError."""
    package = Package(content)
    part = package.main_part("spreadsheetml")
    related = package.related(part)
    book = _Book()
    book.read(package.read(part))
    strings, styles = _Strings(), _Styles()
    shared = {"sharedStrings": strings, "styles": styles}
    for kind, target in related.values():
        if kind in shared and target in package:
            shared[kind].read(package.read(target))
    sheets: list[Sheet] = []
    left = MAX_CELLS
    for name, hidden, key in book.sheets:
        kind, target = related.get(key, ("", ""))
        if kind in {"chartsheet", "dialogsheet"}:
            continue
        if kind != "worksheet":
            raise WorkbookError(MACROS if "macrosheet" in kind.lower() else DAMAGED)
        reader = _SheetReader(name, strings.found, styles.codes, book.epoch)
        reader.read(package.read(target))
        sheet = reader.sheet(hidden=hidden)
        left -= len(sheet.rows) * len(sheet.rows[0]) if sheet.rows else 0
        if left < 0:
            raise WorkbookError(TOO_MANY_CELLS)
        sheets.append(sheet)
    if not sheets:
        raise WorkbookError(NO_SHEET)
    return Workbook(sheets=tuple(sheets))


class _Book(PartReader):
    """Names, visibility and relation of the sheets, and the day from which dates count."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, bool, str]] = []
        self.epoch = EPOCH_1900

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in TRUE:
            self.epoch = EPOCH_1904
        elif name == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((clean(unescaped(attributes.get("name", "")))[:31], hidden, key))


class _Texts(PartReader):
    """Text in runs, without the reading aids of East Asian editions."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.listening = name == "t" and "rPh" not in self.path

    def end(self, name: str) -> None:
        self.listening = False


class _Strings(_Texts):
    """The strings that cells point to by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            if len(self.found) == MAX_CELLS:
                raise WorkbookError(BOMB)
            self.found.append(clean(unescaped(self.taken())))


class _Styles(PartReader):
    """The format code of every style that a cell may name."""

    def __init__(self) -> None:
        super().__init__()
        self._codes = dict(BUILT_IN)
        self.codes: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt" and self.path[-2] == "numFmts":
            self._codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]
        elif name == "xf" and self.path[-2] == "cellXfs":
            self.codes.append(self._codes.get(_whole(attributes.get("numFmtId"), 0), ""))


class _SheetReader(_Texts):
    """The cells of one sheet, in the order in which they must stand."""

    def __init__(self, name: str, strings: Sequence[str], codes: Sequence[str], epoch: dt.datetime) -> None:
        super().__init__()
        self._name, self._strings, self._codes, self._epoch = name, strings, codes, epoch
        self._rows: dict[int, dict[int, SheetCell]] = {}
        self._row = self._column = 0
        self._cell: Mapping[str, str] = {}
        self._value = ""
        self._formula: str | None = None
        self._shared: str | None = None
        self._origins: dict[str, tuple[str, str]] = {}  # of shared formulas: source and cell
        self._declared: Range | None = None
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._merged: list[Range] = []

    # --- what the sheet says, in its order ---

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match self.path:
            case [_, "sheetData", "row", "c", "v"]:
                self.listening = True
            case [_, "sheetData", "row", "c"]:
                self._begin_cell(attributes)
            case [_, "sheetData", "row"]:
                self._begin_row(attributes)
            case [_, "sheetData", "row", "c", "f"]:
                self.listening = True
                self._shared = attributes.get("si") if attributes.get("t") == "shared" else None
            case [_, "sheetData", "row", "c", "is", *_]:
                super().start(name, attributes)
            case [_, "dimension"]:
                self._declared = _range(attributes.get("ref", ""))
            case [_, "cols", "col"] if attributes.get("hidden") in TRUE:
                self._hidden_columns.append((_whole(attributes.get("min")), _whole(attributes.get("max"))))
            case [_, "mergeCells", "mergeCell"]:
                if len(self._merged) == MAX_MERGED:
                    raise WorkbookError(BOMB)
                self._merged.append(_range(attributes.get("ref", "")))

    def end(self, name: str) -> None:
        match self.path:
            case [_, "sheetData", "row", "c", "v" | "is"]:
                self._value = self.taken()
            case [_, "sheetData", "row", "c"]:
                self._end_cell()
            case [_, "sheetData", "row", "c", "f"]:
                self._formula = self._source(self.taken())
            case [_, "sheetData", "row", "c", "is", *_]:
                super().end(name)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        row = _whole(attributes.get("r"), self._row + 1)
        if row <= self._row or row > LAST_ROW:
            raise on_sheet(self._name, DISORDER.format(cell=cell_name(row, 1)))
        self._row, self._column = row, 0
        if attributes.get("hidden") in TRUE:
            self._hidden_rows.append(row)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        row, column = self._row, self._column + 1
        if reference := attributes.get("r"):
            row, column = _place(reference)
        if row != self._row or column <= self._column:
            raise on_sheet(self._name, DISORDER.format(cell=cell_name(row, column)))
        self._column = column
        self._cell, self._value, self._formula = attributes, "", None

    def _end_cell(self) -> None:
        kind, text, number = self._content()
        if not text and self._formula is None:
            return
        row, column = self._row, self._column
        if row > MAX_ROWS or column > MAX_COLUMNS:
            sentence, limit = (TOO_FAR_DOWN, "20.000") if row > MAX_ROWS else (TOO_FAR_RIGHT, MAX_COLUMNS)
            raise on_sheet(self._name, sentence.format(cell=cell_name(row, column), limit=limit))
        cell = SheetCell(kind=kind, text=text, number=number, formula=self._formula or "")
        self._rows.setdefault(row, {})[column] = cell

    def _content(self) -> tuple[CellKind, str, Decimal | None]:
        """Kind, text and number of the cell's value."""
        value = self._value
        match self._cell.get("t", "n"):
            case _ if not value:
                return CellKind.TEXT, "", None
            case "n":
                style = _whole(self._cell.get("s"), 0)
                number = parse_number(value.strip())
                kind, text = shown(
                    number, self._codes[style] if style < len(self._codes) else "", self._epoch
                )
                return kind, text, number if kind is CellKind.NUMBER else None
            case "s":
                if (at := _whole(value)) >= len(self._strings):
                    raise WorkbookError(DAMAGED)
                return CellKind.TEXT, self._strings[at], None
            case "str" | "inlineStr":
                return CellKind.TEXT, clean(unescaped(value)), None
            case "b":
                return CellKind.BOOLEAN, "TRUE" if value.strip() in TRUE else "FALSE", None
            case "e":
                return CellKind.ERROR, clean(value), None
            case "d":
                return CellKind.DATE, _iso_date(value), None
        raise WorkbookError(DAMAGED)

    def _source(self, written: str) -> str:
        """The formula with its sign; one that is shared with an earlier cell is moved here."""
        source, here = "=" + clean(unescaped(written)), cell_name(self._row, self._column)
        if self._shared is None:
            return source
        if written:
            self._origins[self._shared] = source, here
        elif self._shared not in self._origins:
            raise WorkbookError(DAMAGED)
        source, origin = self._origins[self._shared]
        try:
            return clean(_translator(source, origin).translate_formula(here))
        except (TokenizerError, TranslatorError):
            return source

    # --- what is made of it ---

    def sheet(self, *, hidden: bool) -> Sheet:
        """What was read, cut to its last row and column. Raises WorkbookError when the sheet says it holds
        less or more.
        """
        height = max(self._rows, default=0)
        width = max((max(row) for row in self._rows.values()), default=0)
        self._check_declared(height, width)
        blank = (None,) * width
        return Sheet(
            name=self._name,
            hidden=hidden,
            rows=tuple(
                tuple(map(row.get, range(1, width + 1))) if (row := self._rows.get(at)) else blank
                for at in range(1, height + 1)
            ),
            hidden_rows=frozenset(row for row in self._hidden_rows if row <= height),
            hidden_columns=frozenset(
                column
                for first, last in self._hidden_columns
                for column in range(first, min(last, width) + 1)
            ),
            merged=tuple(_clipped(self._merged, height, width)),
        )

    def _check_declared(self, height: int, width: int) -> None:
        """Excel always says how far the cells reach; some programs say A1, which means nothing."""
        if self._declared is None or self._declared == (1, 1, 1, 1):
            return
        _, _, bottom, right = self._declared
        if height > bottom or width > right:
            found = f"đến ô {cell_name(height, width)}"
        elif self._row < bottom:
            found = f"chỉ đến dòng {self._row}"
        else:
            return
        raise on_sheet(self._name, CUT_SHORT.format(declared=cell_name(bottom, right), found=found))


def _clipped(ranges: Iterable[Range], height: int, width: int) -> Iterator[Range]:
    """The ranges cut to the sheet; those of one cell or none are left out."""
    for top, left, bottom, right in ranges:
        last = min(bottom, height), min(right, width)
        if last[0] >= top and last[1] >= left and last != (top, left):
            yield top, left, *last


_translator = functools.lru_cache(64)(Translator)


def _whole(text: str | None, default: int | None = None) -> int:
    if text is None and default is not None:
        return default
    if text is None or not re.fullmatch("[0-9]{1,7}", text):
        raise WorkbookError(DAMAGED)
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    """Row and column of "C7"."""
    if not (found := _CELL.fullmatch(reference)):
        raise WorkbookError(DAMAGED)
    row, column = int(found[2]), _column_number(found[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise WorkbookError(DAMAGED)
    return row, column


@functools.cache  # 18,278 at most
def _column_number(letters: str) -> int:
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters, 0)


def _range(reference: str) -> Range:
    """First row, first column, last row and last column of "A1:C7"."""
    first, _, last = reference.partition(":")
    top, left = _place(first)
    bottom, right = _place(last or first)
    if bottom < top or right < left:
        raise WorkbookError(DAMAGED)
    return top, left, bottom, right


def _iso_date(text: str) -> str:
    try:
        return date_text(dt.datetime.fromisoformat(text.strip()))
    except ValueError:
        raise WorkbookError(DAMAGED) from None

"""Reads HTML, PDF, Word and Excel back and says where they differ from the document they were made of."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from itertools import zip_longest
from typing import Any

import docx
import openpyxl
import pdfplumber
from docx.oxml.ns import qn
from pdfplumber.page import Page

from povertyplan.documents.blocks import (
    Article,
    Block,
    Cell,
    Chart,
    Document,
    Figure,
    Inline,
    Paragraph,
    Section,
    Table,
)
from povertyplan.documents.docx import render_docx
from povertyplan.documents.html import render_body
from povertyplan.documents.layout import addressee_lines, basis_lines, printed_inline
from povertyplan.documents.numbering import appendix_label, article_label, numbered, roman, section_label
from povertyplan.documents.pdf import render_pdf
from povertyplan.documents.xlsx.tables import render_xlsx

Grid = list[list[str]]  # a line a row; a merged cell's text stands at its first place, the others are empty
TOP_MARGIN = 20 * 72 / 25.4


@dataclass(frozen=True)
class Printed:
    """The tables, and what stands outside them."""

    tables: list[Grid]
    prose: str


def differences(document: Document) -> list[str]:
    """Every cell and paragraph that HTML, PDF, Word or Excel print differently from the document's blocks."""
    tables = document.tables()
    pdf = read_pdf(render_pdf(document))
    printed = {
        "HTML": read_html(render_body(document)),
        "PDF": replace(pdf, tables=joined(pdf.tables, tables)),
        "Word": read_docx(render_docx(document)),
    }
    found = [
        f"{kind}: {difference}"
        for kind, each in printed.items()
        for difference in (*_tables_differ(tables, each.tables), *_prose_differs(document, each.prose))
    ]
    return [*found, *(f"Excel: {each}" for each in _sheets_differ(tables, render_xlsx(document)))]


# --- what the data say ---


def written(cell: Cell) -> str:
    """A cell as Vietnamese paper has it, written here anew so that the renderers' own way is checked too."""
    if isinstance(cell, str):
        return cell
    if cell.value is None:
        return cell.blank
    exact = Decimal(cell.value).quantize(Decimal(1).scaleb(-cell.decimals), ROUND_HALF_UP)
    whole, mark, fraction = f"{exact:,f}".partition(".")
    return whole.replace(",", ".").zfill(cell.pad) + (cell.mark if mark else "") + fraction


def head(table: Table) -> Grid:
    """The head as it stands on every page."""
    labels = [column.label for column in table.columns]
    groups = [column.group for column in table.columns]
    numbers = [[str(number) for number, _ in enumerate(labels, 1)]] if table.column_numbers else []
    if not any(groups):
        return [labels, *numbers]
    starts = [group != before for group, before in zip(groups, ["", *groups], strict=False)]
    upper = [
        label if not group else group * start
        for label, group, start in zip(labels, groups, starts, strict=True)
    ]
    return [upper, [label if group else "" for label, group in zip(labels, groups, strict=True)], *numbers]


def _lines(table: Table) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    for index, cells in enumerate(head(table), 1):
        yield f"head {index}", tuple(cells)
    for row in (*table.rows, *([table.total] if table.total else [])):
        yield row.key, row.cells


def _tables_differ(tables: tuple[Table, ...], grids: list[Grid]) -> Iterator[str]:
    if len(tables) != len(grids):
        yield f"{len(grids)} tables for {len(tables)}"
    for table, grid in zip(tables, grids, strict=False):
        lines = list(_lines(table))
        if len(lines) != len(grid):
            yield f"{table.place}: {len(grid)} rows for {len(lines)}"
        for (key, cells), texts in zip(lines, grid, strict=False):
            columns = [column.key for column in table.columns]
            for column, cell, text in zip_longest(columns, cells, texts, fillvalue=""):
                if not _same(cell, text):
                    yield f"{table.place}/row:{key}/column:{column}: {text!r} for {written(cell)!r}"


def _same(cell: Cell, text: str) -> bool:
    """Words may run on to a next line, a figure may not."""
    return text == written(cell) if isinstance(cell, Figure) else _squeezed(text) == _squeezed(cell)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _prose_differs(document: Document, prose: str) -> Iterator[str]:
    """What is missing, and what stands between two paragraphs that belong together."""
    stream, position = _squeezed(prose), 0
    for place, text in _prose(document):
        found = stream.find(_squeezed(text), position)
        if found < 0:
            yield f"{place}: no {text!r}"
            continue
        between = stream[position:found]
        if (
            between and position and not place.startswith("appendix:")
        ):  # the signature stands before the first
            yield f"{place}: after {between!r}"
        position = found + len(_squeezed(text))


def _prose(document: Document) -> Iterator[tuple[str, str]]:
    """Every title, basis, heading and paragraph with its place, in the order of reading."""
    yield "title", f"{document.title.kind} {document.title.subject}"
    for number, line in enumerate(addressee_lines(document.addressees), 1):
        yield f"addressee:{number}", line
    for basis, line in zip(document.bases, basis_lines(document.bases), strict=True):
        yield basis.place, line
    yield from _prose_of(document.blocks)
    for index, appendix in enumerate(document.appendices, 1):
        label = appendix_label(index, len(document.appendices))
        yield appendix.place, f"{label} {appendix.title} {appendix.reference}"
        yield from _prose_of(appendix.blocks)


def _prose_of(blocks: tuple[Block, ...], above: tuple[int, ...] = ()) -> Iterator[tuple[str, str]]:
    for block, path in numbered(blocks, above):
        if isinstance(block, Section):
            yield block.place, f"{section_label(path)} {block.heading}"
            yield from _prose_of(block.blocks, path)
        elif isinstance(block, Paragraph):
            yield block.place, _inline(printed_inline(block))
        elif isinstance(block, Article):
            yield block.place, f"{article_label(path)} {_inline(block.inline)}"
        else:
            table = block.table if isinstance(block, Chart) else block
            if table.caption:
                yield table.place, table.caption


def _inline(inline: Inline) -> str:
    return "".join(map(written, inline))


# --- Excel ---


def _sheets_differ(tables: tuple[Table, ...], workbook: bytes) -> Iterator[str]:
    """A sheet a table: every figure is there as a number, every word as it stands."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    if len(book.worksheets) != len(tables):
        yield f"{len(book.worksheets)} sheets for {len(tables)} tables"
    for table, sheet in zip(tables, book.worksheets, strict=False):
        rows = (*table.rows, *([table.total] if table.total else []))
        above = sheet.max_row - len(rows)
        for number, row in enumerate(rows, start=above + 1):
            for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), start=1):
                value = sheet.cell(number, at).value
                if not _is_value(cell, value):
                    yield f"{table.place}/row:{row.key}/column:{column.key}: {value!r} for {written(cell)!r}"


def _is_value(cell: Cell, value: object) -> bool:
    if isinstance(cell, str) or cell.value is None:
        return (value or "") == written(cell)
    exact = Decimal(cell.value).quantize(Decimal(1).scaleb(-cell.decimals), ROUND_HALF_UP)
    return isinstance(value, int | float) and Decimal(str(value)) == exact


# --- HTML ---


class _Reader(HTMLParser):
    """The tables of a page, and the text outside them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[Grid] = []
        self.prose = ""
        self._cell: list[str] | None = None
        self._merged: dict[int, int] = {}  # column: rows that a cell above still takes
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "table":
            self.tables.append([])
            self._merged = {}
        elif tag == "tr":
            self.tables[-1].append([])
            self._fill()
        elif tag in {"td", "th"}:
            line = self.tables[-1][-1]
            if values.get("rowspan"):
                self._merged[len(line)] = int(values["rowspan"] or 1) - 1
            self._cell = []
            self._span = int(values.get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None:
            self.tables[-1][-1] += ["".join(self._cell), *[""] * (self._span - 1)]
            self._cell = None
            self._fill()

    def handle_data(self, data: str) -> None:
        if self._cell is None:
            self.prose += data
        else:
            self._cell.append(data)

    def _fill(self) -> None:
        """Stand in for the cells that one above reaches down to."""
        line = self.tables[-1][-1]
        while len(self.tables[-1]) > 1 and self._merged.get(len(line), 0) > 0:
            self._merged[len(line)] -= 1
            line.append("")


def read_html(html: str) -> Printed:
    reader = _Reader(html)
    return Printed(reader.tables, reader.prose)


# --- PDF ---


def read_pdf(pdf: bytes) -> Printed:
    """Page by page: a table that goes over a page's end is two, the page's own number no prose."""
    grids, prose = [], []
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        for whole in file.pages:
            # The watermark slants.
            page: Page = whole.filter(lambda each: "matrix" not in each or each["matrix"][1] == 0)
            tables = page.find_tables()
            grids += [
                [[(cell or "").strip() for cell in line] for line in table.extract()] for table in tables
            ]
            page = page.crop((0, TOP_MARGIN, *page.bbox[2:]))
            for table in tables:
                page = page.outside_bbox(table.bbox)
            prose.append(page.extract_text())
    return Printed(grids, "\n".join(prose))


def joined(pieces: list[Grid], tables: tuple[Table, ...]) -> list[Grid]:
    """The pieces of each table as one, the head that each page repeats kept once."""
    left = iter(pieces)
    whole = []
    for table in tables:
        size, height = len(list(_lines(table))), len(head(table))
        grid = next(left, [])
        while len(grid) < size and (more := next(left, None)):
            grid += more[height:] if more[:height] == grid[:height] else [["another head"], *more]
        whole.append(grid)
    return [*whole, *left]


# --- Word ---


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def read_docx(word: bytes) -> Printed:
    """Paragraphs with the numbers that Word counts and the marks it sets."""
    document: Any = docx.Document(io.BytesIO(word))
    grids = [
        [
            [text for cell in line.tc_lst for text in (_text(cell), *[""] * (cell.grid_span - 1))]
            for line in table._tbl.tr_lst
        ]
        for table in document.tables
        if table.style.name == "Table Grid"
    ]
    numbering = document.part.numbering_part.element
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    lines = []
    for paragraph in document.paragraphs:
        own, styled = (each.xpath("w:pPr/w:numPr") for each in (paragraph._p, paragraph.style.element))
        label = ""
        for numbers in own or styled:  # one or none
            level, count = numbers.ilvl.val, counts[numbers.numId.val]
            count[level] += 1
            for deeper in range(level + 1, 9):
                del count[deeper]
            label = _label(numbering, numbers.numId.val, level, count)
        lines.append(f"{label} {paragraph.text}")
    return Printed(grids, "\n".join(lines))


def _label(numbering: Any, identity: int, level: int, count: Counter[int]) -> str:
    """What Word prints before a paragraph on this level of this list."""
    levels = numbering.num_having_numId(identity).abstractNumId.val
    forms, texts = (
        numbering.xpath(f"w:abstractNum[@w:abstractNumId={levels}]/w:lvl/w:{name}/@w:val")
        for name in ("numFmt", "lvlText")
    )
    label = str(texts[level])
    for index, form in enumerate(forms):
        label = label.replace(
            f"%{index + 1}", roman(count[index]) if form == "upperRoman" else str(count[index])
        )
    return label

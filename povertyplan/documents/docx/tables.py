"""Tables: two invisible columns for letterhead and signature, and the ruled tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from povertyplan.documents.blocks import Align, Table
from povertyplan.documents.docx.elements import Element, w
from povertyplan.documents.docx.paragraphs import paragraph, run
from povertyplan.documents.docx.styles import (
    CAPTION,
    CELL,
    COLUMN_NUMBER,
    DENSE_CELL,
    GAP,
    RULE,
    TABLE,
    Style,
)
from povertyplan.documents.figures import cell_text
from povertyplan.documents.layout import DENSE, column_shares, head_groups

_ALIGN = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}


def two_columns(
    widths: tuple[int, int], *rows: tuple[list[Element], list[Element]], above: int = 0
) -> Element:
    """Paragraphs side by side, without a line around them; so many twips are free above each row."""
    lines = [
        _line(_cell(*held, width=width) for held, width in zip(row, widths, strict=True)) for row in rows
    ]
    return _grid(widths, lines, above=above)


def ruled(table: Table, line: int) -> Iterator[Element]:
    """A table of figures below its caption, as wide as a line of so many twips."""
    style = DENSE_CELL if len(table.columns) > DENSE else CELL
    widths = [line * share // 100 for share in column_shares(table, room=line / 20 / style.size)]
    yield paragraph(CAPTION, table.caption) if table.caption else paragraph(GAP)
    lines = [*_head(table, widths, style), *_body(table, widths, style)]
    yield _grid(widths, lines, sides=60, style=TABLE)
    yield paragraph(RULE)


def _head(table: Table, widths: list[int], style: Style) -> Iterator[Element]:
    def cell(text: str, width: int, **options: Any) -> Element:
        return _cell(
            paragraph(style, run(text, bold=True), align="center"), width=width, middle=True, **options
        )

    columns = list(zip(table.columns, widths, strict=True))
    groups = head_groups(table)
    if groups:
        left = iter(columns)
        yield _line(
            (
                cell(group, sum(width for _, width in held), span=span)
                if group
                else cell(held[0][0].label, held[0][1], merge="restart")
                for group, span in groups
                for held in [list(islice(left, span))]
            ),
            head=True,
        )
    yield _line(
        (
            cell("", width, merge="continue") if groups and not column.group else cell(column.label, width)
            for column, width in columns
        ),
        head=True,
    )
    if table.column_numbers:
        yield _line(
            (_cell(paragraph(COLUMN_NUMBER, str(n)), width=width) for n, width in enumerate(widths, 1)),
            head=True,
        )


def _body(table: Table, widths: list[int], style: Style) -> Iterator[Element]:
    rows = (*table.rows, *([table.total] if table.total else []))
    for left, row in zip(reversed(range(len(rows))), rows, strict=True):
        keep = left < 2  # the total stays with a row above it, the signature with the last row
        cells = zip(table.columns, row.cells, widths, strict=True)
        yield _line(
            _cell(
                paragraph(
                    style,
                    run(cell_text(cell), bold=row is table.total),
                    keep=keep,
                    align=_ALIGN[column.align],
                ),
                width=width,
                middle=True,
            )
            for column, cell, width in cells
        )


def _grid(
    widths: Sequence[int], lines: list[Element], *, above: int = 0, sides: int = 0, style: str = ""
) -> Element:
    return w(
        "tbl",
        w(
            "tblPr",
            *([w("tblStyle", val=style)] if style else []),
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w(
                "tblCellMar",
                w("top", w=above, type="dxa"),
                w("left", w=sides, type="dxa"),
                w("right", w=sides, type="dxa"),
            ),
            w("tblLook", val="0020", firstRow=1),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *lines,
    )


def _line(cells: Iterable[Element], *, head: bool = False) -> Element:
    return w("tr", w("trPr", w("cantSplit"), *([w("tblHeader")] if head else [])), *cells)


def _cell(*held: Element, width: int, span: int = 1, merge: str = "", middle: bool = False) -> Element:
    properties = [w("tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(w("gridSpan", val=span))
    if merge:
        properties.append(w("vMerge", val=merge))
    if middle:
        properties.append(w("vAlign", val="center"))
    return w("tc", w("tcPr", *properties), *held)

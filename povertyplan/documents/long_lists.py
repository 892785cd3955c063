"""Long lists cut for paper: an appendix with a table of contents and parts that each begin on a page.

Only what is printed is cut: the document itself, its checks and its other files keep their one table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import ceil

from povertyplan.common.numbers import format_number
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Block,
    Column,
    Document,
    Figure,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Row,
    Section,
    Table,
)
from povertyplan.documents.figures import cell_text
from povertyplan.documents.layout import DATE_GAP, number_line, table_shares
from povertyplan.documents.numbering import roman

LONG = 1_000  # rows; a list with more is cut
PART = 500  # rows of a part, about: what one process draws in a few seconds
SLACK = 0.2  # of a part, by which it may be longer or shorter so that no hamlet is torn
TOGETHER = ("hamlet", "household")  # columns whose equal rows stand in one part where that can be
CONTENTS = "MỤC LỤC"


@dataclass(frozen=True, kw_only=True)
class CutTable(Table):
    """Some rows of a long table, with the column widths of the whole in percent."""

    shares: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ListPart(Section):
    """A part of a long list, which begins on a page of its own."""

    line: Row  # what the table of contents says of it; its page is still missing


def cut_for_paper(document: Document) -> Document:
    """The document with its long lists in parts; the same document where none is long."""
    attached = [block for block in document.blocks if _is_long(block)]
    if not attached and not any(map(_is_long, _blocks(document.appendices))):
        return document
    appendices = (*(_attached(document, table) for table in attached), *document.appendices)
    return replace(
        document,
        blocks=tuple(_announced(block) if _is_long(block) else block for block in document.blocks),
        appendices=tuple(replace(each, blocks=tuple(_cut(each))) for each in appendices),
    )


def list_parts(appendix: Appendix) -> tuple[ListPart, ...]:
    """The parts of the long lists that were cut in an appendix."""
    return tuple(block for block in appendix.blocks if isinstance(block, ListPart))


def opening(appendix: Appendix, pages: Sequence[int]) -> Appendix:
    """What stands before the parts of a cut appendix, its table of contents last: `pages` says on which page
    each part begins.
    """
    parts = list_parts(appendix)
    before = appendix.blocks[: appendix.blocks.index(parts[0])]
    return replace(appendix, blocks=(*before, _contents(appendix, parts, pages)))


def _blocks(appendices: Sequence[Appendix]) -> Iterator[Block]:
    return (block for appendix in appendices for block in appendix.blocks)


def _is_long(block: Block) -> bool:
    return isinstance(block, Table) and len(block.rows) > LONG


def _announced(block: Block) -> Block:
    rows = len(block.rows) if isinstance(block, Table) else 0
    words = f"(Danh sách {format_number(rows)} dòng tại Phụ lục kèm theo)"
    return Paragraph(inline=(words,), style=ParagraphStyle.NOTE)


def _attached(document: Document, table: Block) -> Appendix:
    kind, letterhead = upper_first(document.title.kind.lower()), document.letterhead
    return Appendix(
        key="list",
        title=document.title.subject,
        reference=f"(Kèm theo {kind} {_dated(letterhead)} của {_issuer(letterhead)})",
        blocks=(table,),
    )


def _dated(letterhead: Letterhead) -> str:
    day, month, year = (
        DATE_GAP if part is None else f"{part:02}"
        for part in (letterhead.day, letterhead.month, letterhead.year)
    )
    number = number_line(letterhead)
    return f"{number[:1].lower()}{number[1:].replace(':', '')} ngày {day} tháng {month} năm {year}".strip()


def _issuer(letterhead: Letterhead) -> str:
    """Who issues, as it stands in a sentence: the letterhead may be in capitals."""
    name = " ".join(letterhead.issuer).lower()
    return upper_first(name.replace(letterhead.locality.lower(), letterhead.locality))


def _cut(appendix: Appendix) -> Iterator[Block]:
    for block in appendix.blocks:
        if isinstance(block, Table) and _is_long(block):
            yield from _parts(block, landscape=appendix.landscape)
        else:
            yield block


def _parts(table: Table, *, landscape: bool) -> Iterator[ListPart]:
    shares, hamlets = table_shares(table, landscape=landscape), _hamlets(table)
    for number, (begin, end) in enumerate(pairwise((0, *_ends(table))), start=1):
        rows = table.rows[begin:end]
        span = _span(rows, begin)
        here = ", ".join(dict.fromkeys(hamlets[begin:end]))
        key = f"{table.key}-part-{number}"
        cut = CutTable(
            key=key,
            columns=table.columns,
            rows=rows,
            total=table.total if end == len(table.rows) else None,
            caption=table.caption,
            column_numbers=table.column_numbers,
            shares=shares,
        )
        count = Figure(key=f"rows@{number}", value=len(rows), computed=len(rows))
        yield ListPart(
            heading=f"Từ số {' đến số '.join(span)}",
            blocks=(Paragraph(inline=(f"({here})",), style=ParagraphStyle.NOTE), cut) if here else (cut,),
            line=Row(key=key, cells=(" - ".join(span), here, count)),
        )


def _ends(table: Table) -> tuple[int, ...]:
    """Where the parts end: about as many rows in each, between hamlets or households where one ends near."""
    rows = len(table.rows)
    size = rows / ceil(rows / PART)
    keys = [column.key for column in table.columns]
    column = next((keys.index(key) for key in TOGETHER if key in keys), None)

    def end(wished: int) -> int:
        if column is None:
            return wished
        near = range(wished - int(SLACK * size), wished + int(SLACK * size))
        whole = [at for at in near if table.rows[at - 1].cells[column] != table.rows[at].cells[column]]
        return min(whole, key=lambda at: abs(at - wished), default=wished)

    return (*(end(round(part * size)) for part in range(1, round(rows / size))), rows)


def _span(rows: Sequence[Row], begin: int) -> tuple[str, str]:
    """The first and the last number of some rows: the printed ones, or their place in the table."""
    printed = cell_text(rows[0].cells[0]), cell_text(rows[-1].cells[0])
    if all(text.replace(".", "").isdecimal() for text in printed):
        return printed
    return format_number(begin + 1), format_number(begin + len(rows))


def _hamlets(table: Table) -> tuple[str, ...]:
    """The hamlet of every row; none where the list does not go hamlet by hamlet."""
    column = next((at for at, column in enumerate(table.columns) if column.key == "hamlet"), None)
    names = () if column is None else tuple(cell_text(row.cells[column]) for row in table.rows)
    runs = [name for name, _ in groupby(names)]
    return names if len(set(runs)) == len(runs) else ()


def _contents(appendix: Appendix, parts: Sequence[ListPart], pages: Sequence[int]) -> Table:
    columns: tuple[Column, ...] = (
        Column(key="part", label="Phần", width=1, align=Align.CENTER),
        Column(key="span", label="Từ số - đến số", width=2, align=Align.CENTER),
        Column(key="hamlets", label="Thôn, tổ dân phố", width=6, align=Align.LEFT),
        Column(key="rows", label="Số dòng", width=1, align=Align.CENTER),
        Column(key="page", label="Trang", width=1, align=Align.CENTER),
    )
    rows = [
        replace(part.line, cells=(roman(number), *part.line.cells, format_number(page)))
        for number, (part, page) in enumerate(zip(parts, pages, strict=True), start=1)
    ]
    if not any(row.cells[2] for row in rows):
        columns = columns[:2] + columns[3:]
        rows = [replace(row, cells=row.cells[:2] + row.cells[3:]) for row in rows]
    return Table(key=f"{appendix.key}-contents", columns=columns, rows=tuple(rows), caption=CONTENTS)

"""HTML of a document: the fragment that stands in a page, and the parts from which the PDF is drawn.

Everything is escaped; looks come from static/css/document.css alone (no style attribute, no style element).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar, cast

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Article,
    Block,
    Cell,
    Chart,
    Closing,
    Column,
    Document,
    Figure,
    Inline,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Row,
    Section,
    Table,
)
from povertyplan.documents.charts import HeatLevels, heat_levels, pictures
from povertyplan.documents.checks import TITLE, cell_place, heading_place
from povertyplan.documents.figures import cell_text, figure_text
from povertyplan.documents.layout import (
    ADDRESSING,
    DENSE,
    LINE,
    LONG_DATE,
    MOTTO,
    NATION,
    RECIPIENTS,
    WATERMARK,
    addressee_lines,
    basis_lines,
    date_line,
    document_title,
    gaps_kept,
    head_groups,
    number_line,
    printed_inline,
    recipient_lines,
    table_shares,
    title_lines,
)
from povertyplan.documents.long_lists import CutTable, ListPart
from povertyplan.documents.numbering import appendix_label, article_label, numbered, section_label

STYLESHEETS = ("app:fonts.css", "app:document.css")
NO_NOTES: Mapping[str, SafeString] = {}

T = TypeVar("T")
NO_HEAT: HeatLevels = {}

_VOID = frozenset({"br", "col", "link", "meta"})


def anchor(place: str) -> str:
    """The id of the element that stands at `place`."""
    return f"at-{re.sub(r'[^0-9A-Za-z_-]+', '-', place)}"


@dataclass(frozen=True, kw_only=True)
class _Explained(Figure):
    """A figure on screen with the address of the page that says where it comes from."""

    address: str


Explain = Callable[[Figure], str]  # that address, or '' for none


def render_body(
    document: Document, *, notes: Mapping[str, SafeString] = NO_NOTES, explain: Explain | None = None
) -> str:
    """The whole document as one fragment for a page: a sheet for the body, one for each appendix.

    `notes` are elements that the page puts before the heading of a section, by the section's place. With
    `explain` its figures are links; paper and files to hand over have none.
    """
    if explain:
        document = _explained(document, explain)
    sheets = [
        _tag("section", *part, _class="sheet landscape" if landscape else "sheet")
        for _, landscape, part in _sheets(document, notes)
    ]
    return _tag("article", *sheets, _class="document", lang="vi")


def _explained(part: T, explain: Explain) -> T:
    """The same with addresses in its figures."""
    found: Any = part
    if isinstance(part, Figure):
        address = explain(part)
        found = _Explained(**vars(part), address=address) if address else part
    elif isinstance(part, tuple):
        found = tuple(_explained(each, explain) for each in part)
    elif is_dataclass(part) and not isinstance(part, type):
        held = {field.name: _explained(getattr(part, field.name), explain) for field in fields(part)}
        found = type(part)(**held)
    return cast("T", found)


def render_blocks(blocks: tuple[Block, ...]) -> str:
    """Blocks alone as one fragment for a page: a sheet on its side."""
    sheet = _tag("section", *_blocks(blocks, landscape=True), _class="sheet landscape")
    return _tag("article", sheet, _class="document", lang="vi")


def render_parts(document: Document) -> tuple[str, ...]:
    """Whole HTML documents, one for each part with page numbers of its own: the body, then every appendix."""
    return tuple(
        _whole(title, part, "document landscape" if landscape else "document")
        for title, landscape, part in _sheets(document, anchored=False)
    )


def render_list(document: Document, appendix: Appendix) -> tuple[str, ...]:
    """Whole HTML documents of the parts of a long list, which stand in an appendix after its first pages;
    their pages are without numbers.
    """
    pieces: list[list[SafeString]] = []
    for block, path in numbered(appendix.blocks):
        if isinstance(block, ListPart):
            pieces.append(_watermark(document))
        if pieces:
            pieces[-1] += _block(block, path, landscape=appendix.landscape, anchored=False)
    name = "document landscape list-part" if appendix.landscape else "document list-part"
    return tuple(_whole(document_title(document), piece, name) for piece in pieces)


def render_numbers(numbers: range, *, landscape: bool) -> str:
    """Pages that carry nothing but these numbers, as a whole HTML document."""
    pages = [_tag("div", _class="page-number", data_number=str(number)) for number in numbers]
    return _whole("", pages, "document landscape numbers" if landscape else "document numbers")


def _whole(title: str, elements: Iterable[str], name: str) -> str:
    links = (_tag("link", rel="stylesheet", href=address) for address in STYLESHEETS)
    head = _tag("head", _tag("meta", charset="utf-8"), _tag("title", title), *links)
    return "<!DOCTYPE html>" + _tag("html", head, _tag("body", *elements, _class=name), lang="vi")


def _sheets(
    document: Document, notes: Mapping[str, SafeString] = NO_NOTES, *, anchored: bool = True
) -> Iterator[tuple[str, bool, list[SafeString]]]:
    """Title, orientation and elements of every part."""
    watermark = _watermark(document)
    yield document_title(document), False, [*watermark, *_body(document, notes, anchored=anchored)]
    size = len(document.appendices)
    for index, appendix in enumerate(document.appendices, 1):
        label = appendix_label(index, size)
        yield label, appendix.landscape, [*watermark, *_appendix(appendix, label, anchored=anchored)]


def _watermark(document: Document) -> list[SafeString]:
    return [_tag("div", WATERMARK, _class="watermark", aria_hidden="true")] if document.draft else []


def _body(document: Document, notes: Mapping[str, SafeString], *, anchored: bool) -> Iterator[SafeString]:
    yield _letterhead(document.letterhead)
    yield _tag(
        "header",
        _tag(
            "h1",
            _tag("span", document.title.kind, _class="kind"),
            " ",
            _lined("subject", *_title(document.title.subject, LINE[False])),
        ),
        _class="title",
        id=anchor(TITLE),
    )
    if document.addressees:
        yield _addressees(addressee_lines(document.addressees))
    if document.title.authority:
        yield _tag("p", document.title.authority, _class="enacting")
    for basis, line in zip(document.bases, basis_lines(document.bases), strict=True):
        yield _tag("p", line, _class="basis", id=anchor(basis.place))
    yield from _blocks(document.blocks, landscape=False, notes=notes, anchored=anchored)
    yield _closing(document.closing)


def _letterhead(letterhead: Letterhead) -> SafeString:
    issuer = [_tag("span", line, _class="row") for line in letterhead.issuer]
    superior = [_tag("div", letterhead.superior, _class="superior")] if letterhead.superior else []
    date = date_line(letterhead)
    return _tag(
        "div",
        _tag(
            "div",
            _tag("div", *superior, _lined("issuer", *issuer), _class="left"),
            _tag("div", _tag("div", NATION, _class="nation"), _lined("motto", MOTTO), _class="right"),
            _class="line",
        ),
        _tag(
            "div",
            _tag("div", number_line(letterhead), _class="left number"),
            _tag("div", date, _class="right date"),
            _class="line",
        ),
        _class="letterhead long" if len(date) > LONG_DATE else "letterhead",
    )


def _lined(name: str, *children: str) -> SafeString:
    """Text with the short rule of the decree below it."""
    return _tag("span", _tag("span", *children, _tag("span", _class="rule"), _class="lined"), _class=name)


def _addressees(lines: tuple[str, ...]) -> SafeString:
    """One line in the middle; or the dashes below each other, under the colon."""
    if len(lines) == 1:
        return _tag("p", *lines, _class="addressee")
    words = (ADDRESSING.removesuffix(":"), *[""] * (len(lines) - 1))
    rows = (
        _tag("div", _tag("div", word, _class="word"), _tag("div", line.removeprefix(word)), _class="line")
        for word, line in zip(words, lines, strict=True)
    )
    return _tag("div", *rows, _class="addressees")


def _title(text: str, line: float) -> Iterator[str]:
    """A title's lines; on a phone they run on."""
    for index, each in enumerate(title_lines(text, room=line / 14)):
        yield from (_tag("br"), f" {each}") if index else (each,)


def _appendix(appendix: Appendix, label: str, *, anchored: bool) -> Iterator[SafeString]:
    yield _tag(
        "header",
        _tag(
            "h1",
            _tag("span", label, _class="label"),
            " ",
            _tag("span", *_title(appendix.title.upper(), LINE[appendix.landscape]), _class="name"),
        ),
        _tag("p", gaps_kept(appendix.reference), _class="reference"),
        _class="appendix-head",
        id=anchor(appendix.place),
    )
    yield from _blocks(appendix.blocks, landscape=appendix.landscape, anchored=anchored)


def _blocks(
    blocks: tuple[Block, ...],
    *,
    landscape: bool,
    above: tuple[int, ...] = (),
    notes: Mapping[str, SafeString] = NO_NOTES,
    anchored: bool = True,
) -> Iterator[SafeString]:
    """`anchored` tells whether cells can be pointed at, as on a page; on paper a fifth of the time goes into
    their names.
    """
    for block, path in numbered(blocks, above):
        yield from _block(block, path, landscape=landscape, notes=notes, anchored=anchored)


def _block(
    block: Block,
    path: tuple[int, ...],
    *,
    landscape: bool,
    notes: Mapping[str, SafeString] = NO_NOTES,
    anchored: bool,
) -> Iterator[SafeString]:
    match block:
        case Section():
            if block.place in notes:
                yield notes[block.place]
            yield _heading(block, path)
            yield from _blocks(block.blocks, landscape=landscape, above=path, notes=notes, anchored=anchored)
        case Paragraph():
            yield _paragraph(block)
        case Article():
            yield _article(block, path)
        case Table():
            yield _table(block, landscape=landscape, anchored=anchored)
        case Chart():
            yield from _chart(block, landscape=landscape, anchored=anchored)


def _heading(section: Section, path: tuple[int, ...]) -> SafeString:
    depth = min(len(path), 4)
    label = _tag("span", section_label(path), _class="label")
    place = anchor(heading_place(section)) if section.place else ""
    return _tag(f"h{depth + 1}", label, " ", section.heading, _class=f"depth-{depth}", id=place)


def _paragraph(paragraph: Paragraph) -> SafeString:
    place = anchor(paragraph.place) if paragraph.place else ""
    return _tag(
        "p", *_inline(printed_inline(paragraph)), _class=_PARAGRAPH_CLASSES[paragraph.style], id=place
    )


def _article(article: Article, path: tuple[int, ...]) -> SafeString:
    label = _tag("b", article_label(path))
    place = anchor(article.place) if article.place else ""
    return _tag("p", label, " ", *_inline(article.inline), _class="article", id=place)


_PARAGRAPH_CLASSES = {style: style.value.replace("_", "-") for style in ParagraphStyle}


def _inline(inline: Inline) -> Iterator[str]:
    for part in inline:
        yield _figure(part) if isinstance(part, Figure) else part


def _figure(figure: Figure) -> SafeString:
    name = "figure declared" if figure.declared else "figure"
    if isinstance(figure, _Explained):
        return _tag("a", figure_text(figure), _class=f"{name} explained", href=figure.address)
    return _tag("span", figure_text(figure), _class=name)


def _chart(chart: Chart, *, landscape: bool, anchored: bool) -> Iterator[SafeString]:
    """The picture, then its table; a heat table is its own picture."""
    if drawn := pictures(chart):
        caption = _tag("figcaption", chart.title)
        yield _tag("figure", caption, *map(mark_safe, drawn), _class="chart")  # pictures() escapes
    yield _table(chart.table, landscape=landscape, anchored=anchored, heat=heat_levels(chart))


def _table(table: Table, *, landscape: bool, anchored: bool, heat: HeatLevels = NO_HEAT) -> SafeString:
    shares = table.shares if isinstance(table, CutTable) else table_shares(table, landscape=landscape)
    total = [_row(table, table.total, "total", anchored=anchored)] if table.total else []
    return _tag(
        "div",
        _tag(
            "table",
            *([_tag("caption", table.caption)] if table.caption else []),
            _tag("colgroup", *(_tag("col", _class=f"w{share}") for share in shares)),
            _tag("thead", *_head(table)),
            _tag("tbody", *(_row(table, row, heat=heat, anchored=anchored) for row in table.rows), *total),
            _class="dense" if len(table.columns) > DENSE else "",
        ),
        _class="table-frame",
        id=anchor(table.place),
        tabindex="0",
        role="group",
        aria_label=table.caption or "Bảng",
    )


def _head(table: Table) -> Iterator[SafeString]:
    groups = head_groups(table)
    if groups:
        columns = iter(table.columns)
        cells = []
        for group, span in groups:
            held = [next(columns) for _ in range(span)]
            if group:
                cells.append(_tag("th", group, colspan=str(span), scope="colgroup"))
            else:
                cells.append(_head_cell(held[0], rowspan="2"))
        yield _tag("tr", *cells)
    yield _tag("tr", *(_head_cell(column) for column in table.columns if column.group or not groups))
    if table.column_numbers:
        numbers = (_tag("td", str(number)) for number in range(1, len(table.columns) + 1))
        yield _tag("tr", *numbers, _class="column-numbers")


def _head_cell(column: Column, rowspan: str = "") -> SafeString:
    return _tag("th", column.label, rowspan=rowspan, scope="col")


def _row(table: Table, row: Row, name: str = "", heat: HeatLevels = NO_HEAT, *, anchored: bool) -> SafeString:
    cells = (
        _cell(
            column,
            cell,
            heat.get((row.key, column.key), 0),
            anchor(cell_place(table, row, column)) if anchored else "",
        )
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    return _tag("tr", *cells, _class=name)


def _cell(column: Column, cell: Cell, level: int, place: str) -> SafeString:
    marked = isinstance(cell, Figure) and (cell.declared or isinstance(cell, _Explained))
    content: str = _figure(cell) if isinstance(cell, Figure) and marked else cell_text(cell)
    name = f"{_ALIGN[column.align]} heat-{level}" if level else _ALIGN[column.align]
    return _tag("td", content, _class=name, id=place)


_ALIGN = {Align.LEFT: "start", Align.CENTER: "middle", Align.RIGHT: "end"}


def _closing(closing: Closing) -> SafeString:
    right = _signing(closing.authority, closing.signer)
    if co_signer := closing.co_signer:
        left = _signing(co_signer.authority, co_signer.signer)
    else:
        left = _tag("div", *_recipients(closing), _class="recipients")
    return _tag("footer", left, right, _class="closing-block")


def _recipients(closing: Closing) -> Iterator[SafeString]:
    yield _tag("div", RECIPIENTS, _class="recipients-title")
    for line in recipient_lines(closing):
        yield _tag("div", line, _class="recipient")
    if closing.drafter_mark:
        yield _tag("div", closing.drafter_mark, _class="drafter")


def _signing(authority: tuple[str, ...], signer: str) -> SafeString:
    return _tag(
        "div",
        *(_tag("div", line, _class="authority") for line in authority),
        _tag("div", _class="signature"),
        _tag("div", signer, _class="signer"),
        _class="signing",
    )


def _tag(name: str, /, *children: str, **attributes: str) -> SafeString:
    """An element; children and values are escaped unless they are elements, empty attributes left out."""
    opened = name + "".join(_attributes(attributes.items()))
    if name in _VOID:
        return mark_safe(f"<{opened}>")
    return mark_safe(
        f"<{opened}>{''.join(map(conditional_escape, children))}</{name}>"
    )  # all parts escaped above


def _attributes(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    for key, value in items:
        if value:
            yield f' {key.strip("_").replace("_", "-")}="{conditional_escape(value)}"'

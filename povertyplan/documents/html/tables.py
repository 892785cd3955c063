"""Tables of figures: the head in groups, the rows with their anchors and their heat."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString

from povertyplan.documents.blocks import Align, Cell, Column, Figure, Row, Table
from povertyplan.documents.charts import HeatLevels
from povertyplan.documents.checks import cell_place
from povertyplan.documents.figures import cell_text
from povertyplan.documents.html.elements import anchor, tag
from povertyplan.documents.html.figures import Explained, figure_element
from povertyplan.documents.layout import DENSE, head_groups, table_shares
from povertyplan.documents.long_lists import CutTable

NO_HEAT: HeatLevels = {}
_ALIGN = {Align.LEFT: "start", Align.CENTER: "middle", Align.RIGHT: "end"}


def table_element(table: Table, *, landscape: bool, anchored: bool, heat: HeatLevels = NO_HEAT) -> SafeString:
    shares = table.shares if isinstance(table, CutTable) else table_shares(table, landscape=landscape)
    total = [_row(table, table.total, "total", anchored=anchored)] if table.total else []
    return tag(
        "div",
        tag(
            "table",
            *([tag("caption", table.caption)] if table.caption else []),
            tag("colgroup", *(tag("col", _class=f"w{share}") for share in shares)),
            tag("thead", *_head(table)),
            tag("tbody", *(_row(table, row, heat=heat, anchored=anchored) for row in table.rows), *total),
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
                cells.append(tag("th", group, colspan=str(span), scope="colgroup"))
            else:
                cells.append(_head_cell(held[0], rowspan="2"))
        yield tag("tr", *cells)
    yield tag("tr", *(_head_cell(column) for column in table.columns if column.group or not groups))
    if table.column_numbers:
        numbers = (tag("td", str(number)) for number in range(1, len(table.columns) + 1))
        yield tag("tr", *numbers, _class="column-numbers")


def _head_cell(column: Column, rowspan: str = "") -> SafeString:
    return tag("th", column.label, rowspan=rowspan, scope="col")


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
    return tag("tr", *cells, _class=name)


def _cell(column: Column, cell: Cell, level: int, place: str) -> SafeString:
    marked = isinstance(cell, Figure) and (cell.declared or isinstance(cell, Explained))
    content: str = figure_element(cell) if isinstance(cell, Figure) and marked else cell_text(cell)
    name = f"{_ALIGN[column.align]} heat-{level}" if level else _ALIGN[column.align]
    return tag("td", content, _class=name, id=place)

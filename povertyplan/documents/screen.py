"""A table as a page of ours shows it: its own scroll box, a way behind each number, shaded where it is a heat
table. Hundreds of cells are written by hand, because a template takes ten times as long for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe

from povertyplan.documents.blocks import Align, Cell, Chart, Row, Table
from povertyplan.documents.charts import HeatLevels, heat_levels, pictures
from povertyplan.documents.figures import cell_text
from povertyplan.documents.layout import head_groups

Links = Mapping[tuple[str, str], str]  # addresses by keys of row and column


def chart_pictures(block: Chart | Table) -> SafeString:
    """The pictures of a chart, '' of a table."""
    return mark_safe("".join(pictures(block)) if isinstance(block, Chart) else "")  # pictures() escapes


def linked_table(block: Chart | Table, *, label: str, links: Links) -> SafeString:
    """The block's table; `label` names its scroll box."""
    table = block.table if isinstance(block, Chart) else block
    heat = heat_levels(block) if isinstance(block, Chart) else {}
    scroll = f'<div class="table-scroll" tabindex="0" role="group" aria-label="{escape(label)}">'
    head = "".join(_head(table))
    body = "".join(_row(table, row, links, heat) for row in table.rows)
    foot = f"<tfoot>{_row(table, table.total, links, {})}</tfoot>" if table.total else ""
    return mark_safe(  # every text was escaped
        f'{scroll}<table class="table"><thead>{head}</thead><tbody>{body}</tbody>{foot}</table></div>'
    )


def _head(table: Table) -> Iterator[str]:
    groups = head_groups(table)
    columns = iter(table.columns)
    if groups:
        yield "<tr>"
        for group, span in groups:
            held = [next(columns) for _ in range(span)]
            if group:
                yield f'<th scope="colgroup" colspan="{span}">{escape(group)}</th>'
            else:
                yield f'<th scope="col" rowspan="2"{_align(held[0].align)}>{escape(held[0].label)}</th>'
        yield "</tr>"
    yield "<tr>"
    for column in table.columns:
        if column.group or not groups:
            yield f'<th scope="col"{_align(column.align)}>{escape(column.label)}</th>'
    yield "</tr>"


def _align(align: Align) -> str:
    return "" if align is Align.LEFT else ' class="num"'


def _row(table: Table, row: Row, links: Links, heat: HeatLevels) -> str:
    cells, is_named = [], False
    for column, cell in zip(table.columns, row.cells, strict=True):
        place = row.key, column.key
        names_row = column.align is Align.LEFT and not is_named
        is_named |= names_row
        cells.append(_cell(cell, column.align, links.get(place, ""), heat.get(place, 0), names_row))
    return f"<tr>{''.join(cells)}</tr>"


def _cell(cell: Cell, align: Align, url: str, level: int, names_row: bool) -> str:
    text = escape(cell_text(cell))
    shown = f'<a href="{escape(url)}">{text}</a>' if url and text else text
    if names_row:
        return f'<th scope="row">{shown}</th>'
    names = "" if align is Align.LEFT else "num"
    names += f" heat-{level}" if level else ""
    return f'<td class="{names}">{shown}</td>' if names else f"<td>{shown}</td>"

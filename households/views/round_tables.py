"""The fifteen tables of a round: on screen with the households behind each cell, on paper, as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from households.actions import round_details_keep, round_tables_keep
from households.compose import (
    RoundParts,
    RoundTable,
    caveats,
    detail_table,
    round_parts,
    summary_table,
    tables_document,
)
from households.queries import RoundTables, details
from households.queries import round_tables as counted_tables
from households.resources import tables_workbook
from households.rules import (
    DETAIL_TABLES,
    TABLE_NUMBERS,
    CountColumn,
    Measure,
    RateColumn,
    Selection,
    TableColumn,
    TableShape,
    table_title,
)
from households.views.reading import RoundReading, no_pdf, page_number, round_reading
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, file_response, read_view
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.blocks import Figure, Row, Table
from povertyplan.documents.figures import cell_text
from povertyplan.documents.layout import head_groups
from povertyplan.documents.xlsx import EXCEL
from povertyplan.jobs.printing import Print, print_view


@dataclass(frozen=True, kw_only=True)
class ShownCell:
    """A cell on screen; `url` leads to the households behind its number."""

    text: str
    url: str = ""
    is_number: bool = False


@dataclass(frozen=True, kw_only=True)
class HeadCell:
    """A cell of the first line of a head, and how many columns and lines it takes."""

    label: str
    span: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class ShownTable:
    """A table on screen."""

    number: int
    title: str
    table: Table
    rows: list[list[ShownCell]]
    totals: list[list[ShownCell]]

    @property
    def upper_head(self) -> list[HeadCell]:
        """The first line of the head; empty where one line does."""
        columns = iter(self.table.columns)
        cells = []
        for group, span in head_groups(self.table):
            held = [next(columns) for _ in range(span)]
            cells.append(HeadCell(label=group or held[0].label, span=span, rows=1 if group else 2))
        return cells

    @property
    def lower_head(self) -> list[str]:
        """The labels below the groups, or of all columns where there are no groups."""
        grouped = bool(head_groups(self.table))
        return [column.label for column in self.table.columns if column.group or not grouped]


def _with_health(request: SignedInRequest, reading: RoundReading) -> bool:
    """Whether what tells of health was asked for by somebody who may see it."""
    return reading.sees_health and request.GET.get("suckhoe") == "1"


def _numbers(number: int | None, *, otherwise: range) -> tuple[int, ...]:
    if number is not None and number not in TABLE_NUMBERS:
        raise Http404
    return tuple(otherwise) if number is None else (number,)


@read_view
def tables(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Which tables there are, and what they cannot know."""
    reading = round_reading(request, round_id)
    with read_snapshot():
        counted = counted_tables(round=reading.round, hamlets=reading.hamlets, numbers=(1,))
    titles = [(number, table_title(number, result=reading.round.result_label)) for number in TABLE_NUMBERS]
    context = {**reading.context, "titles": titles, "caveats": list(caveats(counted))}
    return render(request, "households/round_tables.html", context)


@read_view
def table(request: SignedInRequest, round_id: int, number: int) -> HttpResponse:
    """One table."""
    reading = round_reading(request, round_id)
    _numbers(number, otherwise=TABLE_NUMBERS)
    if number in DETAIL_TABLES:
        return _details(request, reading, number)
    with read_snapshot():
        counted = counted_tables(round=reading.round, hamlets=reading.hamlets, numbers=(number,))
    context = {
        **reading.context,
        **_neighbours(number),
        "shown": _shown(reading, counted, number),
        "caveats": list(caveats(counted)),
    }
    return render(request, "households/round_table.html", context)


def _details(request: SignedInRequest, reading: RoundReading, number: int) -> HttpResponse:
    """A page of 50 households with their members."""
    with_health = _with_health(request, reading)
    with read_snapshot():
        found = details(
            round=reading.round,
            of=DETAIL_TABLES[number],
            hamlets=reading.hamlets,
            page=page_number(request.GET.get("trang", "")),
            with_health=with_health,
        )
    keep = partial(
        round_details_keep,
        round=reading.round,
        table=number,
        households=found.page.households,
        with_health=with_health,
        by=request.user,
    )
    afterwards(request, keep)
    made = detail_table(found, number=number, with_health=with_health)
    context = {
        **reading.context,
        **_neighbours(number),
        "shown": _plain(made),
        "page": found.page,
        "may_see_health": reading.sees_health,
        "with_health": with_health,
    }
    return render(request, "households/round_table.html", context)


def _neighbours(number: int) -> dict[str, int | None]:
    return {
        "previous": number - 1 if number - 1 in TABLE_NUMBERS else None,
        "next": number + 1 if number + 1 in TABLE_NUMBERS else None,
    }


def _plain(made: RoundTable) -> ShownTable:
    rows = [[ShownCell(text=cell_text(cell)) for cell in row.cells] for row in made.table.rows]
    return ShownTable(number=made.number, title=made.title, table=made.table, rows=rows, totals=[])


def _shown(reading: RoundReading, counted: RoundTables, number: int) -> ShownTable:
    """The table with the way from each cell to its households."""
    made, shape = summary_table(counted, number), counted.shape(number)
    lines = len(shape.lines)
    rows = [*made.table.rows, *([made.table.total] if made.table.total else [])]
    shown = [
        _shown_row(reading, shape, row, place.hamlet_id, line)
        for (place, line), row in zip(
            ((place, line) for place in (*counted.rows, counted.total) for line in shape.lines),
            rows,
            strict=True,
        )
    ]
    return ShownTable(
        number=number, title=made.title, table=made.table, rows=shown[:-lines], totals=shown[-lines:]
    )


def _shown_row(
    reading: RoundReading, shape: TableShape, row: Row, hamlet_id: int | None, line: Measure
) -> list[ShownCell]:
    heads = len(row.cells) - len(shape.columns)
    cells = [ShownCell(text=cell_text(cell)) for cell in row.cells[:heads]]
    for column, cell in zip(shape.columns, row.cells[heads:], strict=True):
        selection = _selection(column, line)
        leads_on = (
            selection is not None
            and isinstance(cell, Figure)
            and bool(cell.value)
            and (reading.sees_health or not selection.tells_health)
        )
        url = _list_url(reading, selection, hamlet_id) if selection and leads_on else ""
        cells.append(ShownCell(text=cell_text(cell), url=url, is_number=True))
    return cells


def _selection(column: TableColumn, line: Measure) -> Selection | None:
    if isinstance(column, CountColumn):
        return column.on_line(line).selection
    return column.numerator.selection if isinstance(column, RateColumn) else None


def _list_url(reading: RoundReading, selection: Selection, hamlet_id: int | None) -> str:
    parameters = {"thon": str(hamlet_id)} if hamlet_id else {}
    address = reverse("households:reviewed", args=[reading.round.pk])
    return f"{address}?{urlencode(parameters | selection.parameters)}"


# --- files ---


@read_view
def tables_excel(request: SignedInRequest, round_id: int, number: int | None = None) -> HttpResponse:
    """All fifteen tables, or one, as a workbook."""
    reading = round_reading(request, round_id)
    made = _made(request, reading, _numbers(number, otherwise=TABLE_NUMBERS), "xlsx")
    name = reading.file_name(f"bieu-{number}" if number else "bieu-tong-hop", "xlsx")
    return file_response(tables_workbook(reading.round, made.parts), name, EXCEL)


@print_view
def tables_pdf(request: SignedInRequest, round_id: int, number: int | None = None) -> HttpResponse | Print:
    """The tables by hamlet, or one table, on paper; lists of people only one by one."""
    reading = round_reading(request, round_id)
    made = _made(request, reading, _numbers(number, otherwise=range(1, min(DETAIL_TABLES))), "pdf")
    back = reverse("households:round_tables", args=[round_id])
    try:
        document = tables_document(made)
    except DomainError as error:
        return no_pdf(request, reading, error, back)
    title = f"In biểu {number}" if number else "In các biểu tổng hợp"
    name = f"bieu-{number}" if number else "bieu-tong-hop"
    return reading.print(document, name, f"{title}, {reading.round}", back)


def _made(
    request: SignedInRequest, reading: RoundReading, numbers: tuple[int, ...], ending: str
) -> RoundParts:
    with_health = _with_health(request, reading)
    with read_snapshot():
        made = round_parts(
            round=reading.round, numbers=numbers, hamlets=reading.hamlets, with_health=with_health
        )
    keep = partial(
        round_tables_keep,
        round=reading.round,
        tables=numbers,
        households=made.named,
        with_health=with_health,
        file=ending,
        by=request.user,
    )
    afterwards(request, keep)
    return made

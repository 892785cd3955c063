"""Tables 1 to 13 of a round as blocks: one making for paper, workbook and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from households.queries import (
    PlaceRow,
    RoundTables,
)
from households.rules import (
    LINE_LABELS,
    RATE_DECIMALS,
    CountColumn,
    Given,
    GivenColumn,
    Measure,
    RateColumn,
    TableColumn,
    TableShape,
)
from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import (
    Align,
    AtMost,
    Cell,
    Column,
    Figure,
    Rate,
    Relation,
    Row,
    Table,
    Unit,
)

UNKNOWN = "…"
TOTAL_KEY = "total"


@dataclass(frozen=True, kw_only=True)
class RoundTable:
    """A numbered table with its title."""

    number: int
    title: str
    table: Table


def summary_table(tables: RoundTables, number: int) -> RoundTable:
    """One of the tables 1 to 13."""
    shape = tables.shape(number)
    rows = [row for at, place in enumerate(tables.rows, start=1) for row in _place_rows(shape, place, at)]
    total = _place_rows(shape, tables.total, None)
    one_total = None if shape.has_lines else total[0]
    return RoundTable(
        number=number,
        title=shape.title,
        table=Table(
            key=f"table-{number}",
            columns=tuple(_columns(shape, tables.total)),
            rows=(*rows, *(() if one_total else total)),
            total=one_total,
            column_numbers=True,
        ),
    )


def _columns(shape: TableShape, total: PlaceRow) -> Iterator[Column]:
    """The columns with their equations; what is not known of all has no sum."""
    yield column_of("number", "STT")
    yield column_of("place", "Địa bàn", width=6)
    if shape.has_lines:
        yield column_of("line", "Phân tổ", width=3)
    for column in shape.columns:
        yield Column(
            key=column.key,
            label=column.label,
            group=column.group,
            width=3 if isinstance(column, RateColumn) else 2,
            align=Align.CENTER,
            summed=not (isinstance(column, RateColumn) or shape.has_lines or total.value(column) is None),
            relations=tuple(_relations(shape, column)),
        )


def _relations(shape: TableShape, column: TableColumn) -> Iterator[Relation]:
    """A rate of columns that stand in the table; poor and near-poor are not above all."""
    given = {each.given: each.key for each in shape.columns if isinstance(each, GivenColumn)}
    if isinstance(column, RateColumn):
        counted = {each.count: each.key for each in shape.columns if isinstance(each, CountColumn)}
        numerator, whole = counted.get(column.numerator), column.denominator
        denominator = given.get(whole) if isinstance(whole, Given) else counted.get(whole)
        if numerator and denominator and whole is not Given.UNKNOWN:
            yield Rate(numerator=numerator, denominator=denominator)
    elif isinstance(column, CountColumn) and (limit := _limit(column, given)):
        yield AtMost(limit=limit)


def _limit(column: CountColumn, given: dict[Given, str]) -> str | None:
    if column.count.measure in {Measure.HOUSEHOLDS, Measure.PEOPLE}:
        return given.get(Given(column.count.measure.value))
    return None


def _place_rows(shape: TableShape, place: PlaceRow, number: int | None) -> list[Row]:
    """The lines of a hamlet, or without a number of the total; its name stands on the first."""
    key = str(place.hamlet_id) if place.hamlet_id else TOTAL_KEY
    rows = []
    for line in shape.lines:
        first = line is shape.lines[0]
        head: list[Cell] = [str(number) if number and first else "", place.name if first else ""]
        if shape.has_lines:
            head.append(LINE_LABELS[line])
        line_key = key if first else f"{key}-{line}"
        cells = (_figure(column, place, line, line_key) for column in shape.columns)
        rows.append(Row(key=line_key, cells=(*head, *cells)))
    return rows


def column_of(key: str, label: str, *, group: str = "", width: int = 2) -> Column:
    """A column of a list; text stands to the left, what is short in the middle."""
    align = Align.LEFT if width > 2 else Align.CENTER
    return Column(key=key, label=label, group=group, width=width, align=align)


def _figure(column: TableColumn, place: PlaceRow, line: Measure, row: str) -> Figure:
    is_rate = isinstance(column, RateColumn)
    value = place.value(column, line)
    return Figure(
        key=f"{column.key}@{row}",
        value=value,
        computed=value,
        unit=Unit.PERCENT if is_rate else Unit.PERSON if line is Measure.PEOPLE else Unit.NONE,
        decimals=RATE_DECIMALS if is_rate else 0,
        blank=UNKNOWN,
    )


def caveats(tables: RoundTables) -> Iterator[str]:
    """What the tables cannot know, one sentence each."""
    if tables.pending:
        yield f"Còn {tables.pending} hộ chưa có kết quả rà soát, chưa tính vào các biểu."
    if tables.round.base is None:
        yield "Chưa có đợt rà soát trước để so sánh nên chưa có số liệu diễn biến."
    if missing := tables.hamlets_without_households:
        yield (
            f"Chưa có tổng số hộ tại {short_date(tables.round.reference_date)} của {len(missing)}"
            f" thôn, tổ ({', '.join(missing)}) nên chưa tính được tỷ lệ."
        )
    if tables.score_only:
        yield f"Có {tables.score_only} hộ chỉ biết điểm B2, chưa rõ chỉ số thiếu hụt."

"""Figures of the tables of the year's periodic round."""

from __future__ import annotations

from collections.abc import Iterator

from households.rules import (
    LINE_LABELS,
    Classification,
    CountColumn,
    GivenColumn,
    Measure,
)
from povertyplan.common.text import lower_first
from reports.queries.sources import YearSources
from reports.rules import (
    RATE_DECIMALS,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
)

Figures = Iterator[KeyedFigure]
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


def round_figures(sources: YearSources) -> Figures:
    tables = sources.round_tables
    if tables is None:
        return
    basis = f"{tables.round}, {tables.round.result_label}"
    for place in (*tables.rows, tables.total):
        slug = sources.slug(place.hamlet_id)
        hamlets = None if place.hamlet_id is None else frozenset({place.hamlet_id})
        for shape in tables.shapes:
            for column in shape.columns:
                lines = shape.lines if isinstance(column, CountColumn) else (Measure.HOUSEHOLDS,)
                for line in lines:
                    counted = column.on_line(line) if isinstance(column, CountColumn) else None
                    if counted and counted not in place.counts:
                        continue  # a movement, and no earlier round to compare with
                    people = ".people" if line is Measure.PEOPLE else ""
                    said = f" ({lower_first(LINE_LABELS[line])})" if shape.has_lines else ""
                    yield KeyedFigure(
                        key=f"table-{shape.number}.{column.key}{people}@{slug}",
                        label=f"Biểu {shape.number}, {column.group} {column.label}{said}, {place.name}",
                        value=place.value(column, line),
                        origin=Origin.COUNTED
                        if counted
                        else Origin.ENTERED
                        if isinstance(column, GivenColumn)
                        else Origin.COMPUTED,
                        unit=_measure_unit(counted.measure) if counted else "",
                        decimals=0 if counted or isinstance(column, GivenColumn) else RATE_DECIMALS,
                        basis=basis,
                        listing=Listing(
                            kind=ListKind.ROUND,
                            hamlets=hamlets,
                            selections=(counted.selection,),
                            measure=counted.measure,
                            round_id=tables.round.pk,
                        )
                        if counted
                        else None,
                        rule="" if counted or isinstance(column, GivenColumn) else "100 × số hộ / tổng số",
                    )


def _measure_unit(measure: Measure) -> str:
    match measure:
        case Measure.HOUSEHOLDS:
            return "hộ"
        case Measure.DEPRIVATIONS:
            return "thiếu hụt"
        case Measure.PEOPLE:
            return "khẩu"
    return "trẻ em"

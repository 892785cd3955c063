"""Pictures of a table's figures as SVG: a chart in, text out.

Looks stand in presentation attributes alone, because document HTML carries no style; series differ by
stripes, markers and dashes, never by colour alone. What is blank is left out, never drawn as 0. No number is
printed that does not stand in the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil

from povertyplan.documents.blocks import Chart, ChartKind
from povertyplan.documents.charts.bars import bars
from povertyplan.documents.charts.lines import lines
from povertyplan.documents.charts.series import drawn_series
from povertyplan.documents.figures import printed_value

HEAT_STEPS = 4

HeatLevels = Mapping[tuple[str, str], int]


def pictures(chart: Chart) -> tuple[str, ...]:
    """The chart as SVG elements, one below the other and all to one scale; none where there is nothing to
    draw or the table is its own picture.
    """
    series = drawn_series(chart)
    if chart.kind is ChartKind.HEAT or not any(each.is_known for each in series):
        return ()
    return (lines(chart, series),) if chart.kind is ChartKind.LINE else tuple(bars(chart, series))


def heat_levels(chart: Chart) -> HeatLevels:
    """How dark the cells of a heat table are, from 1 to 4, by keys of row and column; what is 0, less or
    blank is not there, nor is anything of another chart.
    """
    if chart.kind is not ChartKind.HEAT:
        return {}
    places = {column.key: place for place, column in enumerate(chart.table.columns)}
    values = {
        (row.key, key): value
        for row in chart.table.rows
        for key in chart.series
        if (value := printed_value(row.cells[places[key]])) and value > 0
    }
    most = max(values.values(), default=Decimal(1))
    return {place: ceil(HEAT_STEPS * value / most) for place, value in values.items()}


__all__ = ["HeatLevels", "heat_levels", "pictures"]

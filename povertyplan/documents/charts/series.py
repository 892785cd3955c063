"""The columns that a chart draws: what they are called, how they differ, what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from povertyplan.documents.blocks import Chart
from povertyplan.documents.charts.svg import (
    BRAND,
    GREY,
    PAPER,
    SMALL,
    SOFT,
    WIDTH,
    cut,
    number,
    stroke,
    words,
)
from povertyplan.documents.figures import cell_text, printed_value

LEGEND = 18.0  # a line of it
TOLD = 12  # rows that the text alternative still tells one by one


@dataclass(frozen=True)
class Look:
    """How a series differs from the others, also in black and white."""

    fill: str
    dash: str
    marker: str
    striped: bool = False


LOOKS = (
    Look(BRAND, "", "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
    Look(SOFT, "6 3", "m-4-4h8v8h-8z", striped=True),
    Look(PAPER, "2 2", "m0-5l5 9h-10z"),
    Look(GREY, "8 3 2 3", "m0-5l5 5l-5 5l-5-5z"),
)


@dataclass(frozen=True)
class Series:
    """A drawn column; `values` are those printed, None where nothing is."""

    label: str
    look: Look
    texts: tuple[str, ...]
    values: tuple[float | None, ...]

    @property
    def is_known(self) -> bool:
        return any(value is not None for value in self.values)


def drawn_series(chart: Chart) -> list[Series]:
    """The chart's series over all rows of its table."""
    places = {column.key: place for place, column in enumerate(chart.table.columns)}
    groups = {chart.table.columns[places[key]].group for key in chart.series}
    found = []
    for key, look in zip(chart.series, cycle(LOOKS), strict=False):
        column = chart.table.columns[places[key]]
        cells = [row.cells[places[key]] for row in chart.table.rows]
        printed = map(printed_value, cells)
        found.append(
            Series(
                label=f"{column.group}: {column.label}" if column.group and len(groups) > 1 else column.label,
                look=look,
                texts=tuple(map(cell_text, cells)),
                values=tuple(None if value is None else float(value) for value in printed),
            )
        )
    return found


def row_labels(chart: Chart) -> list[str]:
    """What the rows are called."""
    return [cell_text(chart.table.cell(row, chart.label)) for row in chart.table.rows]


def bounds(low: float, high: float) -> tuple[float, float]:
    """A scale that holds both and 0, and is never empty."""
    low, high = min(0.0, low), max(0.0, high)
    return low, high if high > low else low + 1


def legend(series: Sequence[Series]) -> Iterator[str]:
    """A line for each series, above the picture."""
    for place, each in enumerate(series):
        y = place * LEGEND + 4
        yield from bar(2, y, 16, each.look)
        yield words(26, y + 9, cut(each.label, WIDTH - 30))


def bar(x: float, y: float, width: float, look: Look, height: float = 11) -> Iterator[str]:
    """A filled bar; one that is not 0 is always seen."""
    if not width:
        return
    width = max(width, 1.0)
    frame = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{height:g}"'
    yield f'<rect {frame} fill="{look.fill}" stroke="{BRAND}" stroke-width="0.75"/>'
    if look.striped and (stripes := len(range(3, int(width), 3))):
        yield stroke(f"M{number(x + 3)} {number(y)}v{height:g}" + f"m3-{height:g}v{height:g}" * (stripes - 1))


def value(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    """A number of the table."""
    return words(x, y, text, anchor=anchor, size=SMALL, name="value")


def description(labels: Sequence[str], series: Sequence[Series], rows: range) -> str:
    """What the picture shows, in words: every number of a few rows, of many the highest and the lowest."""
    return " ".join(_told(labels, each, rows) for each in series)


def _told(labels: Sequence[str], series: Series, rows: range) -> str:
    known = [row for row in rows if series.values[row] is not None]
    if not known:
        return f"{series.label}: chưa có số liệu."
    if len(known) <= TOLD:
        return f"{series.label}: {'; '.join(f'{labels[row]} {series.texts[row]}' for row in known)}."
    highest = max(known, key=lambda row: series.values[row] or 0)
    lowest = min(known, key=lambda row: series.values[row] or 0)
    return (
        f"{series.label}: {len(known)} dòng, cao nhất {labels[highest]} {series.texts[highest]}, thấp nhất"
        f" {labels[lowest]} {series.texts[lowest]}."
    )

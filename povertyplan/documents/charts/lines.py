"""Lines over moments, broken where a number is missing and where figures are not comparable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from povertyplan.documents.blocks import Chart
from povertyplan.documents.charts.series import (
    LEGEND,
    Series,
    bounds,
    description,
    legend,
    row_labels,
    value,
)
from povertyplan.documents.charts.svg import (
    BRAND,
    MUTED,
    SMALL,
    TYPE,
    WIDTH,
    cut,
    number,
    picture,
    stroke,
    wide,
    words,
)

PAD, TALL = 6.0, 150.0
ABOVE, BELOW = -8.0, 17.0  # where a number stands from its point


@dataclass(frozen=True)
class Grid:
    """Where rows and values stand."""

    xs: tuple[float, ...]
    step: float
    top: float
    bottom: float
    low: float
    unit: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) * self.unit


def lines(chart: Chart, series: Sequence[Series]) -> str:
    """The chart as one picture."""
    labels = row_labels(chart)
    grid = _grid(chart, series, labels)
    keys = [row.key for row in chart.table.rows]
    breaks = {keys.index(each.before): each.label for each in chart.breaks if each.before in keys}
    parts = [*legend(series), stroke(f"M{PAD:g} {number(grid.y(0))}H{WIDTH - PAD:g}", color=MUTED)]
    for row, label in breaks.items():
        parts.extend(_break(grid, row, label))
    parts.extend(
        stroke(way, width=2, dash=each.look.dash) for each in series if (way := _way(grid, each, breaks))
    )
    parts.extend(_points(grid, series, labels))
    return picture(
        title=chart.title,
        description=description(labels, series, range(len(labels))),
        height=grid.bottom + TYPE + 3 * PAD,
        parts=parts,
    )


def _grid(chart: Chart, series: Sequence[Series], labels: Sequence[str]) -> Grid:
    known = [each for one in series for each in one.values if each is not None]
    low, high = bounds(min(known), max(known))
    top = LEGEND * len(series) + TYPE + 3 * PAD + (LEGEND if chart.breaks else 0)
    side = min(WIDTH / 4, max(wide(labels[0]), wide(labels[-1])) / 2 + PAD)
    step = (WIDTH - 2 * side) / max(1, len(labels) - 1)
    xs = tuple(side + row * step for row in range(len(labels))) if len(labels) > 1 else (WIDTH / 2,)
    return Grid(xs=xs, step=step, top=top, bottom=top + TALL, low=low, unit=TALL / (high - low))


def _break(grid: Grid, row: int, label: str) -> Iterator[str]:
    """A dashed line before the row, with the reason on top."""
    x = grid.xs[row] - (grid.step / 2 if row else grid.xs[0] / 2)
    room = wide(label, SMALL)
    anchor = "start" if x < room / 2 else "end" if x > WIDTH - room / 2 else "middle"
    yield stroke(f"M{number(x)} {grid.top - TYPE:g}V{grid.bottom:g}", color=MUTED, dash="3 3")
    yield words(x, grid.top - TYPE - 4, cut(label, WIDTH, SMALL), anchor=anchor, size=SMALL)


def _way(grid: Grid, series: Series, breaks: dict[int, str]) -> str:
    steps, joined = "", False
    for row, each in enumerate(series.values):
        if each is not None:
            going_on = joined and row not in breaks
            steps += f"{'L' if going_on else 'M'}{number(grid.xs[row])} {number(grid.y(each))}"
        joined = each is not None
    return steps


def _shown(texts: Iterable[str], size: float, step: float, rows: int) -> range:
    """The rows for whose texts there is room; the last one is always among them."""
    widest = max(wide(text, size) for text in texts)
    every = max(1, -int(-(min(widest, WIDTH / 4) + PAD) // step)) if rows > 1 else 1
    return range((rows - 1) % every, rows, every)


def _points(grid: Grid, series: Sequence[Series], labels: Sequence[str]) -> Iterator[str]:
    """A marker for each number; the number stands above the highest point of a row and below the others."""
    rows = len(labels)
    numbered = _shown((text for each in series for text in each.texts), SMALL, grid.step, rows)
    named = _shown(labels, TYPE, grid.step, rows)
    for row, x in enumerate(grid.xs):
        points = [(grid.y(each), one) for one in series if (each := one.values[row]) is not None]
        for place, (y, one) in enumerate(sorted(points, key=lambda point: point[0])):
            way = f"M{number(x)} {number(y)}{one.look.marker}"
            yield f'<path d="{way}" fill="{one.look.fill}" stroke="{BRAND}" stroke-width="1.5"/>'
            if row in numbered:
                yield value(x, y + (BELOW if place else ABOVE), one.texts[row], anchor="middle")
        if row in named:
            room = max(grid.step, WIDTH / 4)
            yield words(x, grid.bottom + TYPE + 2 * PAD, cut(labels[row], room), anchor="middle")

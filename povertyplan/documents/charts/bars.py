"""Bars that lie: side by side in each row, or one behind the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from povertyplan.documents.blocks import Chart, ChartKind
from povertyplan.documents.charts.series import (
    LEGEND,
    Series,
    bar,
    bounds,
    description,
    legend,
    row_labels,
    value,
)
from povertyplan.documents.charts.svg import (
    INK,
    SMALL,
    TYPE,
    WIDTH,
    number,
    picture,
    stroke,
    wide,
    words,
    wrapped,
)

ROWS = 20  # in one picture: a taller one would not fit a page
THICK, GAP, PAD = 13.0, 7.0, 6.0
NAME_ROOM = 125.0  # at most, for what a row is called
LEAST_ROOM = 40.0  # for bars, however long their numbers are


@dataclass(frozen=True)
class Scale:
    """Where 0 stands and how long one is."""

    zero: float
    unit: float


Drawer = Callable[[Sequence[Series], int, Scale, float], Iterator[str]]


def bars(chart: Chart, series: Sequence[Series]) -> Iterator[str]:
    """The chart in pictures of about as many rows each, at most twenty."""
    labels = row_labels(chart)
    stacked = chart.kind is ChartKind.STACKED
    draw: Drawer = _stack if stacked else _group
    left = min(NAME_ROOM, max(map(wide, labels))) + PAD
    scale = _scale(series, left, stacked=stacked)
    thick = THICK * (1 if stacked else len(series))
    names = TYPE * (2 if any(wide(label) > NAME_ROOM for label in labels) else 1)
    height = max(thick, names) + GAP
    top = LEGEND * len(series) + PAD
    size = ceil(len(labels) / ceil(len(labels) / ROWS))
    for start in range(0, len(labels), size):
        rows = range(start, min(start + size, len(labels)))
        bottom = top + len(rows) * height
        parts = [*legend(series), stroke(f"M{number(scale.zero)} {top - 3:g}V{number(bottom)}", color=INK)]
        for row in rows:
            y = top + (row - start) * height
            parts.extend(_name(labels[row], left - PAD, y, height - GAP))
            parts.extend(draw(series, row, scale, y + (height - GAP - thick) / 2))
        more = f", phần {start // size + 1}" if len(rows) < len(labels) else ""
        yield picture(
            title=f"{chart.title}{more}",
            description=description(labels, series, rows),
            height=bottom,
            parts=parts,
        )


def _name(label: str, room: float, y: float, height: float) -> Iterator[str]:
    """What a row is called, in as many lines as stand beside its bars."""
    lines = wrapped(label, room, max(1, int(height / TYPE)))
    y += (height - len(lines) * TYPE) / 2 + TYPE - 2
    for place, line in enumerate(lines):
        yield words(room, y + place * TYPE, line, anchor="end")


def _scale(series: Sequence[Series], left: float, *, stacked: bool) -> Scale:
    rows = [[each or 0.0 for each in row] for row in zip(*(each.values for each in series), strict=True)]
    if stacked:
        ends = [sum(each for each in row if each * sign > 0) for sign in (-1, 1) for row in rows]
    else:
        ends = [each for row in rows for each in row]
    low, high = bounds(min(ends), max(ends))
    room = max(LEAST_ROOM, WIDTH - _numbers_room(series, stacked=stacked) - left)
    unit = room / (high - low)
    return Scale(zero=left - low * unit, unit=unit)


def _numbers_room(series: Sequence[Series], *, stacked: bool) -> float:
    """How much room the longest numbers behind the bars of a row take."""
    widths = [max(wide(text, SMALL) for text in each.texts) + PAD for each in series]
    return sum(widths) if stacked else max(widths)


def _group(series: Sequence[Series], row: int, scale: Scale, y: float) -> Iterator[str]:
    for each in series:
        length = (each.values[row] or 0) * scale.unit
        yield from bar(scale.zero + min(0.0, length), y, abs(length), each.look)
        yield value(scale.zero + max(0.0, length) + 3, y + 10, each.texts[row])
        y += THICK


def _stack(series: Sequence[Series], row: int, scale: Scale, y: float) -> Iterator[str]:
    """What is negative lies to the left; the numbers stand behind, in the order of the legend."""
    above = below = scale.zero
    for each in series:
        length = (each.values[row] or 0) * scale.unit
        if length < 0:
            below += length
        yield from bar(below if length < 0 else above, y, abs(length), each.look)
        above += max(0.0, length)
    x = above + 3
    for each in series:
        yield value(x, y + 10, each.texts[row])
        x += wide(each.texts[row], SMALL) + PAD if each.texts[row] else 0

"""Charts to draw, over tables of any numbers."""

from __future__ import annotations

from povertyplan.documents.blocks import Align, Chart, ChartBreak, ChartKind, Column, Figure, Row, Table


def chart(rows, kind=ChartKind.BARS, *, columns=("Hộ nghèo", "Hộ cận nghèo"), breaks=(), decimals=0):
    """A chart of rows (name, *numbers); a text in place of a number stays text."""
    keys = [f"n{number}" for number, _ in enumerate(columns)]
    table = Table(
        key="charted",
        caption="Bảng số liệu",
        columns=(
            Column(key="name", label="Thôn", width=3, align=Align.LEFT),
            *(Column(key=key, label=label) for key, label in zip(keys, columns, strict=True)),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    name,
                    *(
                        value
                        if isinstance(value, str)
                        else Figure(key=key, value=value, decimals=decimals, blank="…")
                        for key, value in zip(keys, values, strict=True)
                    ),
                ),
            )
            for number, (name, *values) in enumerate(rows)
        ),
    )
    return Chart(
        kind=kind,
        title="Biểu đồ thử",
        table=table,
        label="name",
        series=tuple(keys),
        breaks=tuple(ChartBreak(before=str(row), label=label) for row, label in breaks),
    )

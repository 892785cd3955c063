"""Figures of the year's table, and what of it a review counted."""

from __future__ import annotations

from collections.abc import Iterator

from households.models import ReviewRound
from households.rules import (
    Classification,
    Selection,
    Trait,
)
from plans.rules import COLUMN_LABELS, INPUTS, RATES, TARGETS, Line
from povertyplan.common.dates import short_date
from reports.queries.sources import YearSources
from reports.rules import (
    RATE_DECIMALS,
    TOTAL,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
)

Figures = Iterator[KeyedFigure]
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


_COUNTED_COLUMNS = {
    "poor": Selection(classification=POOR),
    "near_poor": Selection(classification=NEAR_POOR),
    "no_labour": Selection(classification=POOR, trait=Trait.NO_LABOUR),
}
ENDS = {"end_poor": ("poor", "poor_reduction"), "end_near_poor": ("near_poor", "near_poor_reduction")}
_ENDS_LABEL = {
    "end_near_poor": "Hộ cận nghèo cuối năm",
    "end_near_poor_rate": "Tỷ lệ hộ cận nghèo cuối năm %",
}


def table_figures(sources: YearSources) -> Figures:
    table, review = sources.table, sources.counted
    counted = {row.hamlet_id: row for row in review.rows} if review else {}
    cells: dict[str, list[KeyedFigure]] = {column: [] for column in INPUTS}
    for row in table.rows:
        for column in INPUTS:
            value = row.line.count(column)
            found, listing, note = counted.get(row.hamlet_id), None, ""
            if review and found and column in _COUNTED_COLUMNS:
                number = getattr(found.counted, column)
                if number == value:
                    listing = _of_round(review.round, column, found.hamlets)
                else:
                    note = f"Danh sách {review.round} đếm được {number} hộ."
            cell = KeyedFigure(
                key=f"{column}@{row.slug}",
                label=f"{COLUMN_LABELS[column]}, {row.name}",
                value=value,
                origin=Origin.COUNTED if listing else Origin.ENTERED,
                basis=_table_basis(sources, column),
                listing=listing,
                cell=(row.hamlet_id, column),
                note=note,
            )
            cells[column].append(cell)
            yield cell
        yield from _derived(sources, row.line, row.slug, row.name)
    for column, below in cells.items():
        yield _sum(sources, column, below)
    yield from _derived(sources, table.total, TOTAL, "toàn xã, phường")
    yield KeyedFigure(
        key="hamlets",
        label=f"Số {table.hamlet_word}",
        value=len(table.rows),
        origin=Origin.COUNTED,
        unit=table.hamlet_word,
        listing=Listing(kind=ListKind.HAMLETS, hamlets=frozenset(row.hamlet_id for row in table.rows)),
    )


def _of_round(round: ReviewRound, column: str, hamlets: frozenset[int]) -> Listing:
    return Listing(
        kind=ListKind.ROUND, hamlets=hamlets, selections=(_COUNTED_COLUMNS[column],), round_id=round.pk
    )


def _table_basis(sources: YearSources, column: str) -> str:
    if column in TARGETS:
        return f"chỉ tiêu năm {sources.year}"
    return f"thời điểm {short_date(sources.table.date)}"


def _sum(sources: YearSources, column: str, cells: list[KeyedFigure]) -> KeyedFigure:
    """The commune's number: the sum of its hamlets, counted where all of them are."""
    known = [cell for cell in cells if cell.value is not None]
    listing = None
    if sources.counted and known and all(cell.listing for cell in known):
        hamlets = frozenset(pk for row in sources.counted.rows for pk in row.hamlets)
        listing = _of_round(sources.counted.round, column, hamlets)
    return KeyedFigure(
        key=f"{column}@{TOTAL}",
        label=f"{COLUMN_LABELS[column]}, toàn xã, phường",
        value=sources.table.total.count(column),
        origin=Origin.COUNTED if listing else Origin.COMPUTED,
        basis=_table_basis(sources, column),
        listing=listing,
        parts=tuple(cell.key for cell in known),
        rule="cộng các thôn, tổ",
    )


def _derived(sources: YearSources, line: Line, place: str, name: str) -> Figures:
    for column, (stock, reduction) in ENDS.items():
        yield KeyedFigure(
            key=f"{column}@{place}",
            label=f"{_column_label(column)}, {name}",
            value=line.count(column),
            origin=Origin.COMPUTED,
            basis=f"dự kiến cuối năm {sources.year}",
            parts=(f"{stock}@{place}", f"{reduction}@{place}"),
            rule="đầu năm − chỉ tiêu giảm",
        )
    for column, numerator in RATES.items():
        yield KeyedFigure(
            key=f"{column}@{place}",
            label=f"{_column_label(column)}, {name}",
            value=line.rate(column, RATE_DECIMALS),
            origin=Origin.COMPUTED,
            unit="%",
            decimals=RATE_DECIMALS,
            parts=(f"{numerator}@{place}", f"households@{place}"),
            rule="100 × số trên / tổng số hộ",
        )


def _column_label(column: str) -> str:
    return COLUMN_LABELS.get(column) or _ENDS_LABEL[column]

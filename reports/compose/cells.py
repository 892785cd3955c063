"""Cells and columns that the tables of a report are made of."""

from __future__ import annotations

from decimal import Decimal

from povertyplan.documents.blocks import Align, Column, Figure, Paragraph, Relation, Unit

UNKNOWN = "…"


def nothing(place: str, words: str) -> Paragraph:
    """Where nobody entered anything."""
    return Paragraph(inline=(f"{words}: {UNKNOWN}",), place=f"{place}/paragraph:none")


def count(key: str, value: Decimal | int | None, *, unit: Unit = Unit.NONE, blank: str = UNKNOWN) -> Figure:
    """A whole number; "…" where it is not known."""
    return Figure(key=key, value=value, computed=value, unit=unit, blank=blank)


def households(key: str, value: Decimal | int | None, *, blank: str = UNKNOWN) -> Figure:
    """A number of households; "…" where it is not known."""
    return count(key, value, unit=Unit.HOUSEHOLD, blank=blank)


def percent(key: str, value: Decimal | None, decimals: int, *, blank: str = UNKNOWN) -> Figure:
    """A rate; "…" where it is not known."""
    return Figure(key=key, value=value, computed=value, unit=Unit.PERCENT, decimals=decimals, blank=blank)


def number_column(
    key: str, label: str, *relations: Relation, group: str = "", width: int = 2, summed: bool = True
) -> Column:
    """A column of numbers."""
    return Column(
        key=key,
        label=label,
        group=group,
        width=width,
        align=Align.CENTER,
        summed=summed,
        relations=relations,
    )

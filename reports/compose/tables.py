"""Columns and cells that tables of reports share."""

from __future__ import annotations

from decimal import Decimal

from povertyplan.documents.blocks import Align, Column, Figure, Unit

UNKNOWN = "…"
Number = Decimal | int | None


def name_column(label: str, *, key: str = "name", width: int = 4) -> Column:
    """What a row is called."""
    return Column(key=key, label=label, width=width, align=Align.LEFT)


def number_column(key: str, label: str, *, group: str = "", width: int = 2, summed: bool = False) -> Column:
    """A column of numbers."""
    return Column(key=key, label=label, group=group, width=width, summed=summed)


def count(key: str, value: Number, *, blank: str = UNKNOWN, unit: Unit = Unit.HOUSEHOLD) -> Figure:
    """A whole number; what is not known prints as `blank`."""
    return Figure(key=key, value=value, computed=value, unit=unit, blank=blank)


def percent(key: str, value: Decimal | None, decimals: int, *, blank: str = UNKNOWN) -> Figure:
    """A rate in percent."""
    return Figure(key=key, value=value, computed=value, unit=Unit.PERCENT, decimals=decimals, blank=blank)

"""Columns of the tables that stand on pages."""

from __future__ import annotations

from povertyplan.documents.blocks import Align, Column


def name_column(label: str, *, key: str = "name", width: int = 4) -> Column:
    """What a row is called."""
    return Column(key=key, label=label, width=width, align=Align.LEFT)


def number_column(key: str, label: str, *, group: str = "", width: int = 2, summed: bool = False) -> Column:
    """A column of numbers, summed only where that is said."""
    return Column(key=key, label=label, group=group, width=width, summed=summed)

"""What is read from a drawn table by the mapping that is proposed for it."""

from __future__ import annotations

from collections.abc import Mapping

from plans.resources import TableContent, propose, read_rows
from tests.plans.officer_tables.table import OfficerTable
from tests.plans.officer_tables.words import YEAR


def read_back(table: OfficerTable) -> dict[int | None, Mapping[str, int]]:
    """The figures that are read from the table by the mapping that is proposed for it."""
    return {row.hamlet_id: row.values for row in _content(table).rows}


def named_cells(table: OfficerTable) -> set[str]:
    """The cells that are refused or asked about."""
    content = _content(table)
    return {error.cell for error in content.errors} | {name.cell for name in content.unknown}


def _content(table: OfficerTable) -> TableContent:
    mapping = propose(table.workbook, hamlets=table.hamlets, year=YEAR).mapping
    return read_rows(table.workbook, mapping, hamlets=table.hamlets, unit="Xã Phú Thịnh")

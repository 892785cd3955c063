"""A commune whose table of hamlets is brought in, and the rows of that table."""

from __future__ import annotations

import datetime as dt
from typing import Any

from households.models import AdministrativeUnit, Hamlet, HamletFigures
from plans.actions import TableImported, grid_save, table_import
from plans.actions.grid import Cells, GridSaved
from plans.models import HamletTarget, TableImport
from plans.queries import year_figures
from plans.resources import TableRow
from plans.rules import INPUTS, Line
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.factories import REFERENCE, YEAR, CommuneFactory, HamletFactory, StandardFactory, officer_of

SHA = "a" * 64


class Table:
    """A commune with three hamlets, the first with its line, and what is brought in."""

    def __init__(self) -> None:
        StandardFactory.create()
        self.unit: AdministrativeUnit = CommuneFactory.create()
        self.by: User = officer_of(self.unit)
        self.ao, self.bai, self.cau = (
            HamletFactory.create(unit=self.unit, name=name, position=at).pk
            for at, name in enumerate(("Ao", "Bãi", "Cầu"), start=1)
        )
        self.save({(self.ao, "households"): 100, (self.ao, "poor"): 5, (self.ao, "poor_reduction"): 2})

    def save(self, cells: Cells) -> GridSaved:
        return grid_save(unit=self.unit, year=YEAR, cells=cells, seen={}, by=self.by)

    def bring(
        self,
        *rows: TableRow,
        date: dt.date = REFERENCE,
        year: int | None = YEAR,
        seen: Cells | None = None,
        sha256: str = SHA,
    ) -> TableImported:
        return table_import(
            unit=self.unit, date=date, year=year, rows=rows, sha256=sha256, seen=seen, by=self.by
        )

    def line(self, hamlet: int) -> Line:
        return next(
            row.line for row in year_figures(unit=self.unit, year=YEAR).rows if row.hamlet_id == hamlet
        )

    def names(self) -> list[str]:
        return [row.name for row in year_figures(unit=self.unit, year=YEAR).rows]

    def state(self) -> list[Any]:
        tables = (Hamlet, HamletFigures, HamletTarget, TableImport, AuditEvent)
        return [list(model.objects.order_by("pk").values()) for model in tables]


def row_of(hamlet: int | None, name: str = "", /, *, row: int = 5, **values: int) -> TableRow:
    """A row of a sheet."""
    cells = {column: f"{letter}{row}" for letter, column in zip("BCDEFGH", ("name", *INPUTS), strict=True)}
    return TableRow(row=row, name=name, hamlet_id=hamlet, values=values, cells=cells)


def brought(table: Table) -> TableImport:
    """An import that changes a cell, gives a line its first figures, and adds a hamlet."""
    record = table.bring(
        row_of(table.ao, row=5, poor=6, near_poor_reduction=0),
        row_of(table.bai, row=6, households=80, poor_reduction=0),
        row_of(None, "Dốc", row=7, households=10, poor=1, poor_reduction=1),
    ).record
    assert record is not None
    return record

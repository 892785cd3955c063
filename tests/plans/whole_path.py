"""A drawn table as a file, and what the whole way from the file to the database answers."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from django.core.management import call_command

from households.actions import HamletLine, hamlets_save
from households.models import AdministrativeUnit
from households.rules import HAMLET_LABELS, Area
from plans.rules import Line
from povertyplan.documents.xlsx import CellKind, SheetCell, Workbook
from tests.plans.officer_tables.drawing import draw
from tests.plans.officer_tables.table import OfficerTable

Answer = tuple[int, dict[str, Any]]
LABELS = {label: key for key, label in HAMLET_LABELS.items()}


def as_file(workbook: Workbook) -> bytes:
    """The workbook as another program writes it."""
    file = openpyxl.Workbook()
    file.remove(file.worksheets[0])
    for sheet in workbook.sheets:
        page = file.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for number, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row, 1):
                if cell:
                    _write(page.cell(number, column), cell)
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for number in sheet.hidden_rows:
            page.row_dimensions[number].hidden = True
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def _write(place: Any, cell: SheetCell) -> None:
    if cell.formula:
        place.value = cell.formula
    elif cell.kind is CellKind.NUMBER and cell.number is not None:
        place.value = float(cell.number) if cell.number % 1 else int(cell.number)
        place.number_format = "0%" if cell.text.endswith("%") else "General"
    elif cell.kind is CellKind.DATE:
        place.value = dt.datetime.strptime(cell.text, "%d/%m/%Y").replace(tzinfo=None)  # noqa: DTZ007 a date
    elif cell.kind is CellKind.BOOLEAN:
        place.value = cell.text == "TRUE"
    else:
        place.value = cell.text


def sound_table(seed: int) -> OfficerTable:
    """The first table drawn from this seed on (by thousands) whose figures fit each other."""
    tables = (draw(each) for each in range(seed, seed + 100_000, 1000))
    return next(
        table for table in tables if not any(Line(**figures).violations() for figures in table.truth.values())
    )


def settle(unit: AdministrativeUnit, table: OfficerTable) -> None:
    """Give the commune the hamlets of the table, and the name that it writes beside them."""
    AdministrativeUnit.objects.filter(pk=unit.pk).update(name="Phú Thịnh")
    lines = [
        HamletLine(name=each.name, label=LABELS[each.label], area=Area.RURAL, line=number)
        for number, each in enumerate(table.hamlets)
    ]
    hamlets_save(unit=unit, lines=lines, by=None)


def dry_run(unit: AdministrativeUnit, content: bytes, *, year: int) -> Answer:
    """The exit status of `hamlets_import --dry-run` and the object that it prints."""
    out, status = io.StringIO(), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        arguments = [str(path), f"--unit={unit.code}", f"--date={year - 1}-12-31", f"--year={year}"]
        try:
            call_command(
                "hamlets_import",
                *arguments,
                "--dry-run",
                "--format=json",
                stdout=out,
                stderr=io.StringIO(),
            )
        except SystemExit as stop:
            status = int(stop.code or 0)
    return status, json.loads(out.getvalue())

"""The only way in and out for workbooks: `read_workbook` for what we are sent, `write_workbook` for ours."""

from povertyplan.documents.xlsx.errors import WorkbookError
from povertyplan.documents.xlsx.reader import read_workbook
from povertyplan.documents.xlsx.workbook import (
    CellKind,
    Sheet,
    SheetCell,
    Workbook,
    cell_name,
    column_name,
    from_json,
    to_json,
)
from povertyplan.documents.xlsx.writer import ColumnOut, SheetOut, write_workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"  # the media type of .xlsx

__all__ = [
    "EXCEL",
    "CellKind",
    "ColumnOut",
    "Sheet",
    "SheetCell",
    "SheetOut",
    "Workbook",
    "WorkbookError",
    "cell_name",
    "column_name",
    "from_json",
    "read_workbook",
    "to_json",
    "write_workbook",
]

"""Excel workbooks that somebody sends us."""

from __future__ import annotations

from povertyplan.documents.xlsx.errors import WorkbookError
from povertyplan.documents.xlsx.workbook import Workbook


def read_workbook(content: bytes) -> Workbook:
    """What stands in an .xlsx file. Raises WorkbookError."""
    raise WorkbookError("Chưa đọc được tệp Excel.")

"""From files to clean values and back: the reference lists of the house, and workbooks."""

from households.resources.reference import FIXTURES, csv_rows, date_or_none, standard_lists, unit_rows
from households.resources.round_tables import list_workbook, table_sheet, tables_json, tables_workbook

__all__ = [
    "FIXTURES",
    "csv_rows",
    "date_or_none",
    "list_workbook",
    "standard_lists",
    "table_sheet",
    "tables_json",
    "tables_workbook",
    "unit_rows",
]

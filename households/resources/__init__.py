"""From files to clean values: the reference lists of the house and workbooks of households."""

from households.resources.reference import FIXTURES, csv_rows, date_or_none, standard_lists, unit_rows

__all__ = ["FIXTURES", "csv_rows", "date_or_none", "standard_lists", "unit_rows"]

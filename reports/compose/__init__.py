"""Documents and told events of reports; a part for each."""

from __future__ import annotations

from reports.compose import papers, periods  # noqa: F401  (they register what they tell)
from reports.compose.reminder import reminder
from reports.compose.report import period_progress, report_tables, tables_of

__all__ = ["period_progress", "reminder", "report_tables", "tables_of"]

"""Documents and told events of reports; a part for each."""

from __future__ import annotations

from reports.compose import facts, papers, periods  # noqa: F401  (they register what they tell)
from reports.compose.commendation import (
    commendation_document,
    commendation_tables,
    commendation_words,
)
from reports.compose.dashboard import dashboard_document, standing_words
from reports.compose.panels import Panel, dashboard_panels
from reports.compose.reminder import (
    reminder,
)
from reports.compose.report import (
    period_progress,
    report_tables,
    tables_of,
)
from reports.compose.scenarios import (
    scenarios_told,
)

__all__ = [
    "Panel",
    "commendation_document",
    "commendation_tables",
    "commendation_words",
    "dashboard_document",
    "dashboard_panels",
    "period_progress",
    "reminder",
    "report_tables",
    "scenarios_told",
    "standing_words",
    "tables_of",
]

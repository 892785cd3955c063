"""Documents of reports, and its parts on pages."""

from reports.compose.commendation import commendation_document, commendation_tables, commendation_words
from reports.compose.dashboard import Panel, dashboard_document, dashboard_panels, standing_words

__all__ = [
    "Panel",
    "commendation_document",
    "commendation_tables",
    "commendation_words",
    "dashboard_document",
    "dashboard_panels",
    "standing_words",
]

"""Reads for the pages and documents of reports."""

from reports.queries.asked import AskedReports, asked_reports
from reports.queries.periods import (
    DUTY_STATE_LABELS,
    DutyLine,
    DutyState,
    PeriodLine,
    due_periods,
    duty_lines,
    period_line,
    period_lines,
    proposed_periods,
)

__all__ = [
    "DUTY_STATE_LABELS",
    "AskedReports",
    "DutyLine",
    "DutyState",
    "PeriodLine",
    "asked_reports",
    "due_periods",
    "duty_lines",
    "period_line",
    "period_lines",
    "proposed_periods",
]

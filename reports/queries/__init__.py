"""Reads of reports: periods and duties owed, a year's progress, and facts that only reports need."""

from reports.queries.asked import AskedReports, asked_reports
from reports.queries.explain import Explanation, Trace, explain, printed_figures
from reports.queries.keyed import figure, figures
from reports.queries.late import LATE_KIND_LABELS, LateKind, LateRecord, late_records
from reports.queries.listed import Listed, households_shown, listed, tells_health
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
from reports.queries.progress import HamletProgress, Progress, progress
from reports.queries.reports import ReportList, report_list
from reports.queries.sources import YearSources

__all__ = [
    "DUTY_STATE_LABELS",
    "LATE_KIND_LABELS",
    "AskedReports",
    "DutyLine",
    "DutyState",
    "Explanation",
    "HamletProgress",
    "LateKind",
    "LateRecord",
    "Listed",
    "PeriodLine",
    "Progress",
    "ReportList",
    "Trace",
    "YearSources",
    "asked_reports",
    "due_periods",
    "duty_lines",
    "explain",
    "figure",
    "figures",
    "households_shown",
    "late_records",
    "listed",
    "period_line",
    "period_lines",
    "printed_figures",
    "progress",
    "proposed_periods",
    "report_list",
    "tells_health",
]

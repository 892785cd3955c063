"""Reads for the pages and documents of reports."""

from __future__ import annotations

from reports.queries.asked import (
    AskedReports,
    asked_reports,
)
from reports.queries.facts import (
    facts_of,
    facts_recorded,
)
from reports.queries.outcomes import (
    Outcome,
    outcomes_of,
)
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
    "Outcome",
    "PeriodLine",
    "asked_reports",
    "due_periods",
    "duty_lines",
    "facts_of",
    "facts_recorded",
    "outcomes_of",
    "period_line",
    "period_lines",
    "proposed_periods",
]

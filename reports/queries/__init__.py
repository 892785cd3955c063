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
from reports.queries.roadmaps import (
    RoadmapBasis,
    Way,
    roadmap_basis,
    ways,
)
from reports.queries.scenarios import (
    REDUCTIONS,
    Comparison,
    SpreadBasis,
    TargetChoice,
    comparison,
    spread_basis,
)

__all__ = [
    "DUTY_STATE_LABELS",
    "REDUCTIONS",
    "AskedReports",
    "Comparison",
    "DutyLine",
    "DutyState",
    "Outcome",
    "PeriodLine",
    "RoadmapBasis",
    "SpreadBasis",
    "TargetChoice",
    "Way",
    "asked_reports",
    "comparison",
    "due_periods",
    "duty_lines",
    "facts_of",
    "facts_recorded",
    "outcomes_of",
    "period_line",
    "period_lines",
    "proposed_periods",
    "roadmap_basis",
    "spread_basis",
    "ways",
]

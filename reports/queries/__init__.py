"""Reads for the pages and documents of reports."""

from __future__ import annotations

from reports.queries.asked import (AskedReports, asked_reports,)
from reports.queries.explain import (Explanation, Trace, explain, printed_figures,)
from reports.queries.facts import (facts_of, facts_recorded,)
from reports.queries.keyed import (figure, figures,)
from reports.queries.late import (LATE_KIND_LABELS, LateKind, LateRecord, late_records,)
from reports.queries.listed import (Listed, households_shown, listed, tells_health,)
from reports.queries.outcomes import (Outcome, outcomes_of,)
from reports.queries.periods import (DUTY_STATE_LABELS, DutyLine, DutyState, PeriodLine, due_periods, duty_lines, period_line, period_lines, proposed_periods,)
from reports.queries.progress import (HamletProgress, Progress, progress,)
from reports.queries.roadmaps import (RoadmapBasis, Way, roadmap_basis, ways,)
from reports.queries.scenarios import (Comparison, REDUCTIONS, SpreadBasis, TargetChoice, comparison, spread_basis,)
from reports.queries.sources import (YearSources,)

__all__ = [
    "AskedReports",
    "Comparison",
    "DUTY_STATE_LABELS",
    "DutyLine",
    "DutyState",
    "Explanation",
    "HamletProgress",
    "LATE_KIND_LABELS",
    "LateKind",
    "LateRecord",
    "Listed",
    "Outcome",
    "PeriodLine",
    "Progress",
    "REDUCTIONS",
    "RoadmapBasis",
    "SpreadBasis",
    "TargetChoice",
    "Trace",
    "Way",
    "YearSources",
    "asked_reports",
    "comparison",
    "due_periods",
    "duty_lines",
    "explain",
    "facts_of",
    "facts_recorded",
    "figure",
    "figures",
    "households_shown",
    "late_records",
    "listed",
    "outcomes_of",
    "period_line",
    "period_lines",
    "printed_figures",
    "progress",
    "proposed_periods",
    "roadmap_basis",
    "spread_basis",
    "tells_health",
    "ways",
]

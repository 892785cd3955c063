"""Reads for the pages and documents of reports."""

from __future__ import annotations

from reports.queries.asked import (
    AskedReports,
    asked_reports,
)
from reports.queries.commendation import (
    Commendation,
    EscapedHousehold,
    commendation,
)
from reports.queries.dashboard import (
    CAUSES,
    DEPRIVATIONS,
    Dashboard,
    ToDo,
    dashboard,
)
from reports.queries.explain import (
    Explanation,
    Trace,
    explain,
    printed_figures,
)
from reports.queries.keyed import (
    figure,
    figures,
)
from reports.queries.late import (
    LATE_KIND_LABELS,
    LateKind,
    LateRecord,
    late_records,
)
from reports.queries.listed import (
    Listed,
    households_shown,
    listed,
    tells_health,
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
from reports.queries.progress import (
    HamletProgress,
    Progress,
    progress,
)
from reports.queries.recorded import (
    facts_of,
    facts_recorded,
)
from reports.queries.reports import (
    ReportList,
    report_list,
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
from reports.queries.series import (
    SeriesPoint,
    poverty_series,
)
from reports.queries.sources import (
    YearSources,
    report_sources,
)

__all__ = [
    "CAUSES",
    "DEPRIVATIONS",
    "DUTY_STATE_LABELS",
    "LATE_KIND_LABELS",
    "REDUCTIONS",
    "AskedReports",
    "Commendation",
    "Comparison",
    "Dashboard",
    "DutyLine",
    "DutyState",
    "EscapedHousehold",
    "Explanation",
    "HamletProgress",
    "LateKind",
    "LateRecord",
    "Listed",
    "Outcome",
    "PeriodLine",
    "Progress",
    "ReportList",
    "RoadmapBasis",
    "SeriesPoint",
    "SpreadBasis",
    "TargetChoice",
    "ToDo",
    "Trace",
    "Way",
    "YearSources",
    "asked_reports",
    "commendation",
    "comparison",
    "dashboard",
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
    "poverty_series",
    "printed_figures",
    "progress",
    "proposed_periods",
    "report_list",
    "report_sources",
    "roadmap_basis",
    "spread_basis",
    "tells_health",
    "ways",
]

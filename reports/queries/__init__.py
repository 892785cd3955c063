"""Reads of reports: a year's progress, and what stands behind every figure."""

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
from reports.queries.progress import (
    HamletProgress,
    Progress,
    progress,
)
from reports.queries.series import (
    SeriesPoint,
    poverty_series,
)
from reports.queries.sources import (
    YearSources,
)

__all__ = [
    "CAUSES",
    "DEPRIVATIONS",
    "LATE_KIND_LABELS",
    "Commendation",
    "Dashboard",
    "EscapedHousehold",
    "Explanation",
    "HamletProgress",
    "LateKind",
    "LateRecord",
    "Listed",
    "Progress",
    "SeriesPoint",
    "ToDo",
    "Trace",
    "YearSources",
    "commendation",
    "dashboard",
    "explain",
    "figure",
    "figures",
    "households_shown",
    "late_records",
    "listed",
    "poverty_series",
    "printed_figures",
    "progress",
    "tells_health",
]

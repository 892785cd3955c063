"""Reads of reports: a year's progress, and what stands behind every figure."""

from reports.queries.explain import Explanation, Trace, explain, printed_figures
from reports.queries.keyed import figure, figures
from reports.queries.listed import Listed, households_shown, listed, tells_health
from reports.queries.progress import HamletProgress, Progress, progress
from reports.queries.sources import YearSources

__all__ = [
    "Explanation",
    "HamletProgress",
    "Listed",
    "Progress",
    "Trace",
    "YearSources",
    "explain",
    "figure",
    "figures",
    "households_shown",
    "listed",
    "printed_figures",
    "progress",
    "tells_health",
]

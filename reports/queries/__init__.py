"""Reads of reports: what targets might be."""

from __future__ import annotations

from reports.queries.roadmaps import RoadmapBasis, Way, roadmap_basis, ways
from reports.queries.scenarios import (
    REDUCTIONS,
    Comparison,
    SpreadBasis,
    TargetChoice,
    comparison,
    spread_basis,
)

__all__ = [
    "REDUCTIONS",
    "Comparison",
    "RoadmapBasis",
    "SpreadBasis",
    "TargetChoice",
    "Way",
    "comparison",
    "roadmap_basis",
    "spread_basis",
    "ways",
]

"""Reads of reports: what targets might be."""

from __future__ import annotations

from reports.queries.roadmaps import RoadmapBasis, roadmap_basis
from reports.queries.scenarios import (
    Comparison,
    SpreadBasis,
    TargetChoice,
    comparison,
    spread_basis,
)

__all__ = [
    "Comparison",
    "RoadmapBasis",
    "SpreadBasis",
    "TargetChoice",
    "comparison",
    "roadmap_basis",
    "spread_basis",
]

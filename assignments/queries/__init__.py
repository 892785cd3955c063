"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    areas_of,
    areas_version,
)
from assignments.queries.prospects import (
    NO_HAMLET,
    NOBODY,
    HamletProspects,
    PathCounts,
    ProspectCounts,
    known_classes,
    prospect_counts,
    standing_hamlets,
    together,
)

__all__ = [
    "NOBODY",
    "NO_HAMLET",
    "HamletProspects",
    "PathCounts",
    "ProspectCounts",
    "areas_of",
    "areas_version",
    "known_classes",
    "prospect_counts",
    "standing_hamlets",
    "together",
]

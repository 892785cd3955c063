"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    AreaFinding,
    area_findings,
    areas_of,
    areas_version,
    committee_of,
)
from assignments.queries.prospect_findings import (
    ProspectFinding,
    prospect_findings,
)
from assignments.queries.prospect_lists import (
    EndangeredLine,
    PoorLine,
    ProspectFilter,
    ProspectLine,
    ProspectLists,
    endangered_households,
    needs_of,
    prospect_line,
    prospect_lists,
    prospects_waiting,
    registrations,
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
    "AreaFinding",
    "EndangeredLine",
    "HamletProspects",
    "PathCounts",
    "PoorLine",
    "ProspectCounts",
    "ProspectFilter",
    "ProspectFinding",
    "ProspectLine",
    "ProspectLists",
    "area_findings",
    "areas_of",
    "areas_version",
    "committee_of",
    "endangered_households",
    "known_classes",
    "needs_of",
    "prospect_counts",
    "prospect_findings",
    "prospect_line",
    "prospect_lists",
    "prospects_waiting",
    "registrations",
    "standing_hamlets",
    "together",
]

"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.agencies import (
    AgencyRow,
    agencies_joined,
    agencies_of,
    agency_members,
    agency_rows,
    help_running,
    households_helped,
)
from assignments.queries.areas import (
    AreaFinding,
    area_findings,
    areas_of,
    areas_version,
    committee_of,
)
from assignments.queries.blocks import (
    blocks_of,
    blocks_saved,
)
from assignments.queries.difficulties import (
    Place,
    difficulties_of,
    difficulties_raised,
    difficulties_since,
    difficulty_counts,
    households_raisable,
    places_of,
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
    "AgencyRow",
    "AreaFinding",
    "EndangeredLine",
    "HamletProspects",
    "PathCounts",
    "Place",
    "PoorLine",
    "ProspectCounts",
    "ProspectFilter",
    "ProspectFinding",
    "ProspectLine",
    "ProspectLists",
    "agencies_joined",
    "agencies_of",
    "agency_members",
    "agency_rows",
    "area_findings",
    "areas_of",
    "areas_version",
    "blocks_of",
    "blocks_saved",
    "committee_of",
    "difficulties_of",
    "difficulties_raised",
    "difficulties_since",
    "difficulty_counts",
    "endangered_households",
    "help_running",
    "households_helped",
    "households_raisable",
    "known_classes",
    "needs_of",
    "places_of",
    "prospect_counts",
    "prospect_findings",
    "prospect_line",
    "prospect_lists",
    "prospects_waiting",
    "registrations",
    "standing_hamlets",
    "together",
]

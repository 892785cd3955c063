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
    areas_of,
    areas_version,
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

__all__ = [
    "AgencyRow",
    "Place",
    "agencies_joined",
    "agencies_of",
    "agency_members",
    "agency_rows",
    "areas_of",
    "areas_version",
    "blocks_of",
    "blocks_saved",
    "difficulties_of",
    "difficulties_raised",
    "difficulties_since",
    "difficulty_counts",
    "help_running",
    "households_helped",
    "households_raisable",
    "places_of",
]

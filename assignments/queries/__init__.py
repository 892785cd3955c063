"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    areas_of,
    areas_version,
)
from assignments.queries.visits import (
    households_to_visit,
    households_visited,
    visits_of,
)
from assignments.queries.watched import (
    WatchedHousehold,
    households_watched,
)

__all__ = [
    "WatchedHousehold",
    "areas_of",
    "areas_version",
    "households_to_visit",
    "households_visited",
    "households_watched",
    "visits_of",
]

"""Reads of places, people, figures, households and reviews: the only place that counts households."""

from __future__ import annotations

from households.queries.checks import data_findings
from households.queries.figures import (
    HamletCounts,
    counts_of,
    declared_series,
    hamlet_counts,
    reviewed_counts,
    round_feeding,
    standard_on,
)
from households.queries.people import (
    PEOPLE_LIMIT,
    Person,
    memberships_of,
    people_matching,
)
from households.queries.places import (
    MATCH_LIMIT,
    UnitChoice,
    communes_of,
    communes_opened,
    hamlet_origins,
    hamlets_of,
    main_label,
    provinces,
    units_matching,
)
from households.queries.reviews import (
    thresholds_of,
)

__all__ = [
    "MATCH_LIMIT",
    "PEOPLE_LIMIT",
    "HamletCounts",
    "Person",
    "UnitChoice",
    "communes_of",
    "communes_opened",
    "counts_of",
    "data_findings",
    "declared_series",
    "hamlet_counts",
    "hamlet_origins",
    "hamlets_of",
    "main_label",
    "memberships_of",
    "people_matching",
    "provinces",
    "reviewed_counts",
    "round_feeding",
    "standard_on",
    "thresholds_of",
    "units_matching",
]

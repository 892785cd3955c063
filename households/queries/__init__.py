"""Reads of places, people, figures, households and reviews: the only place that counts households."""

from __future__ import annotations

from households.queries.figures import (
    HamletCounts,
    declared_series,
    hamlet_counts,
    standard_on,
)
from households.queries.findings import (
    RoundFinding,
    round_findings,
)
from households.queries.path import (
    PathStep,
    path_of,
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
    hamlets_of,
    main_label,
    provinces,
    units_matching,
)
from households.queries.reviewed import (
    Details,
    MemberLine,
    Page,
    Reviewed,
    ReviewedLine,
    Standing,
    details,
    reviewed,
)
from households.queries.reviews import (
    thresholds_of,
)
from households.queries.round_tables import (
    PlaceRow,
    RoundTables,
    hamlets_on,
    indicators_of,
    round_tables,
)

__all__ = [
    "MATCH_LIMIT",
    "PEOPLE_LIMIT",
    "Details",
    "HamletCounts",
    "MemberLine",
    "Page",
    "PathStep",
    "Person",
    "PlaceRow",
    "Reviewed",
    "ReviewedLine",
    "RoundFinding",
    "RoundTables",
    "Standing",
    "UnitChoice",
    "communes_of",
    "communes_opened",
    "declared_series",
    "details",
    "hamlet_counts",
    "hamlets_of",
    "hamlets_on",
    "indicators_of",
    "main_label",
    "memberships_of",
    "path_of",
    "people_matching",
    "provinces",
    "reviewed",
    "round_findings",
    "round_tables",
    "standard_on",
    "thresholds_of",
    "units_matching",
]

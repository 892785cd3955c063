"""Reads of places, people, figures, households and reviews: the only place that counts households."""

from __future__ import annotations

from households.queries.checks import (
    data_findings,
)
from households.queries.figures import (
    HamletCounts,
    counts_of,
    declared_series,
    hamlet_counts,
    reviewed_counts,
    round_feeding,
    standard_on,
)
from households.queries.lineage import (
    HamletChange,
    HamletToAllot,
    hamlet_changes,
    hamlets_to_allot,
    households_to_allot,
    parts_of,
    roles_of_ended_hamlets,
)
from households.queries.papers import (
    FoundHousehold,
    found_households,
    indicators_of,
    members_of,
    reviews_to_print,
    signer_of,
)
from households.queries.people import (
    PEOPLE_LIMIT,
    Person,
    memberships_of,
    people_matching,
    user_saved,
)
from households.queries.places import (
    MATCH_LIMIT,
    UnitChoice,
    communes_of,
    communes_opened,
    hamlet_origins,
    hamlets_of,
    hamlets_saved,
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
    "FoundHousehold",
    "HamletChange",
    "HamletCounts",
    "HamletToAllot",
    "Person",
    "UnitChoice",
    "communes_of",
    "communes_opened",
    "counts_of",
    "data_findings",
    "declared_series",
    "found_households",
    "hamlet_changes",
    "hamlet_counts",
    "hamlet_origins",
    "hamlets_of",
    "hamlets_saved",
    "hamlets_to_allot",
    "households_to_allot",
    "indicators_of",
    "main_label",
    "members_of",
    "memberships_of",
    "parts_of",
    "people_matching",
    "provinces",
    "reviewed_counts",
    "reviews_to_print",
    "roles_of_ended_hamlets",
    "round_feeding",
    "signer_of",
    "standard_on",
    "thresholds_of",
    "units_matching",
    "user_saved",
]

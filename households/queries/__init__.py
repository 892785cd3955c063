"""Reads of places, people, figures, households and reviews: the only place that counts households."""

from __future__ import annotations

from households.queries.figures import (
    HamletCounts,
    declared_series,
    hamlet_counts,
    standard_on,
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
    "HamletCounts",
    "Person",
    "UnitChoice",
    "communes_of",
    "communes_opened",
    "declared_series",
    "found_households",
    "hamlet_counts",
    "hamlets_of",
    "hamlets_saved",
    "indicators_of",
    "main_label",
    "members_of",
    "memberships_of",
    "people_matching",
    "provinces",
    "reviews_to_print",
    "signer_of",
    "standard_on",
    "thresholds_of",
    "units_matching",
    "user_saved",
]

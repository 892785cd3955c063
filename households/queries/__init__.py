"""Reads of places, people, figures, households and reviews: the only place that counts households."""

from __future__ import annotations

from households.queries.duplicates import (
    DuplicatePair,
    duplicate_pairs,
)
from households.queries.figures import (
    HamletCounts,
    declared_series,
    hamlet_counts,
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
    hamlets_of,
    main_label,
    provinces,
    units_matching,
)
from households.queries.register import (
    HouseholdFilter,
    HouseholdPage,
    HouseholdRecord,
    HouseholdRow,
    ethnicities,
    household_by_number,
    household_page,
    household_record,
    household_rows,
    households_found,
    numbers_kept,
)
from households.queries.reviews import (
    thresholds_of,
)

__all__ = [
    "MATCH_LIMIT",
    "PEOPLE_LIMIT",
    "DuplicatePair",
    "HamletCounts",
    "HouseholdFilter",
    "HouseholdPage",
    "HouseholdRecord",
    "HouseholdRow",
    "Person",
    "UnitChoice",
    "communes_of",
    "communes_opened",
    "declared_series",
    "duplicate_pairs",
    "ethnicities",
    "hamlet_counts",
    "hamlets_of",
    "household_by_number",
    "household_page",
    "household_record",
    "household_rows",
    "households_found",
    "main_label",
    "memberships_of",
    "numbers_kept",
    "people_matching",
    "provinces",
    "standard_on",
    "thresholds_of",
    "units_matching",
]

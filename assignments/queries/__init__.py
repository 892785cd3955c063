"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    areas_of,
    areas_version,
)
from assignments.queries.support import (
    Disclosure,
    HelpItem,
    HelpYear,
    HouseholdHelp,
    SupportAuthor,
    SupportAxis,
    SupportFilter,
    SupportList,
    SupportSum,
    assignment_for,
    disclosed_support,
    doubled_items,
    help_items,
    helped_households,
    household_help,
    support_author,
    support_list,
    support_of_year,
    support_total,
    support_totals,
)

__all__ = [
    "Disclosure",
    "HelpItem",
    "HelpYear",
    "HouseholdHelp",
    "SupportAuthor",
    "SupportAxis",
    "SupportFilter",
    "SupportList",
    "SupportSum",
    "areas_of",
    "areas_version",
    "assignment_for",
    "disclosed_support",
    "doubled_items",
    "help_items",
    "helped_households",
    "household_help",
    "support_author",
    "support_list",
    "support_of_year",
    "support_total",
    "support_totals",
]

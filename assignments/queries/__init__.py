"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.appendices import (
    AppendixCode,
    AppendixFinding,
    BlockLine,
    HelpedLine,
    appendix_findings,
    assigned_list,
    block_list,
    helped_list,
)
from assignments.queries.areas import (
    areas_of,
    areas_version,
)
from assignments.queries.care import (
    HouseholdInCare,
    agency_assignments,
    households_in_care,
)
from assignments.queries.follow_up import (
    FollowUpLine,
    agency_follow_up,
    day_of,
    follow_up,
    hamlet_follow_up,
    households_escaped,
)

__all__ = [
    "AppendixCode",
    "AppendixFinding",
    "BlockLine",
    "FollowUpLine",
    "HelpedLine",
    "HouseholdInCare",
    "agency_assignments",
    "agency_follow_up",
    "appendix_findings",
    "areas_of",
    "areas_version",
    "assigned_list",
    "block_list",
    "day_of",
    "follow_up",
    "hamlet_follow_up",
    "helped_list",
    "households_escaped",
    "households_in_care",
]

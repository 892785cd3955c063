"""Pure facts of help: who helps whom, with what, and what comes of it. No database, no clock."""

from __future__ import annotations

from assignments.rules.agencies import (
    AGENCY_KIND_LABELS,
    AgencyKind,
)
from assignments.rules.areas import (
    COMMITTEE_ROLE_LABELS,
    CommitteeRole,
)
from assignments.rules.assignments import (
    HELP_LABELS,
    RESULT_LABELS,
    SCHEME_LABELS,
    AssignmentContent,
    Coverage,
    HelpContent,
    Load,
    Period,
    Result,
    Scheme,
    clash,
    contents_mask,
    contents_of,
    coverage,
    load,
    overlaps,
    usual_period,
)
from assignments.rules.proposal import (
    Candidate,
    Helper,
    Proposed,
    contents_for,
    propose,
)
from assignments.rules.prospects import (
    DOUBT_LABELS,
    DOUBTFUL_DEPRIVATIONS,
    ORIGIN_LABELS,
    PATH_LABELS,
    PROSPECT_STATUS_LABELS,
    Doubt,
    EscapePath,
    Origin,
    ProspectStatus,
    doubts,
)
from assignments.rules.support import (
    SOURCE_LABELS,
    VALUE_LIMIT,
    SupportSource,
)
from assignments.rules.visits import (
    CLOCK_TOLERANCE,
    SITUATION_LABELS,
    Situation,
    moment_of,
)

__all__ = [
    "AGENCY_KIND_LABELS",
    "CLOCK_TOLERANCE",
    "COMMITTEE_ROLE_LABELS",
    "DOUBTFUL_DEPRIVATIONS",
    "DOUBT_LABELS",
    "HELP_LABELS",
    "ORIGIN_LABELS",
    "PATH_LABELS",
    "PROSPECT_STATUS_LABELS",
    "RESULT_LABELS",
    "SCHEME_LABELS",
    "SITUATION_LABELS",
    "SOURCE_LABELS",
    "VALUE_LIMIT",
    "AgencyKind",
    "AssignmentContent",
    "Candidate",
    "CommitteeRole",
    "Coverage",
    "Doubt",
    "EscapePath",
    "HelpContent",
    "Helper",
    "Load",
    "Origin",
    "Period",
    "Proposed",
    "ProspectStatus",
    "Result",
    "Scheme",
    "Situation",
    "SupportSource",
    "clash",
    "contents_for",
    "contents_mask",
    "contents_of",
    "coverage",
    "doubts",
    "load",
    "moment_of",
    "overlaps",
    "propose",
    "usual_period",
]

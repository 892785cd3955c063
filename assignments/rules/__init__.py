"""Pure facts of help: who helps whom, with what, and what comes of it. No database, no clock."""

from __future__ import annotations

from assignments.rules.agencies import (
    AGENCY_KIND_LABELS,
    PHONE,
    AgencyKind,
    kind_called,
    kind_of,
)
from assignments.rules.areas import (
    COMMITTEE_ROLE_LABELS,
    CommitteeRole,
)
from assignments.rules.assignments import (
    HELP_LABELS,
    RESULT_LABELS,
    SCHEME_LABELS,
    HelpContent,
    Result,
    Scheme,
    overlaps,
    usual_period,
)
from assignments.rules.difficulties import (
    DIFFICULTY_STATE_LABELS,
    DifficultyState,
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
    "DIFFICULTY_STATE_LABELS",
    "DOUBTFUL_DEPRIVATIONS",
    "DOUBT_LABELS",
    "HELP_LABELS",
    "ORIGIN_LABELS",
    "PATH_LABELS",
    "PHONE",
    "PROSPECT_STATUS_LABELS",
    "RESULT_LABELS",
    "SCHEME_LABELS",
    "SITUATION_LABELS",
    "SOURCE_LABELS",
    "VALUE_LIMIT",
    "AgencyKind",
    "CommitteeRole",
    "DifficultyState",
    "Doubt",
    "EscapePath",
    "HelpContent",
    "Origin",
    "ProspectStatus",
    "Result",
    "Scheme",
    "Situation",
    "SupportSource",
    "doubts",
    "kind_called",
    "kind_of",
    "moment_of",
    "overlaps",
    "usual_period",
]

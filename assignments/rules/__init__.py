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
    HelpContent,
    Result,
    Scheme,
    overlaps,
    usual_period,
)
from assignments.rules.follow_up import (
    AGENCY_ALERTS,
    ALERT_LABELS,
    ESCAPED_VISIT_DAYS,
    HAMLET_ALERTS,
    POOR_VISIT_DAYS,
    SCHEME_DAYS,
    SURVEY_DAYS,
    Alert,
    Raised,
    assignment_alerts,
    support_overdue,
    visit_overdue,
    worse_twice,
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
    "AGENCY_ALERTS",
    "AGENCY_KIND_LABELS",
    "ALERT_LABELS",
    "CLOCK_TOLERANCE",
    "COMMITTEE_ROLE_LABELS",
    "DOUBTFUL_DEPRIVATIONS",
    "DOUBT_LABELS",
    "ESCAPED_VISIT_DAYS",
    "HAMLET_ALERTS",
    "HELP_LABELS",
    "ORIGIN_LABELS",
    "PATH_LABELS",
    "POOR_VISIT_DAYS",
    "PROSPECT_STATUS_LABELS",
    "RESULT_LABELS",
    "SCHEME_DAYS",
    "SCHEME_LABELS",
    "SITUATION_LABELS",
    "SOURCE_LABELS",
    "SURVEY_DAYS",
    "VALUE_LIMIT",
    "AgencyKind",
    "Alert",
    "CommitteeRole",
    "Doubt",
    "EscapePath",
    "HelpContent",
    "Origin",
    "ProspectStatus",
    "Raised",
    "Result",
    "Scheme",
    "Situation",
    "SupportSource",
    "assignment_alerts",
    "doubts",
    "moment_of",
    "overlaps",
    "support_overdue",
    "usual_period",
    "visit_overdue",
    "worse_twice",
]

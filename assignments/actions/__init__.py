"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.agencies import (
    IN_TABLE,
    AgenciesImported,
    agencies_download,
    agencies_import,
    agency_create,
    agency_end,
    agency_update,
)
from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
    committee_save,
)
from assignments.actions.assignments import (
    ASSIGNMENT_STALE,
    assignment_change,
    assignment_create,
    assignment_withdraw,
    assignments_create_many,
    assignments_import,
    assignments_reading_keep,
)
from assignments.actions.blocks import (
    BlockLine,
    blocks_save,
    blocks_take_over,
)
from assignments.actions.difficulties import (
    difficulty_answer,
    difficulty_close,
    difficulty_raise,
)
from assignments.actions.endangered import (
    endangered_drop,
    endangered_name,
)
from assignments.actions.members import (
    agency_member_create,
    agency_member_join,
    agency_member_leave,
)
from assignments.actions.prospects import (
    prospect_drop,
    prospect_propose,
    prospect_register,
    prospect_save,
    prospects_choose,
    prospects_decide,
    prospects_place,
)
from assignments.actions.reading import (
    agency_reading_keep,
    assignment_reading_keep,
    year_reading_keep,
)
from assignments.actions.reports import (
    assignment_report,
    result_record,
    scheme_agree,
    visit_attend,
)
from assignments.actions.support import (
    RepeatedError,
    SupportContent,
    disclosure_keep,
    proof_add,
    proof_remove,
    support_change,
    support_give,
    support_list_keep,
    support_record,
    support_withdraw,
)
from assignments.actions.visits import (
    visit_record,
)

__all__ = [
    "ASSIGNMENT_STALE",
    "IN_TABLE",
    "STALE",
    "AgenciesImported",
    "AreaLine",
    "BlockLine",
    "RepeatedError",
    "SupportContent",
    "agencies_download",
    "agencies_import",
    "agency_create",
    "agency_end",
    "agency_member_create",
    "agency_member_join",
    "agency_member_leave",
    "agency_reading_keep",
    "agency_update",
    "area_assignments_save",
    "assignment_change",
    "assignment_create",
    "assignment_reading_keep",
    "assignment_report",
    "assignment_withdraw",
    "assignments_create_many",
    "assignments_import",
    "assignments_reading_keep",
    "blocks_save",
    "blocks_take_over",
    "committee_save",
    "difficulty_answer",
    "difficulty_close",
    "difficulty_raise",
    "disclosure_keep",
    "endangered_drop",
    "endangered_name",
    "proof_add",
    "proof_remove",
    "prospect_drop",
    "prospect_propose",
    "prospect_register",
    "prospect_save",
    "prospects_choose",
    "prospects_decide",
    "prospects_place",
    "result_record",
    "scheme_agree",
    "support_change",
    "support_give",
    "support_list_keep",
    "support_record",
    "support_withdraw",
    "visit_attend",
    "visit_record",
    "year_reading_keep",
]

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
from assignments.actions.members import (
    agency_member_create,
    agency_member_join,
    agency_member_leave,
)

__all__ = [
    "IN_TABLE",
    "STALE",
    "AgenciesImported",
    "AreaLine",
    "BlockLine",
    "agencies_download",
    "agencies_import",
    "agency_create",
    "agency_end",
    "agency_member_create",
    "agency_member_join",
    "agency_member_leave",
    "agency_update",
    "area_assignments_save",
    "blocks_save",
    "blocks_take_over",
    "difficulty_answer",
    "difficulty_close",
    "difficulty_raise",
]

"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
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

__all__ = [
    "ASSIGNMENT_STALE",
    "STALE",
    "AreaLine",
    "area_assignments_save",
    "assignment_change",
    "assignment_create",
    "assignment_withdraw",
    "assignments_create_many",
    "assignments_import",
    "assignments_reading_keep",
]

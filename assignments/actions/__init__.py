"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
)
from assignments.actions.visits import (
    visit_record,
)

__all__ = [
    "STALE",
    "AreaLine",
    "area_assignments_save",
    "visit_record",
]

"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
)

__all__ = [
    "STALE",
    "AreaLine",
    "area_assignments_save",
]

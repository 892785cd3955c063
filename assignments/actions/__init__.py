"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
    committee_save,
)
from assignments.actions.endangered import (
    endangered_drop,
    endangered_name,
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

__all__ = [
    "STALE",
    "AreaLine",
    "area_assignments_save",
    "committee_save",
    "endangered_drop",
    "endangered_name",
    "prospect_drop",
    "prospect_propose",
    "prospect_register",
    "prospect_save",
    "prospects_choose",
    "prospects_decide",
    "prospects_place",
]

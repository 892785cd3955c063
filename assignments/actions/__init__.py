"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
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

__all__ = [
    "STALE",
    "AreaLine",
    "RepeatedError",
    "SupportContent",
    "area_assignments_save",
    "disclosure_keep",
    "proof_add",
    "proof_remove",
    "support_change",
    "support_give",
    "support_list_keep",
    "support_record",
    "support_withdraw",
]

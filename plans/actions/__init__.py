"""Every write to figures' targets, plan documents and their life."""

from plans.actions.grid import CellChange, GridRefused, GridSaved, GridStale, grid_save
from plans.actions.life import (
    acknowledgement_withdraw,
    finding_acknowledge,
    plan_approve,
    plan_return,
    plan_submit,
)
from plans.actions.reading import reading_keep
from plans.actions.writing import (
    commune_targets_save,
    declared_save,
    parts_save,
    plan_new,
    plan_save,
    programmes_save,
    section_add,
    section_delete,
    section_move,
    section_save,
    signatory_save,
)

__all__ = [
    "CellChange",
    "GridRefused",
    "GridSaved",
    "GridStale",
    "acknowledgement_withdraw",
    "commune_targets_save",
    "declared_save",
    "finding_acknowledge",
    "grid_save",
    "parts_save",
    "plan_approve",
    "plan_new",
    "plan_return",
    "plan_save",
    "plan_submit",
    "programmes_save",
    "reading_keep",
    "section_add",
    "section_delete",
    "section_move",
    "section_save",
    "signatory_save",
]

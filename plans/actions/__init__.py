"""Every write to figures' targets, plan documents and their life."""

from plans.actions.counted import counted_take_over
from plans.actions.grid import CLOSED, CellChange, GridRefused, GridSaved, GridStale, grid_save
from plans.actions.life import (
    acknowledgement_withdraw,
    finding_acknowledge,
    plan_approve,
    plan_return,
    plan_submit,
)
from plans.actions.reading import plan_download, reading_keep, table_download
from plans.actions.refusal import refusal_keep
from plans.actions.tables import (
    ImportMoved,
    TableImported,
    TableRefused,
    checked_figures,
    mapping_remember,
    table_import,
    table_import_undo,
    upload_drop,
    upload_keep,
    upload_map,
)
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
    "CLOSED",
    "CellChange",
    "GridRefused",
    "GridSaved",
    "GridStale",
    "ImportMoved",
    "TableImported",
    "TableRefused",
    "acknowledgement_withdraw",
    "checked_figures",
    "commune_targets_save",
    "counted_take_over",
    "declared_save",
    "finding_acknowledge",
    "grid_save",
    "mapping_remember",
    "parts_save",
    "plan_approve",
    "plan_download",
    "plan_new",
    "plan_return",
    "plan_save",
    "plan_submit",
    "programmes_save",
    "reading_keep",
    "refusal_keep",
    "section_add",
    "section_delete",
    "section_move",
    "section_save",
    "signatory_save",
    "table_download",
    "table_import",
    "table_import_undo",
    "upload_drop",
    "upload_keep",
    "upload_map",
]

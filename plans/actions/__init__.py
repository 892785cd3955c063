"""Every write to figures' targets, plan documents and their life."""

from plans.actions.amending import plan_amend
from plans.actions.commenting import (
    comment_add,
    comment_answer,
    comment_close,
    comment_reopen,
    finding_comment,
)
from plans.actions.copying import plan_follow
from plans.actions.counted import counted_take_over
from plans.actions.grid import CellChange, GridRefused, GridSaved, GridStale, grid_save
from plans.actions.issuing import issue_document, plan_issue, plan_sign, signed_copy_add
from plans.actions.library import (
    library_entry_add,
    library_entry_delete,
    library_entry_save,
    save_and_keep,
)
from plans.actions.life import (
    acknowledgement_withdraw,
    finding_acknowledge,
    plan_approve,
    plan_recall,
    plan_return,
    plan_submit,
    plan_unlock,
)
from plans.actions.reading import plan_download, reading_keep, register_download, table_download
from plans.actions.refusal import refusal_keep
from plans.actions.signing import holders_version, office_holders_save, signing_policy_save
from plans.actions.tables import (
    ImportMoved,
    TableImported,
    TableRefused,
    checked_figures,
    mapping_remember,
    table_import,
    table_import_undo,
    upload_bring_in,
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
    "CellChange",
    "GridRefused",
    "GridSaved",
    "GridStale",
    "ImportMoved",
    "TableImported",
    "TableRefused",
    "acknowledgement_withdraw",
    "checked_figures",
    "comment_add",
    "comment_answer",
    "comment_close",
    "comment_reopen",
    "commune_targets_save",
    "counted_take_over",
    "declared_save",
    "finding_acknowledge",
    "finding_comment",
    "grid_save",
    "holders_version",
    "issue_document",
    "library_entry_add",
    "library_entry_delete",
    "library_entry_save",
    "mapping_remember",
    "office_holders_save",
    "parts_save",
    "plan_amend",
    "plan_approve",
    "plan_download",
    "plan_follow",
    "plan_issue",
    "plan_new",
    "plan_recall",
    "plan_return",
    "plan_save",
    "plan_sign",
    "plan_submit",
    "plan_unlock",
    "programmes_save",
    "reading_keep",
    "refusal_keep",
    "register_download",
    "save_and_keep",
    "section_add",
    "section_delete",
    "section_move",
    "section_save",
    "signatory_save",
    "signed_copy_add",
    "signing_policy_save",
    "table_download",
    "table_import",
    "table_import_undo",
    "upload_bring_in",
    "upload_drop",
    "upload_keep",
    "upload_map",
]

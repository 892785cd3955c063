"""Every write to places, people, figures, households and reviews; a part for each."""

from households.actions.duplicates import members_keep_apart, members_merge
from households.actions.figures import (
    figures_record,
    figures_take_over,
    unit_figures_declare,
)
from households.actions.hearings import complaint_answer, complaint_record, meeting_record, posting_record
from households.actions.households import built_member, households_add
from households.actions.life import (
    head_change,
    household_end,
    household_merge,
    household_move,
    household_split,
    member_join,
    member_leave,
)
from households.actions.lineage import (
    NewHamlet,
    hamlet_split,
    hamlets_join,
    households_allot,
    households_shown,
)
from households.actions.papers import papers_download
from households.actions.people import (
    first_user_create,
    membership_create,
    membership_end,
    membership_move,
    user_create,
    user_update,
)
from households.actions.places import (
    HamletLine,
    LineErrors,
    UnitRow,
    commune_start,
    hamlets_add,
    hamlets_remove,
    hamlets_save,
    units_load,
)
from households.actions.questions import QuestionRow, QuestionsImported, questions_import
from households.actions.reading import (
    round_details_keep,
    round_list_keep,
    round_tables_keep,
)
from households.actions.register import (
    household_reading_keep,
    household_save,
    households_reading_keep,
    personal_number_show,
)
from households.actions.requests import request_add, request_answer, request_link
from households.actions.reviews import review_confirm, review_save, reviews_edit
from households.actions.rounds import (
    fill,
    held_reviews,
    households_list,
    list_more,
    locked,
    reviews_record,
    round_add,
    round_close,
    round_list,
    round_start,
    write_found,
)
from households.actions.seeing import people_seen, review_seen
from households.actions.standards import standards_load
from households.actions.steps import round_advance, round_decide, round_reopen

__all__ = [
    "HamletLine",
    "LineErrors",
    "NewHamlet",
    "QuestionRow",
    "QuestionsImported",
    "UnitRow",
    "built_member",
    "commune_start",
    "complaint_answer",
    "complaint_record",
    "figures_record",
    "figures_take_over",
    "fill",
    "first_user_create",
    "hamlet_split",
    "hamlets_add",
    "hamlets_join",
    "hamlets_remove",
    "hamlets_save",
    "head_change",
    "held_reviews",
    "household_end",
    "household_merge",
    "household_move",
    "household_reading_keep",
    "household_save",
    "household_split",
    "households_add",
    "households_allot",
    "households_list",
    "households_reading_keep",
    "households_shown",
    "list_more",
    "locked",
    "meeting_record",
    "member_join",
    "member_leave",
    "members_keep_apart",
    "members_merge",
    "membership_create",
    "membership_end",
    "membership_move",
    "papers_download",
    "people_seen",
    "personal_number_show",
    "posting_record",
    "questions_import",
    "request_add",
    "request_answer",
    "request_link",
    "review_confirm",
    "review_save",
    "review_seen",
    "reviews_edit",
    "reviews_record",
    "round_add",
    "round_advance",
    "round_close",
    "round_decide",
    "round_details_keep",
    "round_list",
    "round_list_keep",
    "round_reopen",
    "round_start",
    "round_tables_keep",
    "standards_load",
    "unit_figures_declare",
    "units_load",
    "user_create",
    "user_update",
    "write_found",
]

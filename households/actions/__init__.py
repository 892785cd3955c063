"""Every write to places, people, figures, households and reviews; a part for each."""

from households.actions.figures import (
    figures_record,
    unit_figures_declare,
)
from households.actions.hearings import complaint_answer, complaint_record, meeting_record, posting_record
from households.actions.households import built_member, households_add
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
    "QuestionRow",
    "QuestionsImported",
    "UnitRow",
    "built_member",
    "commune_start",
    "complaint_answer",
    "complaint_record",
    "figures_record",
    "fill",
    "first_user_create",
    "hamlets_add",
    "hamlets_remove",
    "hamlets_save",
    "held_reviews",
    "households_add",
    "households_list",
    "list_more",
    "locked",
    "meeting_record",
    "membership_create",
    "membership_end",
    "membership_move",
    "people_seen",
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
    "round_list",
    "round_reopen",
    "round_start",
    "standards_load",
    "unit_figures_declare",
    "units_load",
    "user_create",
    "user_update",
    "write_found",
]

"""Every write to places, people, figures, households and reviews; a part for each."""

from households.actions.duplicates import members_keep_apart, members_merge
from households.actions.figures import (
    figures_record,
    figures_take_over,
    unit_figures_declare,
)
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
from households.actions.register import (
    household_reading_keep,
    household_save,
    households_reading_keep,
    personal_number_show,
)
from households.actions.rounds import (
    fill,
    households_list,
    locked,
    reviews_record,
    round_close,
    round_list,
    round_start,
)
from households.actions.standards import standards_load

__all__ = [
    "HamletLine",
    "LineErrors",
    "NewHamlet",
    "UnitRow",
    "built_member",
    "commune_start",
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
    "locked",
    "member_join",
    "member_leave",
    "members_keep_apart",
    "members_merge",
    "membership_create",
    "membership_end",
    "membership_move",
    "papers_download",
    "personal_number_show",
    "reviews_record",
    "round_close",
    "round_list",
    "round_start",
    "standards_load",
    "unit_figures_declare",
    "units_load",
    "user_create",
    "user_update",
]

"""Every write to places, people, figures, households and reviews; a part for each."""

from households.actions.figures import (
    figures_record,
    unit_figures_declare,
)
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
from households.actions.reading import (
    round_details_keep,
    round_list_keep,
    round_tables_keep,
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
    "UnitRow",
    "built_member",
    "commune_start",
    "figures_record",
    "fill",
    "first_user_create",
    "hamlets_add",
    "hamlets_remove",
    "hamlets_save",
    "households_add",
    "households_list",
    "locked",
    "membership_create",
    "membership_end",
    "membership_move",
    "reviews_record",
    "round_close",
    "round_details_keep",
    "round_list",
    "round_list_keep",
    "round_start",
    "round_tables_keep",
    "standards_load",
    "unit_figures_declare",
    "units_load",
    "user_create",
    "user_update",
]

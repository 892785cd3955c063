"""Every write to places, people, figures, households and reviews; a part for each."""

from households.actions.figures import (
    figures_record,
    unit_figures_declare,
)
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
from households.actions.standards import standards_load

__all__ = [
    "HamletLine",
    "LineErrors",
    "UnitRow",
    "commune_start",
    "figures_record",
    "first_user_create",
    "hamlets_add",
    "hamlets_remove",
    "hamlets_save",
    "membership_create",
    "membership_end",
    "membership_move",
    "standards_load",
    "unit_figures_declare",
    "units_load",
    "user_create",
    "user_update",
]

"""What is kept of reading and taking away lists of households: by what they were chosen and how many."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from households.models import ReviewRound
from households.rules import Selection
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.readings import record_reading


def round_list_keep(
    *,
    round: ReviewRound,
    selection: Selection,
    hamlet: int | None,
    households: int,
    by: User,
    file: str = "",
) -> None:
    """Record that somebody read a list of the round's households, or took it away as a `file` of a kind."""
    details: dict[str, object] = {"filter": selection.parameters, "households": households}
    if hamlet:
        details["hamlet"] = hamlet
    if file:
        details["file"] = file
    action = "round_list_downloaded" if file else "round_list_read"
    record_reading(action, target=round, by=by, unit_code=round.unit.code, details=details)


def round_details_keep(
    *, round: ReviewRound, table: int, households: int, with_health: bool, by: User
) -> None:
    """Record that somebody read a detail list, which names every member of its households."""
    record_reading(
        "round_details_read",
        target=round,
        by=by,
        unit_code=round.unit.code,
        details={"table": table, "households": households, "health": with_health},
    )


@transaction.atomic
def round_tables_keep(
    *,
    round: ReviewRound,
    tables: Collection[int],
    households: int,
    with_health: bool,
    file: str,
    by: User | None,
) -> None:
    """Record that somebody took tables away as a `file` of a kind; `households` are those that it names."""
    record_event(
        "round_tables_downloaded",
        target=round,
        by=by,
        unit_code=round.unit.code,
        details={"tables": [*tables], "households": households, "health": with_health, "file": file},
    )

"""What is kept of reading and taking away lists of households that are helped: which and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assignments.models import Assignment
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.readings import record_reading


def agency_reading_keep(*, assignments: Iterable[Assignment], by: User) -> None:
    """Record that a member of agencies read the list of their households, once for each commune."""
    households = Counter(assignment.unit for assignment in assignments)
    for unit in sorted(households, key=lambda unit: unit.code):
        details = {"shown": "agency", "households": households[unit]}
        record_reading("help_read", target=unit, by=by, unit_code=unit.code, details=details)


def assignment_reading_keep(*, assignment: Assignment, by: User) -> None:
    """Record that somebody read one household's page of help."""
    unit_code, details = assignment.unit.code, {"household": assignment.household_id}
    record_reading("assignment_read", target=assignment, by=by, unit_code=unit_code, details=details)


def year_reading_keep(
    *, unit: AdministrativeUnit, year: int, shown: str, households: int, by: User, file: str = ""
) -> None:
    """Record that somebody read a year's list ("follow_up", "appendices"), or took it away as a `file` of a
    kind.
    """
    details: dict[str, object] = {"shown": shown, "year": year, "households": households}
    if file:
        details["file"] = file
    action = "help_downloaded" if file else "help_read"
    record_reading(action, target=unit, by=by, unit_code=unit.code, details=details)

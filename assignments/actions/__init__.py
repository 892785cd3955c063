"""Every write to who helps whom, a part for each noun."""

from __future__ import annotations

from assignments.actions.areas import (
    STALE,
    AreaLine,
    area_assignments_save,
)
from assignments.actions.reading import (
    agency_reading_keep,
    assignment_reading_keep,
    year_reading_keep,
)
from assignments.actions.reports import (
    assignment_report,
    result_record,
    scheme_agree,
    visit_attend,
)

__all__ = [
    "STALE",
    "AreaLine",
    "agency_reading_keep",
    "area_assignments_save",
    "assignment_reading_keep",
    "assignment_report",
    "result_record",
    "scheme_agree",
    "visit_attend",
    "year_reading_keep",
]

"""Which member of an agency may do what. Whether an assignment may be seen at all is its `visible_to`."""

from __future__ import annotations

from assignments.models import Assignment
from assignments.models.agencies import agencies_held
from households.access import can_edit
from povertyplan.accounts.models import User


def can_report(user: User, assignment: Assignment) -> bool:
    """The agency in the lead and the officer write what was done and what came of it; who supports reads."""
    return assignment.lead_agency_id in agencies_held(user) or can_edit(user, assignment.unit)

"""Reads of the blocks of a year."""

from __future__ import annotations

from assignments.models import AssignmentBlock
from households.models import AdministrativeUnit
from povertyplan.common.audit import last_event
from povertyplan.common.models import AuditEvent


def blocks_of(*, unit: AdministrativeUnit, year: int) -> list[AssignmentBlock]:
    """The blocks of a year in order, each with its agencies."""
    blocks = AssignmentBlock.objects.in_year(unit, year).select_related("lead_agency")
    return list(blocks.prefetch_related("agencies").in_order())


def blocks_saved(*, unit: AdministrativeUnit, year: int) -> AuditEvent | None:
    """The last time that a year's blocks were saved."""
    return last_event("assignment_blocks_saved", unit, year=year)

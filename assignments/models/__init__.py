"""Agencies, who helps whom, what was given, who looks after which hamlet."""

from __future__ import annotations

from assignments.models.agencies import Agency, AgencyMembership, AssignmentBlock, BlockAgency
from assignments.models.areas import AreaAssignment, AreaHamlet, SteeringCommittee
from assignments.models.assignments import Assignment, AssignmentSupporter
from assignments.models.prospects import EndangeredHousehold, EscapeProspect
from assignments.models.support import SupportItem, SupportProof
from assignments.models.visits import Difficulty, Visit

__all__ = [
    "Agency",
    "AgencyMembership",
    "AreaAssignment",
    "AreaHamlet",
    "Assignment",
    "AssignmentBlock",
    "AssignmentSupporter",
    "BlockAgency",
    "Difficulty",
    "EndangeredHousehold",
    "EscapeProspect",
    "SteeringCommittee",
    "SupportItem",
    "SupportProof",
    "Visit",
]

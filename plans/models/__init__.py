"""Targets by hamlet and commune, programme periods, and plan documents with their parts and life."""

from plans.models.parts import Duty, FundingSource, LegalBasis, PlanSection, Recipient, Signatory
from plans.models.plan import DeclaredFigure, Plan, ProgrammePeriod
from plans.models.targets import CommuneTarget, HamletTarget

__all__ = [
    "CommuneTarget",
    "DeclaredFigure",
    "Duty",
    "FundingSource",
    "HamletTarget",
    "LegalBasis",
    "Plan",
    "PlanSection",
    "ProgrammePeriod",
    "Recipient",
    "Signatory",
]

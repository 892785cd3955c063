"""Targets by hamlet and commune, programme periods, plan documents with their parts and life, and tables that
came as workbooks.
"""

from plans.models.parts import Duty, FundingSource, LegalBasis, PlanSection, Recipient, Signatory, Slip
from plans.models.plan import DeclaredFigure, Plan, ProgrammePeriod
from plans.models.reading import Acknowledgement, Reading
from plans.models.signing import OfficeHolder, SigningPolicy
from plans.models.tables import TableImport, TableMapping, TableUpload
from plans.models.targets import CommuneTarget, HamletTarget

__all__ = [
    "Acknowledgement",
    "CommuneTarget",
    "DeclaredFigure",
    "Duty",
    "FundingSource",
    "HamletTarget",
    "LegalBasis",
    "OfficeHolder",
    "Plan",
    "PlanSection",
    "ProgrammePeriod",
    "Reading",
    "Recipient",
    "Signatory",
    "SigningPolicy",
    "Slip",
    "TableImport",
    "TableMapping",
    "TableUpload",
]

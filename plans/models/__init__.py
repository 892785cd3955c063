"""Targets by hamlet and commune, programme periods, plan documents with their parts and life, and tables that
came as workbooks."""

from __future__ import annotations

from plans.models.comments import (
    Comment,
)
from plans.models.groups import (
    HouseholdGroup,
    ProspectCount,
)
from plans.models.library import (
    LIBRARY_FIELDS,
    LIBRARY_MODELS,
    LibraryEntry,
    entry_detail,
    library_columns,
)
from plans.models.parts import (
    Duty,
    FundingSource,
    LegalBasis,
    PlanSection,
    Recipient,
    Signatory,
    Slip,
)
from plans.models.plan import (
    DeclaredFigure,
    Plan,
    ProgrammePeriod,
)
from plans.models.projects import (
    Project,
)
from plans.models.reading import (
    Acknowledgement,
    Reading,
)
from plans.models.roadmap import (
    IndicatorTarget,
    RoadmapYear,
)
from plans.models.signing import (
    OfficeHolder,
    SigningPolicy,
)
from plans.models.tables import (
    TableImport,
    TableMapping,
    TableUpload,
)
from plans.models.targets import (
    CommuneTarget,
    HamletTarget,
)

__all__ = [
    "LIBRARY_FIELDS",
    "LIBRARY_MODELS",
    "Acknowledgement",
    "Comment",
    "CommuneTarget",
    "DeclaredFigure",
    "Duty",
    "FundingSource",
    "HamletTarget",
    "HouseholdGroup",
    "IndicatorTarget",
    "LegalBasis",
    "LibraryEntry",
    "OfficeHolder",
    "Plan",
    "PlanSection",
    "ProgrammePeriod",
    "Project",
    "ProspectCount",
    "Reading",
    "Recipient",
    "RoadmapYear",
    "Signatory",
    "SigningPolicy",
    "Slip",
    "TableImport",
    "TableMapping",
    "TableUpload",
    "entry_detail",
    "library_columns",
]

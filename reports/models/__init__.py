"""Models of reports."""

from __future__ import annotations

from reports.models.facts import (
    CapitalEntry,
    Fact,
    FundEntry,
    Guidance,
    IndicatorActual,
    Inspection,
    PeriodFact,
    PolicyResult,
)
from reports.models.periods import (
    DutyReport,
    ReportingPeriod,
)
from reports.models.reports import (
    Report,
)
from reports.models.scenarios import (
    ScenarioShare,
    TargetScenario,
)

__all__ = [
    "CapitalEntry",
    "DutyReport",
    "Fact",
    "FundEntry",
    "Guidance",
    "IndicatorActual",
    "Inspection",
    "PeriodFact",
    "PolicyResult",
    "Report",
    "ReportingPeriod",
    "ScenarioShare",
    "TargetScenario",
]

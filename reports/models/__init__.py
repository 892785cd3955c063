"""Models of reports."""

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
from reports.models.periods import DutyReport, ReportingPeriod
from reports.models.reports import Report

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
]

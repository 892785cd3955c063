"""Models of reports."""

from reports.models.facts import (
    CapitalEntry,
    FundEntry,
    Guidance,
    IndicatorActual,
    Inspection,
    PolicyResult,
)
from reports.models.periods import DutyReport, ReportingPeriod
from reports.models.reports import Report

__all__ = [
    "CapitalEntry",
    "DutyReport",
    "FundEntry",
    "Guidance",
    "IndicatorActual",
    "Inspection",
    "PolicyResult",
    "Report",
    "ReportingPeriod",
]

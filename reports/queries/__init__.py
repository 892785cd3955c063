"""Reads of reports: a year's progress, and what stands behind every figure."""

from reports.queries.progress import (
    HamletProgress,
    Progress,
    progress,
)

__all__ = [
    "HamletProgress",
    "Progress",
    "progress",
]

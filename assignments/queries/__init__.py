"""Reads of who helps whom: the only place that counts help."""

from __future__ import annotations

from assignments.queries.areas import (
    areas_of,
    areas_version,
)

__all__ = [
    "areas_of",
    "areas_version",
]

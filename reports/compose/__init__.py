"""Events of reports in words."""

from __future__ import annotations

from reports.compose.scenarios import scenarios_told

__all__ = ["scenarios_told"]

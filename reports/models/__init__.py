"""Scenarios of what might be asked of hamlets."""

from __future__ import annotations

from reports.models.scenarios import ScenarioShare, TargetScenario

__all__ = ["ScenarioShare", "TargetScenario"]

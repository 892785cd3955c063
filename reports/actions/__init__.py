"""Every write of reports."""

from __future__ import annotations

from reports.actions.roadmaps import roadmap_take
from reports.actions.scenarios import scenario_create, scenario_drop, scenario_take

__all__ = ["roadmap_take", "scenario_create", "scenario_drop", "scenario_take"]

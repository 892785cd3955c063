"""Documents and told events of reports; a part for each."""

from __future__ import annotations

from reports.compose import facts, periods  # noqa: F401  (they register what they tell)
from reports.compose.reminder import (
    reminder,
)
from reports.compose.scenarios import (
    scenarios_told,
)

__all__ = [
    "reminder",
    "scenarios_told",
]

"""Pure rules of reports."""

from __future__ import annotations

from reports.rules.burden import Burden, Fairness, fairness
from reports.rules.spreading import (
    NO_LIMITS,
    SPREAD_RULE_LABELS,
    HamletStock,
    Limits,
    SpreadRule,
    Terms,
    rules_for,
    spread,
)

__all__ = [
    "NO_LIMITS",
    "SPREAD_RULE_LABELS",
    "Burden",
    "Fairness",
    "HamletStock",
    "Limits",
    "SpreadRule",
    "Terms",
    "fairness",
    "rules_for",
    "spread",
]

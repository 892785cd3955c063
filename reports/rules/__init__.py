"""Pure rules of reports: periods, facts that only reports need, progress against targets."""

from reports.rules.facts import (
    CAPITAL_FLOW_LABELS,
    CAPITAL_KIND_LABELS,
    FUND_FLOW_LABELS,
    FUND_LABELS,
    POLICY_LABELS,
    CapitalFlow,
    CapitalKind,
    Fund,
    FundFlow,
    Policy,
)
from reports.rules.periods import PERIOD_KIND_LABELS, PeriodKind

__all__ = [
    "CAPITAL_FLOW_LABELS",
    "CAPITAL_KIND_LABELS",
    "FUND_FLOW_LABELS",
    "FUND_LABELS",
    "PERIOD_KIND_LABELS",
    "POLICY_LABELS",
    "CapitalFlow",
    "CapitalKind",
    "Fund",
    "FundFlow",
    "PeriodKind",
    "Policy",
]

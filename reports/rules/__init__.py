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
from reports.rules.progress import (
    BASIS_LABELS,
    LINE_SELECTIONS,
    OUTCOME_LABELS,
    TREND_LABELS,
    Basis,
    Outcome,
    ProgressLine,
    Trend,
    together,
)

__all__ = [
    "BASIS_LABELS",
    "CAPITAL_FLOW_LABELS",
    "CAPITAL_KIND_LABELS",
    "FUND_FLOW_LABELS",
    "FUND_LABELS",
    "LINE_SELECTIONS",
    "OUTCOME_LABELS",
    "PERIOD_KIND_LABELS",
    "POLICY_LABELS",
    "TREND_LABELS",
    "Basis",
    "CapitalFlow",
    "CapitalKind",
    "Fund",
    "FundFlow",
    "Outcome",
    "PeriodKind",
    "Policy",
    "ProgressLine",
    "Trend",
    "together",
]

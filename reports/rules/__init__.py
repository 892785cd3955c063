"""Pure rules of reports: periods, facts that only reports need, progress against targets."""

from __future__ import annotations

from reports.rules.burden import (Burden, Fairness, fairness,)
from reports.rules.calendar import (Asked, Owed, PERIOD_STATE_LABELS, PeriodProposal, PeriodState, Slot, asked_in_words, closing_date, date_refusals, first_day, owed_for, period_name, period_state, proposals,)
from reports.rules.explaining import (CLASS_KEYS, HOUSEHOLD_LISTS, KeyedFigure, ListKind, Listing, ORIGIN_LABELS, Origin, TOTAL, progress_key,)
from reports.rules.facts import (CAPITAL_FLOW_LABELS, CAPITAL_KIND_LABELS, CapitalFlow, CapitalKind, FUND_FLOW_LABELS, FUND_LABELS, Fund, FundFlow, POLICY_LABELS, Policy,)
from reports.rules.periods import (PERIOD_KIND_LABELS, PeriodKind,)
from reports.rules.progress import (BASIS_LABELS, Basis, LINE_SELECTIONS, OUTCOME_LABELS, Outcome, PERCENT_DECIMALS, ProgressLine, RATE_DECIMALS, TREND_LABELS, Trend, together,)
from reports.rules.spreading import (HamletStock, Limits, NO_LIMITS, SPREAD_RULE_LABELS, SpreadRule, Terms, rules_for, spread,)

__all__ = [
    "Asked",
    "BASIS_LABELS",
    "Basis",
    "Burden",
    "CAPITAL_FLOW_LABELS",
    "CAPITAL_KIND_LABELS",
    "CLASS_KEYS",
    "CapitalFlow",
    "CapitalKind",
    "FUND_FLOW_LABELS",
    "FUND_LABELS",
    "Fairness",
    "Fund",
    "FundFlow",
    "HOUSEHOLD_LISTS",
    "HamletStock",
    "KeyedFigure",
    "LINE_SELECTIONS",
    "Limits",
    "ListKind",
    "Listing",
    "NO_LIMITS",
    "ORIGIN_LABELS",
    "OUTCOME_LABELS",
    "Origin",
    "Outcome",
    "Owed",
    "PERCENT_DECIMALS",
    "PERIOD_KIND_LABELS",
    "PERIOD_STATE_LABELS",
    "POLICY_LABELS",
    "PeriodKind",
    "PeriodProposal",
    "PeriodState",
    "Policy",
    "ProgressLine",
    "RATE_DECIMALS",
    "SPREAD_RULE_LABELS",
    "Slot",
    "SpreadRule",
    "TOTAL",
    "TREND_LABELS",
    "Terms",
    "Trend",
    "asked_in_words",
    "closing_date",
    "date_refusals",
    "fairness",
    "first_day",
    "owed_for",
    "period_name",
    "period_state",
    "progress_key",
    "proposals",
    "rules_for",
    "spread",
    "together",
]

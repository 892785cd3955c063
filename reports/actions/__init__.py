"""Every write of reports."""

from reports.actions.facts import (
    MAX_FACTS,
    fact_change,
    fact_delete,
    fact_record,
    facts_download,
    facts_import,
    indicator_actuals_save,
    policy_results_save,
    results_version,
)
from reports.actions.periods import require_open

__all__ = [
    "MAX_FACTS",
    "fact_change",
    "fact_delete",
    "fact_record",
    "facts_download",
    "facts_import",
    "indicator_actuals_save",
    "policy_results_save",
    "require_open",
    "results_version",
]

"""Every write of reports."""

from __future__ import annotations

from reports.actions.closing import (
    period_close,
    period_reopen,
)
from reports.actions.duty_reports import (
    duty_report_add,
    duty_report_remove,
    duty_report_unsend,
    duty_reports_send,
    duty_reports_take,
    reminder_keep,
)
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
from reports.actions.periods import (
    DATES,
    PeriodContent,
    period_add,
    period_change,
    period_remove,
    periods_add,
    require_open,
)
from reports.actions.reports import (
    report_address,
    report_new,
)
from reports.actions.roadmaps import (
    roadmap_take,
)
from reports.actions.scenarios import (
    scenario_create,
    scenario_drop,
    scenario_take,
)

__all__ = [
    "DATES",
    "MAX_FACTS",
    "PeriodContent",
    "duty_report_add",
    "duty_report_remove",
    "duty_report_unsend",
    "duty_reports_send",
    "duty_reports_take",
    "fact_change",
    "fact_delete",
    "fact_record",
    "facts_download",
    "facts_import",
    "indicator_actuals_save",
    "period_add",
    "period_change",
    "period_close",
    "period_remove",
    "period_reopen",
    "periods_add",
    "policy_results_save",
    "reminder_keep",
    "report_address",
    "report_new",
    "require_open",
    "results_version",
    "roadmap_take",
    "scenario_create",
    "scenario_drop",
    "scenario_take",
]

"""Every write of reports."""

from reports.actions.closing import period_close, period_reopen
from reports.actions.duty_reports import (
    duty_report_add,
    duty_report_remove,
    duty_report_unsend,
    duty_reports_send,
    duty_reports_take,
    reminder_keep,
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
from reports.actions.reports import report_address, report_new

__all__ = [
    "DATES",
    "PeriodContent",
    "duty_report_add",
    "duty_report_remove",
    "duty_report_unsend",
    "duty_reports_send",
    "duty_reports_take",
    "period_add",
    "period_change",
    "period_close",
    "period_remove",
    "period_reopen",
    "periods_add",
    "reminder_keep",
    "report_address",
    "report_new",
    "require_open",
]

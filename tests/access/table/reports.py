"""Addresses of reports, of what they need, and of what targets might be."""

from __future__ import annotations

from tests.access.readers import LEADER, NOBODY, OFFICER, UNIT, WATCHERS, Access

REPORTS: Access = {
    # what targets might be
    "reports:scenarios": (UNIT, NOBODY),
    "reports:scenario_new": (OFFICER, OFFICER),
    "reports:scenario_take": (NOBODY, OFFICER),
    "reports:scenario_drop": (NOBODY, OFFICER),
    "reports:roadmap": (UNIT, OFFICER),
    # what came of a year
    "reports:dashboard": (WATCHERS, NOBODY),
    "reports:dashboard_pdf": (WATCHERS, NOBODY),
    "reports:commendation": ({"officer", "leader"}, NOBODY),
    "reports:commendation_pdf": ({"officer", "leader"}, NOBODY),
    # where figures come from
    "reports:figure": (UNIT, NOBODY),
    # reporting calendar, who has sent
    "reports:reports": (UNIT, NOBODY),
    "reports:report_new": (NOBODY, OFFICER),
    "reports:report_addressees": (OFFICER, OFFICER),
    "reports:periods": (UNIT, NOBODY),
    "reports:periods_propose": (OFFICER, OFFICER),
    "reports:period_new": (OFFICER, OFFICER),
    "reports:period": (UNIT, NOBODY),
    "reports:period_edit": (OFFICER, OFFICER),
    "reports:period_remove": (NOBODY, OFFICER),
    "reports:period_close": (NOBODY, OFFICER),
    "reports:period_reopen": (LEADER, LEADER),
    "reports:duty_reports_take": (NOBODY, OFFICER),
    "reports:duty_report_add": (OFFICER, OFFICER),
    "reports:duty_reports_send": (NOBODY, OFFICER),
    "reports:duty_report_unsend": (NOBODY, OFFICER),
    "reports:duty_report_remove": (NOBODY, OFFICER),
    "reports:reminder": (UNIT, NOBODY),
    "reports:reminder_html": (UNIT, NOBODY),
    # what reports need and nobody else keeps
    "reports:facts": (UNIT, NOBODY),
    "reports:fact_list": (UNIT, OFFICER),
    "reports:fact_edit": (OFFICER, OFFICER),
    "reports:fact_delete": (NOBODY, OFFICER),
    "reports:facts_file": (UNIT, NOBODY),
    "reports:facts_template": (UNIT, NOBODY),
    "reports:facts_upload": (OFFICER, OFFICER),
    "reports:facts_confirm": (NOBODY, OFFICER),
    "reports:policy_results": (OFFICER, OFFICER),
    "reports:indicator_actuals": (OFFICER, OFFICER),
}

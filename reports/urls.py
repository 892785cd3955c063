"""Addresses of reports, below "bao-cao/"."""

from django.urls import path

from reports.views import (
    commendation,
    dashboard,
    explaining,
    facts,
    papers,
    periods,
    results,
    roadmaps,
    scenarios,
    sending,
)

app_name = "reports"
FACTS = "xa/<int:unit_id>/<year:year>/so-lieu/<slug:kind>"
urlpatterns = [
    # reports
    path("xa/<int:unit_id>/<year:year>/", papers.report_page, name="reports"),
    path("ky/<int:period_id>/lap-bao-cao/", papers.report_new, name="report_new"),
    path("<slug:slug>/kinh-gui/", papers.report_addressees, name="report_addressees"),
    # figures
    path("xa/<int:unit_id>/<year:year>/so/<str:key>/", explaining.figure_page, name="figure"),
    # calendar
    path("xa/<int:unit_id>/<year:year>/lich/", periods.calendar, name="periods"),
    path("xa/<int:unit_id>/<year:year>/lich/lap/", periods.propose, name="periods_propose"),
    path("xa/<int:unit_id>/<year:year>/lich/dot-xuat/", periods.new, name="period_new"),
    path("ky/<int:period_id>/", sending.period, name="period"),
    path("ky/<int:period_id>/sua/", periods.edit, name="period_edit"),
    path("ky/<int:period_id>/bo/", periods.remove, name="period_remove"),
    path("ky/<int:period_id>/khoa/", periods.close, name="period_close"),
    path("ky/<int:period_id>/mo-lai/", periods.reopen, name="period_reopen"),
    path("ky/<int:period_id>/cap-nhat/", sending.take, name="duty_reports_take"),
    path("ky/<int:period_id>/them-don-vi/", sending.add, name="duty_report_add"),
    path("ky/<int:period_id>/da-gui/", sending.send, name="duty_reports_send"),
    path("ky/<int:period_id>/chua-gui/<int:duty_report_id>/", sending.unsend, name="duty_report_unsend"),
    path("ky/<int:period_id>/bo-don-vi/<int:duty_report_id>/", sending.drop, name="duty_report_remove"),
    path("ky/<int:period_id>/nhac/<paper:format>/", sending.reminder_paper, name="reminder"),
    path("ky/<int:period_id>/nhac/html/", sending.reminder_page, name="reminder_html"),
    # what reports need and nobody else keeps
    path("xa/<int:unit_id>/<year:year>/so-lieu/", facts.facts, name="facts"),
    path(f"{FACTS}/", facts.fact_list, name="fact_list"),
    path(f"{FACTS}/<int:fact_id>/", facts.fact_edit, name="fact_edit"),
    path(f"{FACTS}/<int:fact_id>/xoa/", facts.fact_delete, name="fact_delete"),
    path(f"{FACTS}/excel/", facts.facts_file, name="facts_file"),
    path(f"{FACTS}/excel/mau/", facts.facts_file, {"blank": True}, name="facts_template"),
    path(f"{FACTS}/nhap/", facts.facts_upload, name="facts_upload"),
    path(f"{FACTS}/nhap/ghi/", facts.facts_confirm, name="facts_confirm"),
    path("ky/<int:period_id>/chinh-sach/", results.policy_results, name="policy_results"),
    path("ky/<int:period_id>/tung-chi-tieu/", results.indicator_actuals, name="indicator_actuals"),
    path("xa/<int:unit_id>/<year:year>/phuong-an/", scenarios.scenarios, name="scenarios"),
    path("xa/<int:unit_id>/<year:year>/phuong-an/moi/", scenarios.scenario_new, name="scenario_new"),
    path("phuong-an/<int:scenario_id>/lay/", scenarios.take, name="scenario_take"),
    path("phuong-an/<int:scenario_id>/bo/", scenarios.drop, name="scenario_drop"),
    path("ke-hoach/<slug:slug>/lo-trinh/", roadmaps.roadmap, name="roadmap"),
    # what came of a year
    path("xa/<int:unit_id>/<year:year>/theo-doi/", dashboard.dashboard, name="dashboard"),
    path("xa/<int:unit_id>/<year:year>/theo-doi/in/", dashboard.dashboard_pdf, name="dashboard_pdf"),
    path("xa/<int:unit_id>/<year:year>/khen-thuong/", commendation.commendation, name="commendation"),
    path(
        "xa/<int:unit_id>/<year:year>/khen-thuong/in/", commendation.commendation_pdf, name="commendation_pdf"
    ),
]

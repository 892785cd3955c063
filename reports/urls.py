"""Addresses of reports, below "bao-cao/"."""

from django.urls import path

from reports.views import explaining, papers, periods, sending

app_name = "reports"
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
]

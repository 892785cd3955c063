"""Addresses of all apps."""

from django.urls import include, path, register_converter

from povertyplan.common.converters import PaperConverter, YearConverter

register_converter(PaperConverter, "paper")
register_converter(YearConverter, "year")

urlpatterns = [
    path("", include("povertyplan.common.health")),
    path("", include("povertyplan.accounts.urls")),
    path("", include("povertyplan.common.guide")),
    path("", include("povertyplan.jobs.urls")),
    path("", include("households.urls")),
    path("", include("assignments.urls")),
    path("", include("plans.urls")),
    path("bao-cao/", include("reports.urls")),
]
handler400 = "povertyplan.common.failures.bad_request"
handler403 = "plans.views.refusing.permission_denied"
handler500 = "povertyplan.common.failures.server_error"

"""Addresses of all apps."""

from django.urls import include, path

urlpatterns = [
    path("", include("povertyplan.accounts.urls")),
    path("", include("households.urls")),
    path("", include("assignments.urls")),
    path("", include("plans.urls")),
]

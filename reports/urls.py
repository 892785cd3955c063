from django.urls import path

from reports.views import commendation, dashboard, explaining

app_name = "reports"
urlpatterns = [
    path("bao-cao/xa/<int:unit_id>/<year:year>/so/<str:key>/", explaining.figure_page, name="figure"),
    # what came of a year
    path("bao-cao/xa/<int:unit_id>/<year:year>/", dashboard.dashboard, name="dashboard"),
    path("bao-cao/xa/<int:unit_id>/<year:year>/in/", dashboard.dashboard_pdf, name="dashboard_pdf"),
    path("bao-cao/xa/<int:unit_id>/<year:year>/khen-thuong/", commendation.commendation, name="commendation"),
    path(
        "bao-cao/xa/<int:unit_id>/<year:year>/khen-thuong/in/",
        commendation.commendation_pdf,
        name="commendation_pdf",
    ),
]

from django.urls import path

from reports.views import explaining

app_name = "reports"
urlpatterns = [
    path("bao-cao/xa/<int:unit_id>/<year:year>/so/<str:key>/", explaining.figure_page, name="figure"),
]

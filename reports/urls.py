from django.urls import path

from reports.views import roadmaps, scenarios

app_name = "reports"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phuong-an/", scenarios.scenarios, name="scenarios"),
    path("xa/<int:unit_id>/<year:year>/phuong-an/moi/", scenarios.scenario_new, name="scenario_new"),
    path("phuong-an/<int:scenario_id>/lay/", scenarios.take, name="scenario_take"),
    path("phuong-an/<int:scenario_id>/bo/", scenarios.drop, name="scenario_drop"),
    path("ke-hoach/<slug:slug>/lo-trinh/", roadmaps.roadmap, name="roadmap"),
]

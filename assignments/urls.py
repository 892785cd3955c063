from django.urls import path

from assignments.views import areas, visits

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
    path("tham/<int:household_id>/", visits.visit, name="visit"),
    path("tham/gui/", visits.receive, name="visits_receive"),
]

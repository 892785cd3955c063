from django.urls import path

from assignments.views import areas

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
    path("xa/<int:unit_id>/<year:year>/ban-chi-dao/", areas.committee, name="committee"),
]

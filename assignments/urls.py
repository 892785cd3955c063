from django.urls import path

from assignments import views

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", views.areas, name="areas"),
]

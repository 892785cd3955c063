from django.urls import path

from povertyplan.jobs import views

app_name = "jobs"
urlpatterns = [
    path("viec/", views.jobs, name="jobs"),
    path("viec/<int:job_id>/", views.job, name="job"),
    path("viec/<int:job_id>/dung/", views.cancel, name="cancel"),
    path("viec/<int:job_id>/ket-qua/", views.result, name="result"),
]

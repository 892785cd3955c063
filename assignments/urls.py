from django.urls import path

from assignments.views import areas, endangered, prospects, registrations

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
    path("xa/<int:unit_id>/<year:year>/ban-chi-dao/", areas.committee, name="committee"),
    # who is expected to leave poverty, who is in danger of it
    path("xa/<int:unit_id>/<year:year>/thoat-ngheo/", prospects.prospects, name="prospects"),
    path("xa/<int:unit_id>/<year:year>/thoat-ngheo/thon/", prospects.place, name="prospects_place"),
    path("xa/<int:unit_id>/<year:year>/thoat-ngheo/de-nghi/", prospects.proposals, name="prospect_proposals"),
    path("xa/<int:unit_id>/<year:year>/thoat-ngheo/<int:prospect_id>/", prospects.prospect, name="prospect"),
    path(
        "xa/<int:unit_id>/<year:year>/thoat-ngheo/<int:prospect_id>/bo/", prospects.drop, name="prospect_drop"
    ),
    path(
        "xa/<int:unit_id>/<year:year>/thoat-ngheo/dang-ky/",
        registrations.registration_list,
        name="registrations",
    ),
    path(
        "xa/<int:unit_id>/<year:year>/thoat-ngheo/dang-ky/<int:household_id>/",
        registrations.registration,
        name="registration",
    ),
    path("xa/<int:unit_id>/<year:year>/thoat-ngheo/nguy-co/", endangered.endangered_list, name="endangered"),
    path(
        "xa/<int:unit_id>/<year:year>/thoat-ngheo/nguy-co/ho/<int:household_id>/",
        endangered.name,
        name="endangered_name",
    ),
    path(
        "xa/<int:unit_id>/<year:year>/thoat-ngheo/nguy-co/<int:endangered_id>/bo/",
        endangered.drop,
        name="endangered_drop",
    ),
]

from django.urls import path

from households import views

app_name = "households"
urlpatterns = [
    path("", views.home, name="home"),
    path("bat-dau/", views.first_start, name="first_start"),
    path("xa/", views.commune_list, name="commune_list"),
    path("chon-xa/", views.unit_choose, name="unit_choose"),
    path("chon-xa/<int:unit_id>/", views.commune_start, name="commune_start"),
    path("xa/<int:unit_id>/thon/", views.hamlets, name="hamlets"),
]

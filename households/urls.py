from django.urls import path

from households.views import log, places

app_name = "households"
urlpatterns = [
    path("", places.home, name="home"),
    path("bat-dau/", places.first_start, name="first_start"),
    path("xa/", places.commune_list, name="commune_list"),
    path("chon-xa/", places.unit_choose, name="unit_choose"),
    path("chon-xa/<int:unit_id>/", places.commune_start, name="commune_start"),
    path("xa/<int:unit_id>/thon/", places.hamlets, name="hamlets"),
    path("xa/<int:unit_id>/nhat-ky/", log.log, name="log"),
]

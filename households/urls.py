from django.urls import path

from households.views import imports, log, people, places

app_name = "households"
urlpatterns = [
    path("", places.home, name="home"),
    path("bat-dau/", places.first_start, name="first_start"),
    path("xa/", places.commune_list, name="commune_list"),
    path("chon-xa/", places.unit_choose, name="unit_choose"),
    path("chon-xa/<int:unit_id>/", places.commune_start, name="commune_start"),
    path("xa/<int:unit_id>/thon/", places.hamlets, name="hamlets"),
    path("xa/<int:unit_id>/nhat-ky/", log.log, name="log"),
    path("xa/<int:unit_id>/ho/excel/", imports.register_upload, name="register_upload"),
    path("xa/<int:unit_id>/ho/excel/tai/", imports.register_file, name="register_file"),
    path("xa/<int:unit_id>/ho/excel/xem/", imports.register_look, name="register_preview"),
    path("xa/<int:unit_id>/ho/excel/ghi/", imports.register_confirm, name="register_confirm"),
    path("xa/<int:unit_id>/ho/excel/bo/", imports.register_drop, name="register_drop"),
    path("xa/<int:unit_id>/ho/excel/hoan-tac/", imports.register_undo, name="register_undo"),
    path("nguoi-dung/", people.users, name="users"),
    path("nguoi-dung/moi/", people.user_new, name="user_new"),
    path("nguoi-dung/<int:user_id>/", people.user, name="user"),
    path("nguoi-dung/<int:user_id>/mat-khau/", people.user_password, name="user_password"),
    path("nguoi-dung/<int:user_id>/vai-tro/", people.membership_new, name="membership_new"),
    path("vai-tro/<int:membership_id>/thoi/", people.membership_end, name="membership_end"),
    path("vai-tro/<int:membership_id>/chuyen/", people.membership_move, name="membership_move"),
]

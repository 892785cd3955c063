from django.urls import path

from households.views import log, people, places, reviewed, round_tables

app_name = "households"
urlpatterns = [
    path("", places.home, name="home"),
    path("bat-dau/", places.first_start, name="first_start"),
    path("xa/", places.commune_list, name="commune_list"),
    path("chon-xa/", places.unit_choose, name="unit_choose"),
    path("chon-xa/<int:unit_id>/", places.commune_start, name="commune_start"),
    path("xa/<int:unit_id>/thon/", places.hamlets, name="hamlets"),
    path("xa/<int:unit_id>/nhat-ky/", log.log, name="log"),
    path("nguoi-dung/", people.users, name="users"),
    path("nguoi-dung/moi/", people.user_new, name="user_new"),
    path("nguoi-dung/<int:user_id>/", people.user, name="user"),
    path("nguoi-dung/<int:user_id>/mat-khau/", people.user_password, name="user_password"),
    path("nguoi-dung/<int:user_id>/vai-tro/", people.membership_new, name="membership_new"),
    path("vai-tro/<int:membership_id>/thoi/", people.membership_end, name="membership_end"),
    path("vai-tro/<int:membership_id>/chuyen/", people.membership_move, name="membership_move"),
    path("ra-soat/<int:round_id>/danh-sach/", reviewed.reviewed_list, name="reviewed"),
    path("ra-soat/<int:round_id>/danh-sach/excel/", reviewed.reviewed_excel, name="reviewed_excel"),
    path("ra-soat/<int:round_id>/danh-sach/pdf/", reviewed.reviewed_pdf, name="reviewed_pdf"),
    path("ra-soat/<int:round_id>/bieu/", round_tables.tables, name="round_tables"),
    path("ra-soat/<int:round_id>/bieu/excel/", round_tables.tables_excel, name="round_tables_excel"),
    path("ra-soat/<int:round_id>/bieu/pdf/", round_tables.tables_pdf, name="round_tables_pdf"),
    path("ra-soat/<int:round_id>/bieu/<int:number>/", round_tables.table, name="round_table"),
    path(
        "ra-soat/<int:round_id>/bieu/<int:number>/excel/", round_tables.tables_excel, name="round_table_excel"
    ),
    path("ra-soat/<int:round_id>/bieu/<int:number>/pdf/", round_tables.tables_pdf, name="round_table_pdf"),
]

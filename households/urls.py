from django.urls import path

from households.views import checks, lineage, log, papers, people, places

app_name = "households"
urlpatterns = [
    path("", places.home, name="home"),
    path("bat-dau/", places.first_start, name="first_start"),
    path("xa/", places.commune_list, name="commune_list"),
    path("chon-xa/", places.unit_choose, name="unit_choose"),
    path("chon-xa/<int:unit_id>/", places.commune_start, name="commune_start"),
    path("xa/<int:unit_id>/thon/", places.hamlets, name="hamlets"),
    path("xa/<int:unit_id>/nhat-ky/", log.log, name="log"),
    path("xa/<int:unit_id>/thon/thay-doi/", lineage.changes, name="hamlet_changes"),
    path("xa/<int:unit_id>/thon/nhap/", lineage.join, name="hamlets_join"),
    path("xa/<int:unit_id>/thon/tach/", lineage.split, name="hamlet_split"),
    path("xa/<int:unit_id>/thon/<int:hamlet_id>/phan-ho/", lineage.allot, name="hamlet_allot"),
    path("xa/<int:unit_id>/thon/<int:hamlet_id>/phan-ho/ghi/", lineage.allot_save, name="hamlet_allot_save"),
    path("xa/<int:unit_id>/kiem-tra-du-lieu/", checks.data_check, name="data_check"),
    path("nguoi-dung/", people.users, name="users"),
    path("nguoi-dung/moi/", people.user_new, name="user_new"),
    path("nguoi-dung/<int:user_id>/", people.user, name="user"),
    path("nguoi-dung/<int:user_id>/mat-khau/", people.user_password, name="user_password"),
    path("nguoi-dung/<int:user_id>/vai-tro/", people.membership_new, name="membership_new"),
    path("vai-tro/<int:membership_id>/thoi/", people.membership_end, name="membership_end"),
    path("vai-tro/<int:membership_id>/chuyen/", people.membership_move, name="membership_move"),
    path("ra-soat/<int:round_id>/van-ban/", papers.papers, name="papers"),
    path(
        "ra-soat/<int:round_id>/van-ban/quyet-dinh.<paper:format>",
        papers.paper,
        {"name": "quyet-dinh"},
        name="decision",
    ),
    path(
        "ra-soat/<int:round_id>/van-ban/niem-yet.<paper:format>",
        papers.paper,
        {"name": "niem-yet"},
        name="posting",
    ),
    path(
        "ra-soat/<int:round_id>/van-ban/thon/<int:hamlet_id>/niem-yet.<paper:format>",
        papers.hamlet_paper,
        {"name": "niem-yet"},
        name="hamlet_posting",
    ),
    path(
        "ra-soat/<int:round_id>/van-ban/thon/<int:hamlet_id>/bien-ban.<paper:format>",
        papers.hamlet_paper,
        {"name": "bien-ban"},
        name="minutes",
    ),
    path(
        "ra-soat/<int:round_id>/van-ban/thon/<int:hamlet_id>/phieu.pdf",
        papers.hamlet_paper,
        {"name": "phieu", "format": "pdf"},
        name="survey_sheets",
    ),
    path(
        "ra-soat/<int:round_id>/van-ban/thon/<int:hamlet_id>/giay-chung-nhan.pdf",
        papers.hamlet_paper,
        {"name": "giay-chung-nhan", "format": "pdf"},
        name="certificates",
    ),
]

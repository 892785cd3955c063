from django.urls import path

from households.views import checks, duplicates, life, lineage, log, papers, people, places, register

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
    # the register
    path("xa/<int:unit_id>/ho/", register.household_list, name="household_list"),
    path("xa/<int:unit_id>/ho/moi/", register.household_new, name="household_new"),
    path("xa/<int:unit_id>/ho/trung/", duplicates.duplicates, name="duplicates"),
    path("ho/<int:household_id>/", register.household, name="household"),
    path("ho/<int:household_id>/sua/", register.household_edit, name="household_edit"),
    path("ho/<int:household_id>/tach/", life.household_split, name="household_split"),
    path("ho/<int:household_id>/nhap/", life.household_merge, name="household_merge"),
    path("ho/<int:household_id>/chuyen-thon/", life.household_move, name="household_move"),
    path("ho/<int:household_id>/thoi-quan-ly/", life.household_end, name="household_end"),
    path("ho/<int:household_id>/doi-chu-ho/", life.head_change, name="head_change"),
    path("ho/<int:household_id>/them-nguoi/", life.member_join, name="member_join"),
    path("ho/<int:household_id>/bot-nguoi/", life.member_leave, name="member_leave"),
    path(
        "ho/<int:household_id>/nhan-khau/<uuid:member_id>/so/", register.member_number, name="member_number"
    ),
]

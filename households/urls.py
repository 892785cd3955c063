from django.urls import path

from households.views import hearings, log, people, places, requests, reviews, rounds

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
    # review rounds
    path("xa/<int:unit_id>/ra-soat/", rounds.rounds, name="rounds"),
    path("xa/<int:unit_id>/ra-soat/moi/", rounds.round_new, name="round_new"),
    path("xa/<int:unit_id>/ra-soat/de-nghi/", requests.review_requests, name="review_requests"),
    path("ra-soat/de-nghi/<int:request_id>/", requests.review_request, name="review_request"),
    path("ra-soat/cua-toi/", reviews.my_reviews, name="my_reviews"),
    path("ra-soat/<int:round_id>/", rounds.round, name="round"),
    path("ra-soat/<int:round_id>/lap-danh-sach/", rounds.round_list, name="round_list"),
    path("ra-soat/<int:round_id>/them-ho/", rounds.round_add, name="round_add"),
    path("ra-soat/<int:round_id>/chuyen-buoc/", rounds.round_advance, name="round_advance"),
    path("ra-soat/<int:round_id>/quay-lai/", rounds.round_reopen, name="round_reopen"),
    path("ra-soat/<int:round_id>/quyet-dinh/", rounds.round_decide, name="round_decide"),
    path("ra-soat/<int:round_id>/khoa-so/", rounds.round_close, name="round_close"),
    path("ra-soat/<int:round_id>/niem-yet/", hearings.postings, name="postings"),
    path("ra-soat/<int:round_id>/thon/<int:hamlet_id>/", rounds.hamlet_reviews_page, name="hamlet_reviews"),
    path("ra-soat/<int:round_id>/thon/<int:hamlet_id>/hop-dan/", hearings.meetings, name="meetings"),
    path("ra-soat/kien-nghi/<int:complaint_id>/", hearings.complaint, name="complaint"),
    path("ket-qua/<int:review_id>/", reviews.review, name="review"),
    path("ket-qua/<int:review_id>/khong-doi/", reviews.review_unchanged, name="review_unchanged"),
    path("ket-qua/<int:review_id>/kien-nghi/", hearings.complaint_new, name="complaint_new"),
]

from django.urls import path

from assignments.views import agencies, areas, blocks, difficulties, members, my_agency

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
    # agencies, who signs in for them, blocks
    path("xa/<int:unit_id>/co-quan/", agencies.agencies, name="agencies"),
    path("xa/<int:unit_id>/co-quan/moi/", agencies.agency_new, name="agency_new"),
    path("xa/<int:unit_id>/co-quan/tai/", agencies.agencies_file, name="agencies_file"),
    path(
        "xa/<int:unit_id>/co-quan/tai/mau/", agencies.agencies_file, {"blank": True}, name="agencies_template"
    ),
    path("xa/<int:unit_id>/co-quan/excel/", agencies.agencies_upload, name="agencies_upload"),
    path("xa/<int:unit_id>/co-quan/excel/ghi/", agencies.agencies_confirm, name="agencies_confirm"),
    path("xa/<int:unit_id>/co-quan/<int:agency_id>/", agencies.agency, name="agency"),
    path("xa/<int:unit_id>/co-quan/<int:agency_id>/sua/", agencies.agency_edit, name="agency_edit"),
    path("xa/<int:unit_id>/co-quan/<int:agency_id>/thoi/", agencies.agency_end, name="agency_end"),
    path("xa/<int:unit_id>/co-quan/<int:agency_id>/nguoi/", members.member_new, name="agency_member_new"),
    path(
        "xa/<int:unit_id>/co-quan/<int:agency_id>/nguoi/<int:agency_membership_id>/thoi/",
        members.member_end,
        name="agency_member_end",
    ),
    path("xa/<int:unit_id>/<year:year>/khoi/", blocks.blocks, name="blocks"),
    path("xa/<int:unit_id>/<year:year>/khoi/lay/", blocks.blocks_last, name="blocks_last"),
    path("co-quan-toi/", my_agency.my_agency, name="my_agency"),
    # difficulties and proposals
    path("xa/<int:unit_id>/kien-nghi/", difficulties.difficulties, name="difficulties"),
    path("kien-nghi/", difficulties.difficulties_mine, name="difficulties_mine"),
    path("kien-nghi/moi/", difficulties.difficulty_new, name="difficulty_new"),
    path("kien-nghi/<int:difficulty_id>/", difficulties.difficulty, name="difficulty"),
    path("kien-nghi/<int:difficulty_id>/dong/", difficulties.difficulty_close, name="difficulty_close"),
]

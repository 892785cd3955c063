from django.urls import path

from assignments.views import (
    agencies,
    appendices,
    areas,
    assignments,
    blocks,
    board,
    difficulties,
    endangered,
    follow_up,
    imports,
    members,
    naming,
    overview,
    proposal,
    prospects,
    registrations,
    reports,
    support,
    visits,
)
from assignments.views import support_lists as lists

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
    # difficulties and proposals
    path("xa/<int:unit_id>/kien-nghi/", difficulties.difficulties, name="difficulties"),
    path("kien-nghi/", difficulties.difficulties_mine, name="difficulties_mine"),
    path("kien-nghi/moi/", difficulties.difficulty_new, name="difficulty_new"),
    path("kien-nghi/<int:difficulty_id>/", difficulties.difficulty, name="difficulty"),
    path("kien-nghi/<int:difficulty_id>/dong/", difficulties.difficulty_close, name="difficulty_close"),
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
    path("xa/<int:unit_id>/<year:year>/phan-cong/", overview.assignment_overview, name="overview"),
    path("xa/<int:unit_id>/<year:year>/giup-do/", board.assignment_board, name="board"),
    path("xa/<int:unit_id>/<year:year>/giup-do/de-xuat/", proposal.assignment_proposal, name="proposal"),
    path("xa/<int:unit_id>/<year:year>/giup-do/nhap/", imports.assignment_import, name="import"),
    path("giup-do/<int:assignment_id>/", assignments.assignment, name="assignment"),
    path("giup-do/<int:assignment_id>/rut/", assignments.withdraw, name="assignment_withdraw"),
    # support
    path("ho/<int:household_id>/giup-do/", support.household_help_page, name="household_help"),
    path("ho/<int:household_id>/ho-tro/them/", support.support_new, name="support_new"),
    path("ho-tro/<int:item_id>/", support.support, name="support"),
    path("ho-tro/<int:item_id>/trao/", support.support_give, name="support_give"),
    path("ho-tro/<int:item_id>/bo/", support.support_withdraw, name="support_withdraw"),
    path("ho-tro/<int:item_id>/anh/", support.proof_add, name="proof_add"),
    path("ho-tro/anh/<int:proof_id>/", support.proof, name="proof"),
    path("ho-tro/anh/<int:proof_id>/bo/", support.proof_remove, name="proof_remove"),
    path("xa/<int:unit_id>/<year:year>/ho-tro/", lists.support_of_the_year, name="support_list"),
    path("xa/<int:unit_id>/<year:year>/ho-tro/excel/", lists.support_excel, name="support_excel"),
    path("xa/<int:unit_id>/<year:year>/cong-khai/", lists.disclosure, name="disclosure"),
    path("xa/<int:unit_id>/<year:year>/cong-khai/pdf/", lists.disclosure_pdf, name="disclosure_pdf"),
    path("xa/<int:unit_id>/<year:year>/cong-khai/excel/", lists.disclosure_excel, name="disclosure_excel"),
    # what agencies see and tell, follow-up, appendices
    path("co-quan-toi/", reports.my_agency, name="my_agency"),
    path("co-quan-toi/<int:assignment_id>/", reports.agency_assignment, name="agency_assignment"),
    path("co-quan-toi/<int:assignment_id>/ket-qua/", reports.result, name="result"),
    path("co-quan-toi/<int:assignment_id>/thong-nhat/", reports.scheme_agree, name="scheme_agree"),
    path("xa/<int:unit_id>/<year:year>/theo-doi/", follow_up.year_follow_up, name="follow_up"),
    path("tham/<int:visit_id>/da-xu-ly/", follow_up.visit_attend, name="visit_attend"),
    path("xa/<int:unit_id>/<year:year>/phu-luc/", appendices.appendices, name="appendices"),
    path("xa/<int:unit_id>/<year:year>/phu-luc/pdf/", appendices.appendices_pdf, name="appendices_pdf"),
    path("xa/<int:unit_id>/<year:year>/phu-luc/word/", appendices.appendices_word, name="appendices_word"),
    path("xa/<int:unit_id>/<year:year>/phu-luc/excel/", appendices.appendices_excel, name="appendices_excel"),
    path("tham/<int:household_id>/", visits.visit, name="visit"),
    path("ho/<int:household_id>/neu/", naming.name, name="household_name"),
    path("tham/gui/", visits.receive, name="visits_receive"),
]

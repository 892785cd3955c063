from django.urls import path

from assignments.views import areas, assignments, board, imports, overview, proposal

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
    path("xa/<int:unit_id>/<year:year>/phan-cong/", overview.assignment_overview, name="overview"),
    path("xa/<int:unit_id>/<year:year>/giup-do/", board.assignment_board, name="board"),
    path("xa/<int:unit_id>/<year:year>/giup-do/de-xuat/", proposal.assignment_proposal, name="proposal"),
    path("xa/<int:unit_id>/<year:year>/giup-do/nhap/", imports.assignment_import, name="import"),
    path("giup-do/<int:assignment_id>/", assignments.assignment, name="assignment"),
    path("giup-do/<int:assignment_id>/rut/", assignments.withdraw, name="assignment_withdraw"),
]

from django.urls import path

from assignments.views import appendices, areas, follow_up, reports

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
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
]

from django.urls import path

from assignments.views import areas, support
from assignments.views import support_lists as lists

app_name = "assignments"
urlpatterns = [
    path("xa/<int:unit_id>/<year:year>/phu-trach/", areas.areas, name="areas"),
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
]

from django.urls import path

from plans.views import acknowledging, document, grid, hamlets, lists, summary, targets, writing, year

app_name = "plans"
urlpatterns = [
    path("thon-cua-toi/", hamlets.my_hamlets, name="my_hamlets"),
    path("xa/<int:unit_id>/", year.unit, name="unit"),
    path("xa/<int:unit_id>/<year:year>/", year.year, name="year"),
    path("xa/<int:unit_id>/<year:year>/so-lieu/", grid.grid, name="grid"),
    path("xa/<int:unit_id>/<year:year>/chi-tieu/", targets.targets, name="targets"),
    path("xa/<int:unit_id>/<year:year>/ke-hoach/", year.plan_list, name="plan_list"),
    path("xa/<int:unit_id>/<year:year>/ke-hoach/moi/", year.plan_new, name="plan_new"),
    path("ke-hoach/<slug:slug>/", document.plan, name="plan"),
    path("ke-hoach/<slug:slug>/tom-tat/", summary.summary, name="plan_summary"),
    path("ke-hoach/<slug:slug>/pdf/", document.plan_pdf, name="plan_pdf"),
    path("ke-hoach/<slug:slug>/word/", document.plan_docx, name="plan_docx"),
    path("ke-hoach/<slug:slug>/trinh/", document.submit, name="plan_submit"),
    path("ke-hoach/<slug:slug>/duyet/", document.approve, name="plan_approve"),
    path("ke-hoach/<slug:slug>/tra-lai/", document.give_back, name="plan_return"),
    path("ke-hoach/<slug:slug>/ly-do/", acknowledging.acknowledge, name="finding_acknowledge"),
    path("ke-hoach/<slug:slug>/ly-do/bo/", acknowledging.withdraw, name="acknowledgement_withdraw"),
    path("ke-hoach/<slug:slug>/so-cong-bo/", grid.withdraw, name="declared_withdraw"),
    path("ke-hoach/<slug:slug>/soan/", writing.plan_edit, name="plan_edit"),
    path("ke-hoach/<slug:slug>/thong-tin/", writing.plan_head, name="plan_head"),
    path("ke-hoach/<slug:slug>/muc/them/", writing.section_add, name="section_add"),
    path("ke-hoach/<slug:slug>/muc/<int:section_id>/", writing.section, name="section"),
    path("ke-hoach/<slug:slug>/muc/<int:section_id>/chuyen/", writing.section_move, name="section_move"),
    path("ke-hoach/<slug:slug>/muc/<int:section_id>/xoa/", writing.section_delete, name="section_delete"),
    path("ke-hoach/<slug:slug>/can-cu/", lists.bases, name="bases"),
    path("ke-hoach/<slug:slug>/to-chuc/", lists.duties, name="duties"),
    path("ke-hoach/<slug:slug>/kinh-phi/", lists.funding, name="funding"),
    path("ke-hoach/<slug:slug>/noi-nhan/", lists.recipients, name="recipients"),
    path("ke-hoach/<slug:slug>/nguoi-ky/", lists.signatory, name="signatory"),
]

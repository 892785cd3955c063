from django.urls import path

from reports.views import facts, results

app_name = "reports"
YEAR = "bao-cao/xa/<int:unit_id>/<year:year>"
FACTS = f"{YEAR}/so-lieu/<slug:kind>"
urlpatterns = [
    path(f"{YEAR}/so-lieu/", facts.facts, name="facts"),
    path(f"{FACTS}/", facts.fact_list, name="fact_list"),
    path(f"{FACTS}/<int:fact_id>/", facts.fact_edit, name="fact_edit"),
    path(f"{FACTS}/<int:fact_id>/xoa/", facts.fact_delete, name="fact_delete"),
    path(f"{FACTS}/excel/", facts.facts_file, name="facts_file"),
    path(f"{FACTS}/excel/mau/", facts.facts_file, {"blank": True}, name="facts_template"),
    path(f"{FACTS}/nhap/", facts.facts_upload, name="facts_upload"),
    path(f"{FACTS}/nhap/ghi/", facts.facts_confirm, name="facts_confirm"),
    path("bao-cao/ky/<int:period_id>/chinh-sach/", results.policy_results, name="policy_results"),
    path("bao-cao/ky/<int:period_id>/chi-tieu/", results.indicator_actuals, name="indicator_actuals"),
]

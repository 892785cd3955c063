"""Findings by level, the first ten of each."""

from __future__ import annotations

from plans.models import PlanSection
from tests.factories import small_plan
from tests.plans.summary.shared import acknowledge, section, shown


def test_findings_are_listed_by_level_with_reasons_the_first_ten_of_each(plan, leader):
    acknowledge(leader, plan, 1)
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(
        body="\n".join(f"Năm {year}." for year in range(2000, 2012))
    )

    text = shown(leader, plan)
    said = section(text, "findings")

    assert said.startswith("15 điểm chưa khớp 2 lỗi 1 đã có lý do ")
    assert said.index("2 lỗi") < said.index("12 cảnh báo") < said.index("1 lưu ý")
    assert said.count("Nêu năm 20") == 10
    assert "và 2 điểm khác" in said
    assert "Lý do: Theo số huyện giao." in said


def test_summary_of_a_plan_in_which_all_agrees_says_so(unit, leader):
    plan = small_plan(unit)

    said = section(shown(leader, plan), "findings")

    assert said.startswith("Các số liệu đều khớp")

"""What changed since the last look."""

from __future__ import annotations

from django.urls import reverse

from plans.models import Reading
from tests.plans.summary.shared import client_of, declare, post, rewrite, section, shown


def test_first_look_says_so_and_the_next_that_nothing_changed(plan, leader):
    assert "xem kế hoạch này lần đầu" in section(shown(leader, plan), "changes")
    assert "Chưa có gì thay đổi từ lần đầu anh/chị xem" in section(shown(leader, plan), "changes")


def test_changes_since_the_last_look_stay_when_the_page_is_loaded_again(plan, leader, officer):
    shown(leader, plan, "plans:plan")
    declare(plan, 998)
    rewrite("Cho vay vốn ưu đãi.\nDạy nghề.")

    for _ in range(3):
        said = section(shown(leader, plan), "changes")
        assert said.startswith("Thay đổi từ lần xem trước 3 thay đổi so với bản anh/chị xem ")
        assert "Mục II, đoạn 1 , sửa: Cho vay vốn. → Cho vay vốn ưu đãi." in said
        assert "Mục II, đoạn 2 , thêm: Dạy nghề." in said
        assert "cột Tổng số hộ (Thời điểm 31/12/2025) , sửa: 999 → 998" in said
    rewrite("Xây nhà.")
    shown(leader, plan, "plans:plan")
    assert "998" not in section(shown(leader, plan), "changes")
    assert "lần đầu" in section(shown(officer, plan), "changes")


def test_many_changes_are_cut(plan, leader):
    shown(leader, plan)
    rewrite("\n".join(f"Việc {number}." for number in range(20)))

    said = section(shown(leader, plan), "changes")

    assert "20 thay đổi so với" in said
    assert "và 8 thay đổi khác" in said


def test_head_and_refused_pages_keep_no_reading(plan, leader):
    client = client_of(leader)

    for name in ("plans:plan", "plans:plan_summary"):
        assert client.head(reverse(name, args=[plan.slug])).status_code == 200
    acknowledge_nothing = post(leader, "plans:finding_acknowledge", plan, reason="x")
    assert acknowledge_nothing.status_code == 422

    assert not Reading.objects.exists()
    shown(leader, plan)
    assert Reading.objects.get().user == leader

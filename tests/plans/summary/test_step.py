"""Where a plan stands, and what comes next."""

from __future__ import annotations

import pytest
from django.urls import reverse

from plans.models import Plan
from plans.rules import Status
from tests.factories import approved
from tests.plans.summary.shared import shown


@pytest.mark.parametrize(
    ("status", "reader", "sentence", "button"),
    [
        (Status.DRAFT, "officer", "xem lại, sửa các điểm chưa khớp rồi trình ký.", "Xem văn bản"),
        (Status.DRAFT, "leader", "cán bộ đang soạn, chưa trình.", "Xem văn bản"),
        (Status.RETURNED, "officer", "sửa theo ý kiến lãnh đạo rồi trình lại.", "Xem văn bản"),
        (Status.SUBMITTED, "officer", "đang chờ lãnh đạo duyệt.", "Xem văn bản"),
        (
            Status.SUBMITTED,
            "leader",
            "chờ anh/chị duyệt hoặc trả lại; còn 2 điểm cần ghi lý do nếu vẫn duyệt.",
            "Xem văn bản và quyết định",
        ),
    ],
)
def test_summary_says_where_the_plan_stands_and_what_comes_next(
    plan, leader, officer, status, reader, sentence, button
):
    Plan.objects.update(status=status, return_note="Sửa <mục> I." if status == Status.RETURNED else "")

    text = shown({"leader": leader, "officer": officer}[reader], plan)

    assert f"<strong>Việc tiếp theo:</strong>\n  {sentence}" in text
    assert f'class="btn btn-primary" href="{reverse("plans:plan", args=[plan.slug])}' in text
    assert f">{button}</a>" in text
    assert ("Ý kiến trả lại:</strong> Sửa <mục> I." in text) == (status == Status.RETURNED)


def test_summary_of_an_approved_plan_leads_to_its_print(plan, officer):
    approved(plan)

    text = shown(officer, plan)

    assert "in bản trình ký để ký." in text
    assert f'href="{reverse("plans:plan_pdf", args=[plan.slug])}">Mở bản trình ký</a>' in text

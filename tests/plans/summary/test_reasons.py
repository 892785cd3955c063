"""Reasons for what does not add up: given, refused, taken back, kept."""

from __future__ import annotations

import re
from html import unescape

from django.urls import reverse

from plans.actions import plan_approve, plan_recall
from plans.actions.life import CHANGED_SINCE, KEPT, content_hash
from plans.compose import plan_standing
from plans.models import Acknowledgement, Plan, PlanSection
from plans.views.acknowledging import WHO_ACKNOWLEDGES
from tests.factories import small_plan, submitted
from tests.plans.summary.shared import acknowledge, client_of, declare, picks, post, seen_hash, shown


def test_leader_ticks_findings_and_gives_one_reason(plan, leader, officer):
    assert len(picks(shown(leader, plan, "plans:plan"))) == 2

    response = acknowledge(leader, plan, 1, "Theo <b>huyện</b>.")

    assert response["Location"] == f"{reverse('plans:plan', args=[plan.slug])}#diem-chua-khop"
    page = client_of(leader).get(reverse("plans:plan", args=[plan.slug])).text
    assert "Theo &lt;b&gt;huyện&lt;/b&gt;." in page
    assert "<b>huyện" not in page
    text = shown(leader, plan, "plans:plan")
    assert len(picks(text)) == 1
    assert "1 đã có lý do" in text
    assert re.search(rf"{leader.full_name}, \d\d/\d\d/\d{{4}} \d\d:\d\d", text)
    assert ">Bỏ lý do</button>" in text


def test_officer_reads_reasons_and_has_no_form_for_them(plan, leader, officer):
    acknowledge(leader, plan)

    text = shown(officer, plan, "plans:plan")

    assert "Theo số huyện giao." in text
    assert picks(text) == []
    assert ">Bỏ lý do</button>" not in text
    assert ">Ghi lý do</button>" not in text
    for name in ("plans:finding_acknowledge", "plans:acknowledgement_withdraw"):
        response = post(officer, name, plan, finding="x", reason="Lý do", acknowledgement="1")
        assert response.status_code == 403
        assert WHO_ACKNOWLEDGES in unescape(response.text)


def test_nothing_is_ticked_off_for_notices(plan, leader):
    declare(plan, 200)
    declare(plan, 10, "poor")

    text = shown(leader, plan, "plans:plan")

    assert "1 lưu ý" in text
    assert picks(text) == []
    assert 'id="acknowledgement"' not in text


def test_refused_form_comes_back_with_ticks_and_reason(plan, leader):
    text = shown(leader, plan, "plans:plan")
    first, second = picks(text)
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body="Lời khác hẳn.")

    response = post(
        leader,
        "plans:finding_acknowledge",
        plan,
        seen_hash=seen_hash(text),
        finding=[second],
        reason="Đã hỏi <huyện>",
    )

    assert response.status_code == 409
    assert CHANGED_SINCE in unescape(response.text)
    assert "required>Đã hỏi &lt;huyện&gt;</textarea>" in response.text
    assert re.search(rf'value="{second}"[^>]* checked', response.text)
    assert not re.search(rf'value="{first}"[^>]* checked', response.text)
    assert not Acknowledgement.objects.exists()
    assert post(leader, "plans:finding_acknowledge", plan, reason="x").status_code == 422


def test_leader_takes_a_reason_back(plan, leader):
    acknowledge(leader, plan)
    row = Acknowledgement.objects.get()

    for number in ("", "x", "9" * 30, "0", str(row.pk)):
        response = post(leader, "plans:acknowledgement_withdraw", plan, acknowledgement=number)
        assert response.status_code == 302

    text = shown(leader, plan, "plans:plan")
    assert len(picks(text)) == 2
    assert "1 lý do đã ghi trước đây" in text
    assert f"{leader.full_name} bỏ lý do này" in text
    Acknowledgement.objects.update(withdrawn_at=None, withdrawn_by=None)
    other = small_plan(plan.unit)
    post(leader, "plans:acknowledgement_withdraw", other, acknowledgement=str(row.pk))
    assert Acknowledgement.objects.filter(withdrawn_at__isnull=True).exists()


def test_approved_plan_shows_what_was_acknowledged_and_takes_no_more(plan, leader):
    acknowledge(leader, plan, 1, "Số của huyện.")
    submitted(plan)
    text = shown(leader, plan, "plans:plan")
    assert "Ghi chung cho 1 điểm chưa có lý do." in text
    response = post(leader, "plans:plan_approve", plan, seen_hash=seen_hash(text), reason="Cả bảng như vậy.")
    assert response.status_code == 302

    for name in ("plans:plan", "plans:plan_summary"):
        text = shown(leader, plan, name)
        assert "Số của huyện." in text
        assert "Cả bảng như vậy." in text
        assert "2 đã có lý do" in text
        assert picks(text) == []
        assert ">Bỏ lý do</button>" not in text
    refused = post(leader, "plans:finding_acknowledge", plan, seen_hash="x", finding="y", reason="z")
    assert refused.status_code == 409
    assert KEPT in unescape(refused.text)


def test_no_reason_is_asked_on_approval_once_every_point_has_one(plan, leader):
    acknowledge(leader, plan, 2)
    submitted(plan)

    assert "Lý do duyệt" not in shown(leader, plan, "plans:plan")


def test_reason_of_an_approval_stays_when_the_plan_comes_back(plan, leader, officer):
    submitted(plan)
    view = plan_standing(Plan.objects.get())
    plan_approve(plan=plan, seen_hash=content_hash(view), reason="Số của huyện.", by=leader)
    plan_recall(plan=plan, note="Sửa.", by=leader)
    declare(plan, 200)

    text = shown(officer, plan, "plans:plan")

    assert "1 lý do đã ghi trước đây" in text
    assert "Số của huyện." in text

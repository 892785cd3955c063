"""A closed table, and who may not save."""

from __future__ import annotations

import pytest

from plans.actions import plan_recall, plan_return
from tests.factories import approved, leader_of, small_plan, submitted
from tests.plans.grid_page.desk import inputs, messages_of

CLOSED = (
    "Kế hoạch năm này đang trình, đã duyệt hoặc đã ban hành;"
    " lãnh đạo trả lại, thu hồi hoặc có kế hoạch điều chỉnh thì mới sửa được số liệu và chỉ tiêu."
)


@pytest.mark.parametrize(("close", "reopen"), [(submitted, plan_return), (approved, plan_recall)])
def test_closed_table_refuses_with_the_sentence_and_opens_when_given_back(desk, close, reopen):
    shown = desk.fields()
    plan = close(small_plan(desk.unit))
    before = desk.state()

    page = desk.page()
    response = desk.post({desk.cell(0, "poor"): "6"}, shown=shown)

    assert (inputs(page), ">Lưu</button>" in page) == ({}, False)
    assert CLOSED in page
    assert response.status_code == 409
    assert CLOSED in messages_of(response)
    assert desk.state() == before

    reopen(plan=plan, note="Sửa số liệu.", by=leader_of(desk.unit))

    assert desk.post({desk.cell(0, "poor"): "6"}).status_code == 302
    assert desk.line(0).poor == 6


def test_leader_may_not_save(desk):
    shown, before = desk.fields(), desk.state()
    desk.client.force_login(leader_of(desk.unit))

    response = desk.client.post(desk.url, shown | {desk.cell(0, "poor"): "6"})

    assert response.status_code == 403
    assert "Chỉ cán bộ của xã, phường được sửa số liệu và chỉ tiêu." in response.text
    assert desk.state() == before

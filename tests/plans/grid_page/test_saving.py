"""The grid shown and saved: blanks, zeros, what changed."""

from __future__ import annotations

import json

from plans.rules import INPUTS, Line
from povertyplan.common.models import AuditEvent
from tests.factories import leader_of
from tests.plans.grid_page.desk import inputs, messages_of, notes, seen


def test_page_shows_every_hamlet_with_its_numbers(desk):
    page = desk.page()

    assert list(notes(page)) == ["Ao", "Bãi", "Cầu"]
    shown = {name: value for name, value in inputs(page).items() if name.startswith("c-")}
    expected = dict(zip(INPUTS, ("100", "5", "4", "", "2", "0"), strict=True))
    assert shown == {
        desk.cell(number, column): expected[column] if number == 0 else ""
        for number in range(3)
        for column in INPUTS
    }
    assert json.loads(seen(page)) == {
        str(desk.hamlets[0].pk): [100, 5, 4, None, 2, 0],
        str(desk.hamlets[1].pk): [None] * len(INPUTS),
        str(desk.hamlets[2].pk): [None] * len(INPUTS),
    }


def test_leader_reads_the_table_and_has_nothing_to_type_in(desk):
    assert "js/grid" in desk.page()
    desk.client.force_login(leader_of(desk.unit))

    page = desk.page()

    assert list(notes(page)) == ["Ao", "Bãi", "Cầu"]
    assert inputs(page) == {}
    assert ">Lưu</button>" not in page
    assert "js/grid" not in page  # it sums inputs: without any it would blank the totals


def test_saving_leads_back_and_names_what_changed(desk):
    response = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "households"): "1.234"})

    assert (response.status_code, response["Location"]) == (302, desk.url)
    assert desk.line(0) == Line(households=100, poor=6, near_poor=4, poor_reduction=2, near_poor_reduction=0)
    assert desk.line(1) == Line(households=1234)
    assert desk.line(2) == Line()
    said = messages_of(desk.client.get(desk.url))
    assert said == ["Đã lưu 2 ô: Ao, số hộ nghèo: 5 → 6; Bãi, tổng số hộ: trống → 1.234."]
    assert {event.user for event in AuditEvent.objects.filter(action="figures_recorded")} == {desk.officer}


def test_message_names_three_cells_and_counts_the_others(desk):
    desk.post({desk.cell(1, column): "0" for column in INPUTS})

    (said,) = messages_of(desk.client.get(desk.url))
    assert said.startswith("Đã lưu 6 ô: Bãi, tổng số hộ: trống → 0; ")
    assert said.endswith(" và 3 ô khác.")


def test_blank_and_zero_are_both_kept(desk):
    desk.post({desk.cell(0, "near_poor_reduction"): "", desk.cell(0, "poor"): "", desk.cell(1, "poor"): "0"})

    assert desk.line(0) == Line(households=100, near_poor=4, poor_reduction=2)
    assert desk.line(1) == Line(poor=0)
    shown = desk.fields()
    assert [shown[desk.cell(0, "poor")], shown[desk.cell(1, "poor")], shown[desk.cell(2, "poor")]] == [
        "",
        "0",
        "",
    ]


def test_unchanged_table_says_so_and_writes_nothing(desk):
    before = desk.state()

    response = desk.post({})

    assert response.status_code == 302
    assert messages_of(desk.client.get(desk.url)) == ["Không có gì thay đổi."]
    assert desk.state() == before

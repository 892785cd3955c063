"""A cell that two changed: named, chosen, never overwritten unseen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from households.models import HamletFigures
from tests.conflicts import sent_on
from tests.factories import small_plan
from tests.plans.grid_page.desk import NOT_A_COUNT, declared, notes, sent_back


def test_cell_that_somebody_else_changed_is_named_and_kept_as_typed(desk):
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(poor=8)
    before = desk.state()

    response = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "poor"): "3"}, shown=shown)

    assert response.status_code == 409
    cell, other = response.context["conflict"].choices
    assert (cell.title, cell.base, cell.theirs, cell.mine, cell.keep) == (
        *("Ao – số hộ nghèo", "5", "8", "6"),
        "",
    )
    assert (other.title, other.keep) == ("Bãi – số hộ nghèo", "mine")
    assert desk.state() == before

    again = desk.client.post(desk.url, sent_on(response, **{cell.field_name: "mine"}))

    assert again.status_code == 302
    assert (desk.line(0).poor, desk.line(1).poor) == (6, 3)


def test_cell_that_somebody_else_emptied_is_named_as_blank(desk):
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(near_poor=None)

    response = desk.post({desk.cell(0, "near_poor"): "3"}, shown=shown)

    assert response.status_code == 409
    [cell] = response.context["conflict"].choices
    assert (cell.title, cell.theirs, cell.mine) == ("Ao – số hộ cận nghèo", "", "3")


@pytest.mark.parametrize(("keep", "stored"), [("mine", 6), ("theirs", 8)])
def test_conflict_of_a_cell_ends_as_chosen(desk, keep, stored):
    shown = desk.fields()
    desk.post({desk.cell(0, "poor"): "8"})
    page = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "poor"): "3"}, shown=shown)

    answer = desk.client.post(desk.url, sent_on(page, **{f"keep:{desk.cell(0, 'poor')}": keep}))

    assert answer.status_code == 302
    assert (desk.line(0).poor, desk.line(1).poor) == (stored, 3)


def test_third_person_is_not_overwritten_by_the_page_of_a_conflict(desk):
    shown = desk.fields()
    desk.post({desk.cell(0, "poor"): "8"})
    page = desk.post({desk.cell(0, "poor"): "6"}, shown=shown)
    desk.post({desk.cell(0, "poor"): "7"})

    answer = desk.client.post(desk.url, sent_on(page, **{f"keep:{desk.cell(0, 'poor')}": "mine"}))

    assert answer.status_code == 409
    [cell] = answer.context["conflict"].choices
    assert (cell.base, cell.theirs, cell.mine) == ("8", "7", "6")
    assert desk.line(0).poor == 7


def test_two_officers_at_one_published_total_see_both(desk):
    plan = small_plan(desk.unit)
    shown = desk.fields()
    desk.post({"d-households": "999"})

    page = desk.post({"d-households": "998", "d-poor": "5"}, shown=shown)

    assert page.status_code == 409
    assert declared(plan) == {"households": Decimal(999)}
    first, second = page.context["conflict"].choices
    assert (first.title, first.base, first.theirs, first.mine) == (
        *("Số in ở dòng Tổng – tổng số hộ", "", "999", "998"),
    )
    assert (second.title, second.keep) == ("Số in ở dòng Tổng – số hộ nghèo", "mine")
    assert page.context["conflict"].saved.user == desk.officer
    answer = desk.client.post(desk.url, sent_on(page, **{first.field_name: "theirs"}))
    assert answer.status_code == 302
    assert declared(plan) == {"households": Decimal(999), "poor": Decimal(5)}


def test_cells_that_were_not_sent_stay(desk):
    shown = desk.fields()
    theirs = {desk.cell(1, "poor"): "3"}
    untouched = {name: value for name, value in shown.items() if f"-{desk.hamlets[1].pk}-" not in name}
    desk.post(theirs)

    response = desk.post({desk.cell(2, "poor"): "1"}, shown=untouched)

    assert response.status_code == 302
    assert (desk.line(1).poor, desk.line(2).poor) == (3, 1)


def test_old_page_does_not_undo_what_somebody_saved_in_another_row(desk):
    shown = desk.fields()
    desk.post({desk.cell(1, "poor"): "3"})

    response = desk.post({desk.cell(2, "poor"): "1"}, shown=shown)

    assert response.status_code == 302
    assert (desk.line(1).poor, desk.line(2).poor) == (3, 1)


@pytest.mark.parametrize(("typed", "status"), [("6", 409), ("sáu", 422)])
def test_page_that_came_back_does_not_undo_what_was_saved_in_another_row(desk, typed, status):
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(poor=8, near_poor=3)

    response = desk.post({desk.cell(0, "poor"): typed}, shown=shown)
    again = desk.post({desk.cell(0, "poor"): "6"}, shown=sent_back(response.text))

    assert (response.status_code, again.status_code) == (status, 302)
    assert (desk.line(0).poor, desk.line(0).near_poor) == (6, 3)


def test_refused_table_also_says_what_somebody_else_changed(desk):
    """The page that comes back remembers 8, so this is the last chance to say it."""
    shown = desk.fields()
    HamletFigures.objects.filter(hamlet=desk.hamlets[0]).update(poor=8)

    response = desk.post({desk.cell(0, "poor"): "6", desk.cell(1, "poor"): "ba"}, shown=shown)

    assert response.status_code == 422
    assert notes(response.text)["Ao"] == "Trong lúc đó đã có người sửa số hộ nghèo thành 8."
    assert notes(response.text)["Bãi"] == NOT_A_COUNT

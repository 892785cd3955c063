"""Published totals: printed, found, withdrawn."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from plans.actions import declared_save
from plans.models import DeclaredFigure
from plans.rules import PlanKind
from povertyplan.common.numbers import format_plain
from tests.factories import small_plan
from tests.plans.grid_page.desk import LOOK_AGAIN, Desk, declared, inputs, messages_of, refused


def test_published_total_is_printed_and_found_until_it_is_withdrawn(desk):
    plan = small_plan(desk.unit)
    finding = "dòng tổng in 999, cộng các dòng được 100"
    assert "Các số liệu đều khớp" in desk.page()

    response = desk.post({"d-households": "999"})

    assert response.status_code == 302
    assert declared(plan) == {"households": Decimal(999)}
    page = desk.page()
    assert ">Đã lưu số in ở dòng Tổng.</p>" in page
    assert finding in page
    cell = re.search(r'name="d-households"[^>]*>', page)
    assert cell
    assert "is-differing" in cell[0]
    assert finding in cell[0]
    assert page.count('class="is-differing"') == 1
    assert inputs(page)["d-households"] == "999"

    desk.post({"d-households": ""})

    assert declared(plan) == {}
    page = desk.page()
    assert finding not in page
    assert "Các số liệu đều khớp" in page


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("households", "-1"),
        ("households", "1,5"),
        ("households", "<b>"),
        ("households", "1" * 10_000),
        ("poor_reduction_rate", "abc"),
        ("poor_reduction_rate", "-0,5"),
        ("poor_reduction_rate", "0,123456"),
    ],
)
def test_bad_published_total_comes_back_and_nothing_is_saved(desk, column, text):
    small_plan(desk.unit)
    before = desk.state()

    response = desk.post({f"d-{column}": text, desk.cell(0, "poor"): "6"})

    assert response.status_code == 422
    assert messages_of(response) == [LOOK_AGAIN]
    assert refused(response.text) == {f"d-{column}"}
    assert inputs(response.text)[f"d-{column}"] == text
    assert inputs(response.text)[desk.cell(0, "poor")] == "6"
    assert re.search(r'<p class="row-note">[^<]{10,}</p>', response.text)
    assert desk.state() == before


def test_published_rate_is_kept_with_its_comma(desk):
    plan = small_plan(desk.unit)

    desk.post({"d-poor_reduction_rate": "2,05"})

    assert declared(plan) == {"poor_reduction_rate": Decimal("2.05")}
    assert desk.fields()["d-poor_reduction_rate"] == "2,05"


def test_published_rate_with_three_decimals_survives_another_save(desk):
    plan = small_plan(desk.unit)
    desk.post({"d-poor_reduction_rate": "2,055"})
    assert declared(plan) == {"poor_reduction_rate": Decimal("2.055")}

    desk.post({desk.cell(1, "poor"): "3"})

    assert declared(plan) == {"poor_reduction_rate": Decimal("2.055")}


def test_old_page_does_not_withdraw_a_published_total_given_meanwhile(desk):
    plan = small_plan(desk.unit)
    shown = desk.fields()
    declared_save(plan=plan, figures={(None, "households"): Decimal(999)}, by=None)

    desk.post({desk.cell(1, "poor"): "3"}, shown=shown)

    assert declared(plan) == {"households": Decimal(999)}


def test_only_columns_of_the_plans_table_have_a_published_total(desk):
    small_plan(desk.unit, kind=PlanKind.GROUP_TARGETS)

    names = {name for name in desk.fields() if name.startswith("d-")}

    assert names == {"d-households", "d-poor", "d-poor_reduction"}


def test_without_a_plan_there_is_no_published_total(desk):
    response = desk.post({"d-households": "999"})

    assert response.status_code == 302
    assert not [name for name in desk.fields() if name.startswith("d-")]
    assert not DeclaredFigure.objects.exists()


def test_published_number_of_a_hamlet_is_listed_and_withdrawn(desk: Desk) -> None:
    plan = small_plan(desk.unit)
    hamlet = desk.hamlets[0].pk
    declared_save(plan=plan, figures={(hamlet, "poor_reduction_rate"): Decimal("9.99")}, by=None)
    assert "9,99" in desk.page()
    figure = plan.declared_figures.get()

    shown = {"figure": str(figure.pk), "value": format_plain(figure.value)}
    response = desk.client.post(reverse("plans:declared_withdraw", args=[plan.slug]), shown)

    assert response.status_code == 302
    assert not plan.declared_figures.exists()
    assert "9,99" not in desk.page()


@pytest.mark.parametrize("figure", ["", "x", "-1", "999999", "1" * 50, "１"])
def test_withdrawing_what_is_no_published_number_changes_nothing(desk: Desk, figure: str) -> None:
    plan = small_plan(desk.unit)
    declared_save(plan=plan, figures={(None, "households"): Decimal(999)}, by=None)

    response = desk.client.post(reverse("plans:declared_withdraw", args=[plan.slug]), {"figure": figure})

    assert response.status_code == 302
    assert plan.declared_figures.count() == 1

"""The outline: sections numbered, added, moved, deleted."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import Plan
from tests.plans.writing_pages.sent import node_of, text_of, url_of

pytestmark = pytest.mark.django_db


def test_outline_numbers_sections(plan: Plan, officer: Client) -> None:
    page = text_of(officer.get(url_of("plan_edit", plan)))

    assert "I. MỤC TIÊU" in page
    assert "1. Chỉ tiêu" in page
    assert "III. TỔ CHỨC THỰC HIỆN" in page


def test_section_is_added_below_its_parent(plan: Plan, officer: Client) -> None:
    parent = node_of(plan)

    answer = officer.post(url_of("section_add", plan), {"heading": " Vay  vốn ", "parent": parent.pk})

    node = plan.sections.get(heading="Vay vốn")
    assert node.parent == parent
    assert answer.url == url_of("section", plan, node.pk)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("heading", "parent"), [("", ""), ("n" * 301, ""), ("Mới", "999999"), ("Mới", "x")])
def test_section_that_cannot_be_added_says_why(
    plan: Plan, officer: Client, heading: str, parent: str
) -> None:
    answer = officer.post(url_of("section_add", plan), {"heading": heading, "parent": parent})

    assert answer.status_code == 200
    assert "Chưa lưu. Cần sửa" in text_of(answer)
    assert plan.sections.count() == 4


def test_section_moves_up(plan: Plan, officer: Client) -> None:
    officer.post(url_of("section_move", plan, node_of(plan).pk), {"direction": "up"})

    top = plan.sections.filter(parent=None).order_by("order").values_list("heading", flat=True)
    assert list(top) == ["GIẢI PHÁP", "MỤC TIÊU", "TỔ CHỨC THỰC HIỆN"]


def test_deleting_asks_first_and_names_what_goes_too(plan: Plan, officer: Client) -> None:
    node = node_of(plan, "MỤC TIÊU")
    url = url_of("section_delete", plan, node.pk)

    asked = text_of(officer.get(url))
    assert "1. Chỉ tiêu" in asked
    assert plan.sections.count() == 4

    officer.post(url)
    assert plan.sections.count() == 2

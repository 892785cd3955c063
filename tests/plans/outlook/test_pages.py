"""Pages of the lists: saved, shown again, refused in words, picked as figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from assignments.rules import EscapePath
from plans.actions import parts_save
from plans.compose import plan_source, token_hits
from plans.forms.lists import PARTS
from plans.models import HouseholdGroup, Plan, ProspectCount, RoadmapYear
from plans.rules import PlanKind
from tests.factories import YEAR, counted_hamlets, officer_of, small_plan
from tests.plans.writing_pages.sent import list_data, url_of


@pytest.fixture
def plan(client: Client) -> Plan:
    """An open plan with a hamlet, its officer signed in."""
    plan = small_plan(kind=PlanKind.ROADMAP)
    counted_hamlets(plan.unit, 1)
    client.force_login(officer_of(plan.unit))
    return plan


GOOD: dict[str, dict[str, Any]] = {
    "groups": {"name": "Thiếu đất", "causes": ["land"], "solutions": "Giúp {{ho-ngheo}} hộ."},
    "prospects": {"path": "helped", "households": "2"},
    "roadmap": {"year": str(YEAR + 1), "poor": "12", "poor_rate": "0,15"},
    "indicators": {"dimension": "water", "subject": "Có nước sạch", "comparator": "at_least", "value": "98"},
    "projects": {"level": "project", "number": "2", "name": "Sinh kế", "lead": "Phòng Kinh tế"},
    "duties": {"actor": "Cán bộ", "kind": "official", "text": "Làm.", "report_period": "monthly"},
}


def row_data(plan: Plan, key: str, **values: Any) -> dict[str, Any]:
    empty = len(PARTS[key].stored(plan))
    return list_data(plan, key, **{f"rows-{empty}-{name}": value for name, value in values.items()})


@pytest.mark.django_db
@pytest.mark.parametrize("key", GOOD)
def test_a_row_is_saved_shown_again_and_unchanged_by_saving_again(plan, client, key):
    answer = client.post(url_of(key, plan), row_data(plan, key, **GOOD[key]))

    assert answer.status_code == 302
    page = client.get(url_of(key, plan))
    assert page.status_code == 200
    assert client.post(url_of(key, plan), list_data(plan, key)).status_code == 302
    source = plan_source(plan)
    held = {
        "groups": [(each.name, each.causes) for each in source.groups],
        "prospects": [(each.path, each.households, each.hamlet_id) for each in source.prospects],
        "roadmap": [(each.year, each.poor, each.poor_rate) for each in source.roadmap],
        "indicators": [each.level() for each in source.indicators],
        "projects": [each.title for each in source.projects],
        "duties": [each.report[:18] for each in source.duties if each.report],
    }[key]
    assert (
        held
        == {
            "groups": [("Thiếu đất", 1)],
            "prospects": [(EscapePath.HELPED, 2, None)],
            "roadmap": [(YEAR + 1, 12, Decimal("0.15"))],
            "indicators": ["từ 98% trở lên"],
            "projects": ["Dự án 2: Sinh kế"],
            "duties": ["Hằng tháng báo cáo"],
        }[key]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "bad", "sentence"),
    [
        ("groups", {"typed": "3"}, "để trống số hộ"),
        ("groups", {"causes": ["love"]}, "Chọn một mục trong danh sách."),
        ("groups", {"solutions": "{{nhom-ho@9}}"}, "Không có số liệu nào tên {{nhom-ho@9}}"),
        ("prospects", {"households": "0"}, "Không có hộ nào thì đánh dấu Bỏ."),
        ("prospects", {"hamlet": "999999"}, "không thuộc xã, phường"),
        ("roadmap", {"year": "1900"}, "Chọn một mục trong danh sách."),
        ("roadmap", {"households": "5"}, "Có 5 hộ, số hộ nghèo không thể là 12."),
        ("roadmap", {"poor_rate": "101"}, "Tỷ lệ không thể quá 100."),
        ("indicators", {"value": "101"}, "Tỷ lệ không thể quá 100."),
        ("indicators", {"wording": "hơn 90%"}, "Cách ghi không nêu đúng con số"),
        ("projects", {"number": "0"}, "Số của dự án từ 1 đến 99."),
        ("projects", {"level": "sub_project"}, "Dòng đầu phải là dự án"),
        ("duties", {"report_period": "", "report_due": "trước ngày 5"}, "Chọn kỳ báo cáo"),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(plan, client, key, bad, sentence):
    answer = client.post(url_of(key, plan), row_data(plan, key, **GOOD[key] | bad))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()


@pytest.mark.django_db
def test_two_rows_of_one_year_are_refused_in_words(plan, client):
    rows = {"rows-0-year": str(YEAR), "rows-1-year": str(YEAR), "rows-1-poor": "1", "rows-0-poor": "2"}

    answer = client.post(url_of("roadmap", plan), list_data(plan, "roadmap", **rows))

    assert "Mỗi năm của lộ trình chỉ một dòng." in answer.content.decode()


@pytest.mark.django_db
def test_two_rows_of_one_group_and_path_are_refused_in_words(plan, client):
    hamlet = str(plan.unit.hamlets.get().pk)
    row = {"path": "helped", "hamlet": hamlet, "households": "1"}
    rows = {f"rows-{number}-{name}": value for number in (0, 1) for name, value in row.items()}

    answer = client.post(url_of("prospects", plan), list_data(plan, "prospects", **rows))

    assert answer.status_code == 200
    assert "Mỗi thôn, tổ chỉ một dòng" in answer.content.decode()


@pytest.mark.django_db
def test_figures_of_the_new_lists_can_be_picked(plan):
    lists: dict[Any, dict[str, Any]] = {
        HouseholdGroup: {"name": "Thiếu đất", "typed": 3},
        RoadmapYear: {"year": YEAR, "poor": 12},
        ProspectCount: {"path": "helped", "households": 2},
    }
    for model, row in lists.items():
        plan.refresh_from_db()
        parts_save(plan=plan, model=model, rows=[row], version=plan.version, by=None)

    source = plan_source(plan)
    found = [token_hits(source, words).choices for words in ("thiếu đất", "lộ trình", "thoát nghèo")]
    choices = {choice.token: choice.value for choices in found for choice in choices}

    assert choices["{{nhom-ho@1}}"] == "3"
    assert choices[f"{{{{lo-trinh-ho-ngheo@{YEAR}}}}}"] == "12"
    assert (choices["{{ho-thoat-ngheo}}"], choices["{{ho-duoc-giup-do}}"]) == ("2", "2")
    assert choices["{{ho-tu-thoat-ngheo}}"] == "…"

"""Pages of scenarios."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import TargetScenario
from reports.rules import Limits
from tests.factories import YEAR, CommuneTargetFactory, StandardFactory, leader_of
from tests.reports.scenarios.shared import STOCKS, made, targets

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(unit, officer):
    client = Client()
    client.force_login(officer)

    def answer(name: str, data: Any = None, *args: Any, query: str = "") -> Any:
        url = reverse(f"reports:{name}", args=args or [unit.pk, YEAR]) + query
        return client.get(url) if data is None else client.post(url, data, follow=True)

    return answer


def typed(**given: str) -> dict[str, str]:
    return {"name": "Theo số hộ", "source": "khac", "total": "9", "rule": "stock"} | given


def test_page_makes_compares_and_takes(ask, unit, hamlets):
    made_page = ask("scenario_new", typed(**{f"pin-{hamlets[2].pk}": "2", "floor": "1"})).content.decode()

    assert "Đã lập phương án “Theo số hộ”." in made_page
    assert "Lệch mức chung nhiều nhất" in made_page
    scenario = TargetScenario.objects.get()
    seen = json.dumps(
        {hamlet.pk: [100, stock, 5, None, 1, 2] for hamlet, stock in zip(hamlets, STOCKS, strict=True)}
    )

    assert "đang dùng" in ask("scenario_take", {"seen": seen}, scenario.pk).content.decode()

    assert [poor for poor, _ in targets(hamlets)] == [4, 3, 2]
    assert "Đã bỏ phương án" in ask("scenario_drop", {}, scenario.pk).content.decode()


def test_scenario_is_made_from_the_communes_target(ask, unit, hamlets):
    target = CommuneTargetFactory.create(unit=unit, value=4, comparator="exactly")

    ask("scenario_new", typed(source=str(target.pk), total=""))

    scenario = TargetScenario.objects.get()
    assert (scenario.total, scenario.source) == (4, target.sentence)


def test_total_is_chosen_or_typed_and_not_both(ask, unit, hamlets):
    target = CommuneTargetFactory.create(unit=unit, value=4)

    content = ask("scenario_new", typed(source=str(target.pk), total="4")).content.decode()

    assert "thì để trống ô này" in content
    assert not TargetScenario.objects.exists()


def test_next_scenario_begins_like_an_earlier_one(ask, unit, hamlets):
    made(unit, name="Bản đầu", floor=1, limits={hamlets[0].pk: Limits(ceiling=3)})

    content = ask("scenario_new", query="?theo=Bản đầu").content.decode()

    assert f'name="ceiling-{hamlets[0].pk}" value="3"' in content
    assert 'name="total" value="9"' in content


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": ""}, "Nhập số hộ giảm"),
        ({"total": "0"}, "Tổng phải từ 1 hộ"),
        ({"total": "-1"}, "Chỉ nhập số nguyên không âm"),
        ({"total": "99"}, "chưa đủ tổng 99 hộ"),
        ({"total": "1,5"}, "Chỉ nhập số nguyên không âm"),
        ({"source": "0"}, "Chọn một mục trong danh sách"),
        ({"source": ""}, "Chọn một mục trong danh sách"),
        ({"rule": "dice"}, "Chọn một mục trong danh sách"),
        ({"name": ""}, "Chưa nhập mục này"),
        ({"name": "ệ" * 61}, "Dài quá 60 chữ"),
        ({"name": "\x00"}, "Chưa nhập mục này"),
        ({"ceiling_rate": "101"}, "Tỷ lệ không thể quá 100"),
        ({"ceiling_rate": "0,00001"}, "Nhiều nhất"),
        ({"floor": "9"}, "cộng lại là 17 hộ, quá tổng 9 hộ"),
        ({"able_only": "on"}, "Chưa có số hộ nghèo không có khả năng lao động"),
        ({"rule": "prospects"}, "Không thôn, tổ nào có số để chia"),
    ],
)
def test_what_cannot_be_comes_back_as_typed(ask, hamlets, given, words):
    content = ask("scenario_new", typed(**given)).content.decode()

    assert words in content
    assert not TargetScenario.objects.exists()


@pytest.mark.parametrize("query", ["?doi-tuong=dice", "?doi-tuong=%00", "?theo=%00", "?theo=kh%C3%B4ng"])
def test_address_that_says_nothing_known_is_of_the_poor(ask, hamlets, query):
    assert "Lập phương án: hộ nghèo" in ask("scenario_new", query=query).content.decode()


def test_near_poor_have_rules_of_their_own(ask, hamlets):
    content = ask("scenario_new", query="?doi-tuong=near_poor").content.decode()

    assert 'value="prospects"' not in content
    assert "able_only" not in content


@pytest.mark.parametrize("seen", ["", "[]", "x", '{"1": [1]}'])
def test_damaged_memory_of_the_page_is_no_error(ask, unit, hamlets, seen):
    assert ask("scenario_take", {"seen": seen}, made(unit).pk).status_code == 200


def test_leader_compares_and_does_not_take(unit, hamlets):
    client, scenario = Client(), made(unit)
    client.force_login(leader_of(unit))

    content = client.get(reverse("reports:scenarios", args=[unit.pk, YEAR])).content.decode()

    assert "Phương án một" in content
    assert "Lấy phương án này" not in content
    assert client.post(reverse("reports:scenario_take", args=[scenario.pk])).status_code == 403


def test_page_of_a_commune_without_hamlets_says_what_is_missing(ask):
    StandardFactory.create()

    assert "Chưa giao chỉ tiêu" in ask("scenarios").content.decode()
    assert "Chưa có thôn, tổ nào để chia" in ask("scenario_new", typed()).content.decode()

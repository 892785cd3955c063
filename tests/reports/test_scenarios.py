"""Scenarios of a year's targets: made, compared, taken into the hamlets' targets, dropped."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from households.models import Hamlet, HamletFigures
from plans.models import HamletTarget
from plans.queries import year_figures
from plans.rules import Measure, PolicyGroup, TargetIndicator
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from reports.actions import scenario_create, scenario_drop, scenario_take
from reports.actions.scenarios import MAX_SCENARIOS
from reports.models import TargetScenario
from reports.queries import comparison, spread_basis
from reports.rules import Limits, SpreadRule, Terms
from tests.assignments.factories import EscapeProspectFactory
from tests.factories import (
    YEAR,
    CommuneFactory,
    CommuneTargetFactory,
    HamletFactory,
    HouseholdFactory,
    StandardFactory,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db
POOR, NEAR = TargetIndicator.POOR, TargetIndicator.NEAR_POOR
STOCKS = (10, 6, 2)


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def hamlets(unit):
    made = counted_hamlets(unit, 3, households=100, near_poor=5)
    for hamlet, poor in zip(made, STOCKS, strict=True):
        HamletFigures.objects.filter(hamlet=hamlet).update(poor=poor)
    HamletTarget.objects.filter(hamlet__in=made).update(poor_reduction=1, near_poor_reduction=2)
    return made


@pytest.fixture
def officer(unit):
    return officer_of(unit)


def made(unit, *, name="Phương án một", by=None, **given: Any) -> TargetScenario:
    terms = replace(Terms(indicator=POOR, rule=SpreadRule.STOCK, total=9), **given)
    return scenario_create(unit=unit, year=YEAR, name=name, terms=terms, by=by)


def targets(hamlets: list[Hamlet]) -> list[tuple[int | None, int | None]]:
    given = HamletTarget.objects.filter(year=YEAR).by_hamlet()
    return [given[hamlet.pk] for hamlet in hamlets]


def take(scenario: TargetScenario, *, seen: Any = (), by: User | None = None) -> int:
    return scenario_take(scenario=scenario, seen=dict(seen), by=by)


# --- making, taking, dropping ---


def test_scenario_keeps_terms_and_shares_and_changes_no_target(unit, hamlets, officer):
    before = targets(hamlets)

    scenario = made(unit, by=officer, limits={hamlets[2].pk: Limits(pin=2)}, floor=1)

    stored = TargetScenario.objects.get()
    assert stored.terms == Terms(
        indicator=POOR,
        rule=SpreadRule.STOCK,
        total=9,
        floor=1,
        limits={pk: Limits(pin=2 if pk == hamlets[2].pk else None) for pk in (h.pk for h in hamlets)},
    )
    shares = dict(scenario.shares.values_list("hamlet", "share"))
    assert [shares[hamlet.pk] for hamlet in hamlets] == [4, 3, 2]
    assert targets(hamlets) == before


def test_taken_scenario_is_the_targets_of_its_class_alone(unit, hamlets, officer):
    scenario = made(unit, by=officer)

    assert take(scenario, by=officer) == 2

    assert targets(hamlets) == [(5, 2), (3, 2), (1, 2)]
    scenario.refresh_from_db()
    assert (scenario.taken_by, scenario.taken_at is None) == (officer, False)
    actions = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert [*actions] == ["target_scenario_made", "hamlet_targets_recorded", "target_scenario_taken"]


def test_near_poor_are_spread_over_the_near_poor(unit, hamlets):
    take(made(unit, indicator=NEAR, total=15))

    assert targets(hamlets) == [(1, 5)] * 3


def test_hamlet_left_out_has_no_target(unit, hamlets):
    HamletFigures.objects.filter(hamlet=hamlets[1]).update(poor=None)

    take(made(unit, blank_left_out=True))

    assert targets(hamlets) == [(8, 2), (None, 2), (1, 2)]


def test_year_with_the_leader_is_refused_and_nothing_changes(unit, hamlets):
    scenario, before = made(unit), targets(hamlets)
    submitted(small_plan(unit))

    with pytest.raises(DomainError, match="đang trình, đã duyệt hoặc đã ban hành"):
        take(scenario)

    scenario.refresh_from_db()
    assert (targets(hamlets), scenario.taken_at) == (before, None)


def test_stock_that_fell_below_a_share_is_refused_by_name(unit, hamlets):
    scenario = made(unit)
    HamletFigures.objects.filter(hamlet=hamlets[1]).update(poor=2)

    with pytest.raises(DomainError, match=f"{hamlets[1].name}: Chỉ có 2 hộ nghèo"):
        take(scenario)


def test_target_that_somebody_changed_since_is_not_overwritten(unit, hamlets):
    scenario = made(unit)
    seen = {(hamlet.pk, "poor_reduction"): 1 for hamlet in hamlets}
    HamletTarget.objects.filter(hamlet=hamlets[0]).update(poor_reduction=7)

    with pytest.raises(StaleError):
        take(scenario, seen=seen)

    assert targets(hamlets)[0] == (7, 2)


def test_hamlet_that_came_since_makes_the_scenario_one_of_the_past(unit, hamlets):
    scenario = made(unit)
    HamletFactory.create(unit=unit)

    with pytest.raises(DomainError, match="lập phương án khác"):
        take(scenario)

    figures = year_figures(unit=unit, year=YEAR)
    [column] = comparison(unit=unit, year=YEAR, indicator=POOR, figures=figures).scenarios
    assert column.is_outdated


def test_hamlet_of_nowhere_is_refused(unit, hamlets):
    elsewhere = HamletFactory.create()

    with pytest.raises(DomainError, match="vừa thay đổi"):
        made(unit, limits={elsewhere.pk: Limits(pin=1)})


def test_names_are_unique_in_a_year_and_scenarios_are_few(unit, hamlets):
    for number in range(MAX_SCENARIOS):
        made(unit, name=f"Phương án {number}")

    with pytest.raises(DomainError, match=f"Đã có {MAX_SCENARIOS} phương án"):
        made(unit, name="Thêm một")
    with pytest.raises(ValidationError, match="Năm này đã có phương án tên đó"):
        made(unit, name="Phương án 0", indicator=NEAR)


def test_dropped_scenario_leaves_the_targets_and_its_events_are_told(unit, hamlets, officer):
    scenario = made(unit, by=officer)
    take(scenario, by=officer)
    scenario_drop(scenario=scenario, by=officer)

    assert not TargetScenario.objects.exists()
    assert targets(hamlets)[0] == (5, 2)
    told = lines([*AuditEvent.objects.filter(action__startswith="target_scenario").order_by("sequence")])
    assert [line.what for line in told] == [
        "Lập phương án chỉ tiêu",
        "Lấy phương án chỉ tiêu",
        "Bỏ phương án chỉ tiêu",
    ]
    assert told[0].about == f"Phương án “Phương án một”, chỉ tiêu năm {YEAR}"
    assert [change.after for change in told[0].changes] == ["hộ nghèo", "theo số hộ", "9"]
    assert [change.after for change in told[1].changes] == ["hộ nghèo", "2"]
    with pytest.raises(StaleError, match="vừa bỏ phương án này"):
        take(scenario)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"total": 0}, "total_is_positive"),
        ({"rule": "dice"}, "terms_are_known"),
        ({"ceiling_rate": 101}, "ceiling_is_percent"),
        ({"indicator": NEAR, "rule": SpreadRule.PROSPECTS}, "terms_fit_its_indicator"),
        ({"indicator": NEAR, "able_only": True}, "terms_fit_its_indicator"),
    ],
)
def test_database_refuses_terms_that_cannot_be(unit, hamlets, values, constraint):
    scenario = made(unit)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TargetScenario.objects.filter(pk=scenario.pk).update(**values)


@pytest.mark.parametrize("values", [{"pin": 1}, {"floor": 6}, {"ceiling": 4}])
def test_database_refuses_a_share_outside_its_limits(unit, hamlets, values):
    shares = made(unit).shares.filter(share=5)

    with pytest.raises(IntegrityError, match="keeps_its_limits"), transaction.atomic():
        shares.update(**values)


# --- what they are made from, and compared with ---


def test_commune_targets_are_choices_as_the_page_of_gaps_counts_them(unit, hamlets):
    given = {"unit": unit, "comparator": "exactly"}
    CommuneTargetFactory.create(**given, value=4)
    CommuneTargetFactory.create(**given, value=2, measure=Measure.PERCENTAGE_POINT)
    CommuneTargetFactory.create(**given, value=1, policy_group=PolicyGroup.MERITORIOUS)

    basis = spread_basis(unit=unit, year=YEAR)

    assert [choice.total for choice in basis.choices(POOR)] == [6, 4]
    assert basis.choices(NEAR) == ()


def test_chosen_prospects_are_weights(unit, hamlets):
    StandardFactory.create()
    EscapeProspectFactory.create(household=HouseholdFactory.create(hamlet=hamlets[2]))

    take(made(unit, rule=SpreadRule.PROSPECTS, total=2))

    assert [poor for poor, _ in targets(hamlets)] == [0, 0, 2]


def test_columns_stand_beside_what_is_given(unit, hamlets):
    made(unit)
    made(unit, name="Như đang giao", total=3, floor=1)

    figures = year_figures(unit=unit, year=YEAR)
    found = comparison(unit=unit, year=YEAR, indicator=POOR, figures=figures)

    assert [column.is_given for column in found.columns] == [True, False, True]
    (_, stock, asked) = found.rows[0]
    assert stock == 10
    assert [(one.share, one.percent, one.difference) for one in asked] == [
        (1, Decimal(10), ""),
        (5, Decimal(50), "+4"),
        (1, Decimal(10), ""),
    ]
    assert [str(one.rate) for one in asked] == ["9.00", "5.00", "9.00"]
    assert [one.share for one in found.total[1]] == [3, 9, 3]
    assert [str(one.rate) for one in found.total[1]] == ["5.00", "3.00", "5.00"]


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow_with_hamlets_and_scenarios(unit, number, django_assert_num_queries):
    counted_hamlets(unit, number, households=100, poor=5)
    for each in range(number):
        made(unit, name=f"Phương án {each}", total=number)
    figures = year_figures(unit=unit, year=YEAR)

    with django_assert_num_queries(2):
        found = comparison(unit=unit, year=YEAR, indicator=POOR, figures=figures)

    assert len(found.rows) == number
    assert len(found.scenarios) == number


# --- pages ---


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


# --- on the command line ---


def command(unit, *arguments: str, year: int = YEAR) -> Any:
    out = StringIO()
    call_command("targets_allocate", unit.code, str(year), *arguments, stdout=out)
    return out.getvalue()


def test_command_prints_the_shares_and_writes_nothing(unit, hamlets):
    CommuneTargetFactory.create(unit=unit, value=9, comparator="exactly")

    slug = year_figures(unit=unit, year=YEAR).rows[2].slug

    found = json.loads(command(unit, "--rule", "stock", f"--pin={slug}=2", "--format", "json"))

    assert [row["share"] for row in found["hamlets"]] == [4, 3, 2]
    assert (found["total"], found["fairness"]["highest"]) == (9, "100.0000")
    assert not TargetScenario.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--total", "99"), 1, "chưa đủ tổng 99"),
        (("--total", "0"), 1, "Tổng phải từ 1 hộ"),
        ((), 2, "thêm --total"),
        (("--total", "x"), 2, "--total: Chỉ nhập số nguyên"),
        (("--total", "9", "--pin", "khong-co=1"), 2, "Không có thôn, tổ khong-co"),
        (("--total", "9", "--ceiling-rate", "101"), 2, "không thể quá 100"),
    ],
)
def test_command_refuses_in_words(unit, hamlets, arguments, code, words):
    with pytest.raises(CommandError, match=words) as refused:
        command(unit, "--rule", "stock", *arguments)

    assert refused.value.returncode == code

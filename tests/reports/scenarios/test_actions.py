"""Scenarios made, taken into the hamlets' targets, dropped."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from households.models import HamletFigures
from plans.models import HamletTarget
from plans.queries import year_figures
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from reports.actions import scenario_drop
from reports.actions.scenarios import MAX_SCENARIOS
from reports.models import TargetScenario
from reports.queries import comparison
from reports.rules import Limits, SpreadRule, Terms
from tests.factories import YEAR, HamletFactory, small_plan, submitted
from tests.reports.scenarios.shared import NEAR, POOR, made, take, targets

pytestmark = pytest.mark.django_db


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

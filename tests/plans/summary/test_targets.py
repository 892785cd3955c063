"""Targets beside what the hamlets add up to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plans.compose import plan_standing
from plans.compose.summary import target_line
from plans.models import CommuneTarget
from plans.rules import Comparator, Measure, Outcome, TargetIndicator
from tests.factories import (
    CommuneFactory,
    CommuneTargetFactory,
    HamletFactory,
    HamletFiguresFactory,
    leader_of,
    small_plan,
)
from tests.plans.summary.shared import section, shown

VERDICTS: list[tuple[dict[str, Any], str, Outcome | None, str]] = [
    # the hamlets give 4 of 10 poor among 200 households, and 2 near-poor
    ({"value": 4, "comparator": Comparator.EXACTLY}, "4 hộ", Outcome.MET, "đạt"),
    ({"value": 3, "comparator": Comparator.EXACTLY}, "4 hộ", Outcome.EXCEEDED, "vượt 1 hộ"),
    ({"value": 6, "comparator": Comparator.EXACTLY}, "4 hộ", Outcome.SHORT, "chưa đạt, thiếu 2 hộ"),
    ({"value": 3, "comparator": Comparator.AT_LEAST}, "4 hộ", Outcome.MET, "đạt, hơn 1 hộ"),
    ({"value": 7, "comparator": Comparator.AT_LEAST}, "4 hộ", Outcome.SHORT, "chưa đạt, thiếu 3 hộ"),
    ({"value": 4, "comparator": Comparator.ABOVE}, "4 hộ", Outcome.SHORT, "chưa đạt, mới bằng mức giao"),
    (
        {"value": Decimal("1.79"), "comparator": Comparator.ABOVE, "measure": Measure.PERCENTAGE_POINT},
        "2,00 điểm %",
        Outcome.MET,
        "đạt, hơn 0,21 điểm %",
    ),
    (
        {"value": Decimal("2.5"), "comparator": Comparator.AT_MOST, "measure": Measure.PERCENT},
        "2,00%",
        Outcome.MET,
        "đạt, dưới 0,5 điểm %",
    ),
    (
        {"value": 5, "comparator": Comparator.AT_MOST, "aim": "remainder"},
        "6 hộ",
        Outcome.SHORT,
        "chưa đạt, quá 1 hộ",
    ),
    (
        {"value": 2, "comparator": Comparator.AT_LEAST, "indicator": TargetIndicator.NEAR_POOR},
        "2 hộ",
        Outcome.MET,
        "đạt",
    ),
    ({"value": 1, "policy_group": "meritorious"}, "", None, "chưa có số theo nhóm hộ này"),
]


@pytest.mark.parametrize(("given", "result", "outcome", "verdict"), VERDICTS)
def test_target_is_told_beside_what_the_hamlets_add_up_to(unit, given, result, outcome, verdict):
    plan = small_plan(unit)
    CommuneTargetFactory.create(unit=unit, **given)

    source = plan_standing(plan).source
    line = target_line(source.targets[0], source)

    assert (line.result, line.outcome, line.verdict) == (result, outcome, verdict)
    said = section(shown(leader_of(unit), plan), "targets")
    assert line.sentence in said
    assert verdict in said.replace("Đ", "đ").replace("C", "c").replace("V", "v")


def test_target_that_no_hamlet_shares_is_told_so(db):
    unit = CommuneFactory.create()
    HamletFiguresFactory.create(hamlet=HamletFactory.create(unit=unit))
    plan = small_plan(unit)
    CommuneTargetFactory.create(unit=unit)

    source = plan_standing(plan).source
    assert target_line(source.targets[0], source).verdict == "chưa giao cho thôn"
    CommuneTarget.objects.all().delete()
    assert "Chưa ghi chỉ tiêu của xã." in shown(leader_of(unit), plan)

"""What a plan's own sources tell about its prose: actors, roles, able households, rates typed by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from households.rules import HamletLabel
from plans.actions import commune_targets_save
from plans.compose import plan_view
from plans.models import Plan
from plans.resources import kind_content, placeholders
from plans.rules import PLANS, Comparator, Measure, PlanKind, SectionContentText, TargetIndicator
from tests.factories import (
    SMALL,
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    UnitFiguresFactory,
    counted_hamlets,
    small_plan,
)

pytestmark = pytest.mark.django_db


def plan_with(
    *texts: str,
    duties: tuple[tuple[str, str, str], ...] = (("Phòng Kinh tế", "office", "Tổng hợp."),),
    recipients: tuple[str, ...] = ("Phòng Kinh tế",),
) -> Plan:
    """A plan with these paragraphs in its first section, these actors (name, kind, tasks) and recipients."""
    content = replace(
        SMALL,
        sections=(SectionContentText(heading="MỤC TIÊU", body="\n".join(texts)), *SMALL.sections[1:]),
        duties=tuple({"actor": actor, "kind": kind, "text": text} for actor, kind, text in duties),
        recipients=tuple({"name": name, "mark": ""} for name in recipients),
    )
    plan = small_plan(content=content)
    counted_hamlets(plan.unit, 3)
    return Plan.objects.select_related("unit").get(pk=plan.pk)


def found(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(each.code, each.place, each.printed, each.computed) for each in plan_view(plan).findings]


TRADE = ("Trung tâm Dịch vụ tổng hợp xã", "office", "Trung tâm Dịch vụ tổng hợp mở lớp.")
BOTH = (("Phòng Kinh tế", "office", "Tổng hợp."), TRADE)


def test_actor_that_only_its_own_duty_names_is_not_introduced():
    assert found(plan_with(duties=BOTH)) == [("actor_not_introduced", "duty:2/heading", TRADE[0], "")]


@pytest.mark.parametrize(
    ("texts", "recipients"),
    [
        ((), ("Phòng Kinh tế", "Trung tâm DVTH xã")),
        ((), ("Các phòng, ban, đơn vị thuộc UBND xã",)),
        (("Trung tâm Dịch vụ tổng hợp mở lớp nghề.",), ("Phòng Kinh tế",)),
        (("Liên hệ trung tâm dịch vụ tổng hợp.",), ("Phòng Kinh tế",)),
    ],
)
def test_actor_is_introduced_by_a_recipient_or_by_the_prose(texts, recipients):
    assert found(plan_with(*texts, duties=BOTH, recipients=recipients)) == []


def test_actor_is_introduced_by_the_duty_of_another():
    duties = (("Phòng Kinh tế", "office", "Cùng Trung tâm DVTH mở lớp."), TRADE)

    assert found(plan_with(duties=duties)) == []


def test_actor_is_introduced_by_a_position_in_the_table_of_areas():
    plan = plan_with(duties=(*BOTH[:1], ("Hội Phụ nữ xã", "association", "Vận động.")))
    assert [code for code, *_ in found(plan)] == ["actor_not_introduced"]

    AreaAssignmentFactory.create(unit=plan.unit, position="Chủ tịch Hội LHPN")

    assert found(plan) == []


def test_role_handed_to_a_body_without_a_duty_is_found_once_where_it_is_first_handed():
    plan = plan_with(
        "Gửi kết quả.", "Phản ánh về xã (qua Phòng Tài chính).", "Gửi Phòng Tài chính trước ngày 20."
    )

    assert found(plan) == [("actor_without_duty", "section:1/paragraph:2", "Phòng Tài chính", "")]


def test_role_of_a_body_with_a_duty_or_a_section_of_its_own_is_no_finding():
    plan = plan_with("Phản ánh qua phòng Kinh tế.", "Phòng Giải pháp chủ trì.")
    plan.sections.filter(heading="GIẢI PHÁP").update(heading="Phòng Giải pháp xã")

    assert found(plan) == []


def test_escapes_above_the_able_are_found_where_they_are_planned():
    able = "Có 15 hộ nghèo, trong đó 11 hộ không có khả năng lao động."

    assert found(plan_with(able, "Phấn đấu 4 hộ thoát nghèo.")) == [
        ("able_exceeded", "table:hamlets/row:total/column:poor_reduction", "6", "4")
    ]
    assert found(plan_with(able, "Phấn đấu 5 hộ thoát nghèo.")) == [
        ("able_exceeded", "section:1/paragraph:2", "5 hộ thoát nghèo", "4")
    ]
    assert found(plan_with("Có 15 hộ nghèo, trong đó 9 hộ không có khả năng lao động.")) == []


def test_target_above_the_able_households_of_a_hamlet_is_found():
    plan = plan_with()
    hamlets = list(plan.unit.hamlets.order_by("position"))
    for hamlet in hamlets:
        hamlet.figures.update(no_labour=3)
    assert found(plan) == []  # 2 of the 2 that are able in each

    hamlets[1].figures.update(no_labour=4)
    (row,) = found(plan)
    assert row[0] == "able_exceeded"
    assert row[1].startswith("table:hamlets/row:")
    assert not row[1].startswith("table:hamlets/row:total/")
    assert row[2:] == ("2", "1")

    hamlets[1].figures.update(no_labour=None)  # not given: not told of, but the others still count
    assert found(plan) == []


@pytest.mark.parametrize(
    ("rate", "fires"),
    [
        ("5,00", False),  # 15 of 300
        ("5", False),
        ("3,00", False),  # 9 of 300 at the year's end
        ("2,00", False),  # 6 of 300, the reduction
        ("4,10", False),  # a target
        ("4,93", False),  # 148 of 3.000, published for an earlier year
        ("5,10", True),
        ("4,00", True),  # of near-poor households
        ("3,1", True),
    ],
)
def test_rate_typed_by_hand_is_one_of_table_target_or_published_series(rate, fires):
    plan = plan_with(f"Tỷ lệ hộ nghèo là {rate}%.")
    UnitFiguresFactory.create(unit=plan.unit, households=3000, poor=148, near_poor=123, source="declared")
    target = {
        "indicator": TargetIndicator.POOR,
        "comparator": Comparator.AT_MOST,
        "aim": "remainder",
        "value": Decimal("4.1"),
        "measure": Measure.PERCENT,
    }
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target], by=None)

    expected = [("number_in_text", "section:1/paragraph:1", f"{rate}%", "")]
    assert found(plan) == expected * fires


def test_count_of_the_published_series_may_be_typed():
    plan = plan_with("Toàn xã từng có 148 hộ nghèo.")
    assert [code for code, *_ in found(plan)] == ["number_in_text"]

    UnitFiguresFactory.create(unit=plan.unit, households=3000, poor=148, near_poor=123, source="declared")

    assert found(plan) == []


UNKNOWN_YET = {  # what only the officer can add: lists of households, the years of a roadmap
    kind: {
        PlanKind.ASSIGNMENT: ["appendix_missing", "appendix_missing"],
        PlanKind.ROADMAP: ["roadmap_year_missing"],
    }.get(kind, [])
    for kind in PlanKind
}


@pytest.mark.parametrize("kind", PLANS)
@pytest.mark.parametrize("label", [HamletLabel.XOM, HamletLabel.TO_DAN_PHO])
def test_standard_sections_of_a_kind_are_clean(kind, label):
    unit = CommuneFactory.create()
    counted_hamlets(unit, 4)
    content = kind_content(kind, placeholders(unit, year=YEAR, label=label))

    assert [code for code, *_ in found(small_plan(unit, kind=kind, content=content))] == UNKNOWN_YET[kind]

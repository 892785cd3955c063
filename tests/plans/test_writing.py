"""Writing a plan: started from words, changed part by part, each with its event, never over a newer one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from plans.actions import (
    commune_targets_save,
    declared_save,
    parts_save,
    plan_new,
    plan_save,
    section_add,
    section_delete,
    section_move,
    section_save,
    signatory_save,
)
from plans.models import (
    CommuneTarget,
    DeclaredFigure,
    Duty,
    FundingSource,
    HamletTarget,
    LegalBasis,
    Plan,
    PlanSection,
    ProgrammePeriod,
    Recipient,
    Signatory,
)
from plans.rules import Aim, Comparator, Measure, PlanContent, PlanKind, SectionContent, TargetIndicator
from povertyplan.common.audit import first_broken
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent, AuditHead
from tests.factories import (
    SMALL,
    YEAR,
    CommuneFactory,
    CommuneTargetFactory,
    DeclaredFigureFactory,
    HamletFactory,
    HamletTargetFactory,
    StandardFactory,
    approved,
    officer_of,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return small_plan()


def events(plan: Plan) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(unit_code=plan.unit.code).order_by("sequence"))


def last_event(plan: Plan) -> AuditEvent:
    found = events(plan)
    assert first_broken(found, AuditHead.objects.get(unit_code=plan.unit.code)) is None
    return found[-1]


def tree(plan: Plan, parent: int | None = None) -> list[Any]:
    """Headings in order, each followed by the list of those below."""
    found: list[Any] = []
    for section in PlanSection.objects.filter(plan=plan, parent=parent).order_by("order", "pk"):
        below = tree(plan, section.pk)
        found += [section.heading, below] if below else [section.heading]
    return found


def section_of(plan: Plan, heading: str) -> PlanSection:
    return PlanSection.objects.select_related("plan__unit").get(plan=plan, heading=heading)


def save_section(section: PlanSection, **fields: Any) -> PlanSection:
    values: dict[str, Any] = {
        "heading": section.heading,
        "body": section.body,
        "content": SectionContent(section.content),
        "version": section.version,
        "by": None,
        **fields,
    }
    return section_save(section=section, **values)


# --- starting ---


def test_plan_is_started_with_its_words_and_an_event():
    unit = CommuneFactory.create(name="Phú Mẫu")
    by = officer_of(unit)

    plan = small_plan(unit, by=by)

    assert (plan.slug, plan.created_by, plan.reference_date) == ("phu-mau-2026", by, dt.date(2025, 12, 31))
    assert (plan.issuer, plan.locality) == ("Ủy ban nhân dân\nxã Phú Mẫu", "Phú Mẫu")
    assert plan.standard.code == "2022-2025"
    assert tree(plan) == ["MỤC TIÊU", ["Chỉ tiêu"], "GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN"]
    assert [str(part) for part in (*plan.bases.all(), *plan.duties.all(), *plan.funding_sources.all())] == [
        "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27/01/2021",
        "Phòng Kinh tế",
        "Ngân sách xã",
    ]
    assert plan.signatory.name == "Người Ký Mẫu"
    event = last_event(plan)
    assert (event.action, event.user, event.target_label) == ("plan_created", by, "phu-mau-2026")
    assert event.details == {"kind": "annual", "year": YEAR}


def test_plan_can_be_started_by_a_command_for_nobody():
    assert small_plan(by=None).created_by is None


def test_slugs_of_plans_do_not_collide():
    unit, namesake = (CommuneFactory.create(name="Phú Mẫu", code=code) for code in ("90801", "90802"))

    slugs = [small_plan(place).slug for place in (unit, unit, unit, unit, namesake)]

    assert slugs == [
        "phu-mau-2026",
        "phu-mau-90801-2026",
        "phu-mau-90801-2026-2",
        "phu-mau-90801-2026-3",
        "phu-mau-90802-2026",
    ]


@pytest.mark.parametrize("year", [2014, 2061])
def test_plan_of_an_implausible_year_is_refused(year):
    with pytest.raises(ValidationError):
        small_plan(year=year)

    assert not Plan.objects.exists()


def content(**fields: Any) -> PlanContent:
    return dataclasses.replace(SMALL, **fields)


TOO_LONG: dict[str, PlanContent] = {
    "subject": content(fields={"subject": "x" * 301}),
    "symbol": content(fields={"subject": "x", "symbol": "x" * 31}),
    "row_decimals": content(fields={"subject": "x", "row_decimals": 5}),
    "month": content(fields={"subject": "x", "month": 13}),
    "no subject": content(fields={}),
    "heading": content(sections=(dataclasses.replace(SMALL.sections[0], heading="x" * 301),)),
    "heading below": content(
        sections=(
            dataclasses.replace(
                SMALL.sections[0], children=(dataclasses.replace(SMALL.sections[1], heading="x" * 301),)
            ),
        )
    ),
    "basis": content(bases=({"kind": "x" * 61},)),
    "duty": content(duties=({"actor": "x" * 201, "kind": "office", "text": ""},)),
    "duty kind": content(duties=({"actor": "x", "kind": "king", "text": ""},)),
    "funding": content(funding_sources=({"text": "x" * 601},)),
    "recipient": content(recipients=({"name": "x", "mark": "x" * 21},)),
    "signer": content(signatory_name="x" * 101),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_plan_with_words_that_do_not_fit_is_refused_as_a_whole(name):
    with pytest.raises(ValidationError):
        small_plan(content=TOO_LONG[name])

    assert not Plan.objects.exists()
    assert not PlanSection.objects.exists()


def test_plan_without_a_signatory_yet_can_be_started():
    assert small_plan(content=content(signatory_lines="", signatory_name="")).signatory.lines == ""


# --- its head ---


def test_head_is_changed_with_an_event_from_to(plan):
    by = officer_of(plan.unit)

    saved = plan_save(plan=plan, fields={"subject": "Mới", "month": 4}, version=plan.version, by=by)

    assert (saved.subject, saved.version) == ("Mới", plan.version + 1)
    event = last_event(plan)
    assert (event.action, event.user) == ("plan_saved", by)
    assert event.details == {"subject": ["Giảm nghèo bền vững", "Mới"]}


@pytest.mark.parametrize(
    "fields", [{"subject": "x" * 301}, {"subject": ""}, {"month": 0}, {"total_decimals": 9}]
)
def test_head_that_cannot_be_is_refused(plan, fields):
    with pytest.raises(ValidationError):
        plan_save(plan=plan, fields=fields, version=plan.version, by=None)

    plan.refresh_from_db()
    assert plan.subject == "Giảm nghèo bền vững"
    assert len(events(plan)) == 1


# --- sections ---


def test_section_is_saved_cleaned_with_an_event_from_to(plan):
    section = section_of(plan, "GIẢI PHÁP")

    saved = save_section(section, heading=" GIẢI  PHÁP\x00 CHÍNH ", body="Một. \n\n Hai.")

    assert (saved.heading, saved.body, saved.version) == (
        "GIẢI PHÁP CHÍNH",
        "Một.\nHai.",
        section.version + 1,
    )
    event = last_event(plan)
    assert event.action == "section_saved"
    assert event.details["from"] == ["GIẢI PHÁP", "Cho vay vốn.", "text"]
    assert event.details["to"] == ["GIẢI PHÁP CHÍNH", "Một.\nHai.", "text"]
    assert Plan.objects.get().version == plan.version + 1


def test_two_write_different_sections_at_the_same_time(plan):
    one, other = section_of(plan, "MỤC TIÊU"), section_of(plan, "GIẢI PHÁP")

    save_section(one, body="Một.")
    save_section(other, body="Hai.")

    assert set(PlanSection.objects.filter(body__in=["Một.", "Hai."]).values_list("body", flat=True)) == {
        "Một.",
        "Hai.",
    }


def test_section_that_somebody_saved_meanwhile_is_not_overwritten(plan):
    section = section_of(plan, "GIẢI PHÁP")
    save_section(section, body="Của người khác.")
    number = len(events(plan))

    with pytest.raises(StaleError, match="Người khác vừa sửa"):
        save_section(section, body="Của tôi.")

    assert section_of(plan, "GIẢI PHÁP").body == "Của người khác."
    assert len(events(plan)) == number


@pytest.mark.parametrize(
    "fields",
    [{"heading": "x" * 301}, {"heading": " \x00 "}, {"content": "poem"}],
)
def test_section_that_cannot_be_is_refused(plan, fields):
    with pytest.raises(ValidationError):
        save_section(section_of(plan, "GIẢI PHÁP"), **fields)

    assert len(events(plan)) == 1


def test_section_is_added_at_the_end_of_its_parent_and_of_the_plan(plan):
    section_add(plan=plan, parent=section_of(plan, "MỤC TIÊU"), heading=" Mới ", by=None)
    section_add(plan=plan, parent=None, heading="CUỐI", by=None)

    assert tree(plan) == ["MỤC TIÊU", ["Chỉ tiêu", "Mới"], "GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN", "CUỐI"]
    assert [event.action for event in events(plan)[1:]] == ["section_added"] * 2
    assert last_event(plan).details["heading"] == "CUỐI"


@pytest.mark.parametrize("heading", ["", " \x00", "x" * 301])
def test_section_with_an_impossible_heading_is_not_added(plan, heading):
    with pytest.raises(ValidationError):
        section_add(plan=plan, parent=None, heading=heading, by=None)


def test_section_is_not_added_below_another_plans(plan):
    other = small_plan()

    with pytest.raises(StaleError):
        section_add(plan=plan, parent=section_of(other, "MỤC TIÊU"), heading="Mới", by=None)

    assert "Mới" not in str(tree(plan) + tree(other))


def test_section_moves_among_its_siblings_only(plan):
    section_move(section=section_of(plan, "GIẢI PHÁP"), up=True, by=None)
    assert tree(plan) == ["GIẢI PHÁP", "MỤC TIÊU", ["Chỉ tiêu"], "TỔ CHỨC THỰC HIỆN"]

    section_move(section=section_of(plan, "MỤC TIÊU"), up=False, by=None)

    assert tree(plan) == ["GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN", "MỤC TIÊU", ["Chỉ tiêu"]]
    assert [event.action for event in events(plan)[1:]] == ["section_moved"] * 2


@pytest.mark.parametrize(
    ("heading", "up"),
    [("MỤC TIÊU", True), ("TỔ CHỨC THỰC HIỆN", False), ("Chỉ tiêu", True), ("Chỉ tiêu", False)],
)
def test_section_at_the_end_stays_and_nothing_is_said(plan, heading, up):
    before = tree(plan)

    section_move(section=section_of(plan, heading), up=up, by=None)

    assert tree(plan) == before
    assert len(events(plan)) == 1


def test_sections_with_the_same_order_can_still_be_moved(plan):
    PlanSection.objects.update(order=1)

    section_move(section=section_of(plan, "TỔ CHỨC THỰC HIỆN"), up=True, by=None)

    assert tree(plan) == ["MỤC TIÊU", ["Chỉ tiêu"], "TỔ CHỨC THỰC HIỆN", "GIẢI PHÁP"]


def test_section_is_deleted_with_those_below_and_its_words_stay_in_the_log(plan):
    section_delete(section=section_of(plan, "MỤC TIÊU"), by=None)

    assert tree(plan) == ["GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN"]
    event = last_event(plan)
    assert event.action == "section_deleted"
    assert (event.details["heading"], event.details["body"]) == (
        "MỤC TIÊU",
        "Giảm {{giam-ho-ngheo}} hộ nghèo.",
    )


GONE: dict[str, Callable[[PlanSection], object]] = {
    "save": lambda section: save_section(section, body="Của tôi."),
    "move": lambda section: section_move(section=section, up=True, by=None),
    "delete": lambda section: section_delete(section=section, by=None),
    "add below": lambda section: section_add(plan=section.plan, parent=section, heading="Mới", by=None),
}


@pytest.mark.parametrize("name", GONE)
def test_section_that_somebody_deleted_meanwhile_is_stale(plan, name):
    section = section_of(plan, "GIẢI PHÁP")
    section_delete(section=section_of(plan, "GIẢI PHÁP"), by=None)
    number = len(events(plan))

    with pytest.raises(StaleError, match="vừa bị người khác xóa"):
        GONE[name](section)

    assert len(events(plan)) == number


# --- lists ---


def test_list_becomes_what_is_given_in_that_order(plan):
    rows = [{"name": "Đảng ủy xã", "mark": "b/c"}, {"name": "Lưu: VT", "mark": ""}]

    parts_save(plan=plan, model=Recipient, rows=rows, version=plan.version, by=None)

    assert list(plan.recipients.order_by("order").values_list("name", "mark")) == [
        ("Đảng ủy xã", "b/c"),
        ("Lưu: VT", ""),
    ]
    event = last_event(plan)
    assert (event.action, event.details) == (
        "parts_saved",
        {"list": "recipient", "from": ["Lưu: VT"], "to": ["Đảng ủy xã b/c", "Lưu: VT"]},
    )
    assert plan.duties.count() == 1


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (LegalBasis, {"kind": "x", "subject": "x" * 601}),
        (LegalBasis, {"kind": "x", "number": "x" * 61}),
        (LegalBasis, {"kind": ""}),
        (Duty, {"actor": "x" * 201, "kind": "office"}),
        (Duty, {"actor": "x", "kind": "king"}),
        (FundingSource, {"text": "x" * 601}),
        (Recipient, {"name": "x" * 201}),
        (Recipient, {"name": ""}),
    ],
)
def test_list_with_a_row_that_does_not_fit_is_refused_and_stays(plan, model, row):
    before = list(model.objects.order_by("pk").values())

    with pytest.raises(ValidationError):
        parts_save(plan=plan, model=model, rows=[row], version=plan.version, by=None)

    assert list(model.objects.order_by("pk").values()) == before
    assert len(events(plan)) == 1


def test_list_takes_two_hundred_rows_and_no_more(plan):
    rows = [{"name": f"Nơi {number}"} for number in range(201)]

    with pytest.raises(DomainError, match="Nhiều nhất 200"):
        parts_save(plan=plan, model=Recipient, rows=rows, version=plan.version, by=None)
    assert plan.recipients.count() == 1

    parts_save(plan=plan, model=Recipient, rows=rows[:200], version=plan.version, by=None)
    assert plan.recipients.count() == 200


def test_signatory_is_saved_cleaned(plan):
    signatory_save(plan=plan, lines=" CHỦ TỊCH \n\n", name=" Người  Khác ", version=plan.version, by=None)

    signatory = Signatory.objects.get(plan=plan)
    assert (signatory.lines, signatory.name) == ("CHỦ TỊCH", "Người Khác")
    assert last_event(plan).details["to"] == ["CHỦ TỊCH", "Người Khác"]


@pytest.mark.parametrize(("lines", "name"), [("", "Người Khác"), ("CHỦ TỊCH", "x" * 101)])
def test_signatory_that_cannot_be_is_refused(plan, lines, name):
    with pytest.raises(ValidationError):
        signatory_save(plan=plan, lines=lines, name=name, version=plan.version, by=None)


OLD: dict[str, Callable[[Plan], object]] = {
    "head": lambda plan: plan_save(plan=plan, fields={"subject": "Mới"}, version=plan.version - 1, by=None),
    "list": lambda plan: parts_save(plan=plan, model=Duty, rows=[], version=plan.version - 1, by=None),
    "signatory": lambda plan: signatory_save(
        plan=plan, lines="x", name="x", version=plan.version - 1, by=None
    ),
}


@pytest.mark.parametrize("name", OLD)
def test_plan_that_somebody_saved_meanwhile_is_not_overwritten(plan, name):
    with pytest.raises(StaleError, match="Người khác vừa sửa"):
        OLD[name](plan)

    assert len(events(plan)) == 1


WRITES: dict[str, Callable[[Plan], object]] = {
    "head": lambda plan: plan_save(plan=plan, fields={"subject": "Mới"}, version=plan.version, by=None),
    "list": lambda plan: parts_save(plan=plan, model=Duty, rows=[], version=plan.version, by=None),
    "signatory": lambda plan: signatory_save(plan=plan, lines="x", name="x", version=plan.version, by=None),
    "section save": lambda plan: save_section(section_of(plan, "GIẢI PHÁP"), body="x"),
    "section add": lambda plan: section_add(plan=plan, parent=None, heading="x", by=None),
    "section move": lambda plan: section_move(section=section_of(plan, "GIẢI PHÁP"), up=True, by=None),
    "section delete": lambda plan: section_delete(section=section_of(plan, "GIẢI PHÁP"), by=None),
    "declared": lambda plan: declared_save(plan=plan, figures={(None, "poor"): Decimal(1)}, by=None),
    "targets": lambda plan: commune_targets_save(unit=plan.unit, year=plan.year, rows=[], by=None),
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("close", [submitted, approved])
def test_plan_with_the_leader_is_closed_for_writing(plan, name, close):
    plan = close(plan)
    number = len(events(plan))

    with pytest.raises(DomainError, match="đang trình, đã duyệt hoặc đã ban hành"):
        WRITES[name](plan)

    assert len(events(plan)) == number


@pytest.mark.parametrize("name", WRITES)
def test_every_write_leaves_one_event_and_a_chain_that_holds(plan, name):
    WRITES[name](plan)

    assert len(events(plan)) == 2
    assert last_event(plan).unit_code == plan.unit.code


# --- declared figures ---


def declared(plan: Plan) -> dict[tuple[int | None, str], Decimal]:
    return {(row.hamlet_id, row.column): row.value for row in plan.declared_figures.all()}


def test_declared_figures_are_set_changed_and_withdrawn(plan):
    hamlet = HamletFactory.create(unit=plan.unit).pk
    first = {(None, "households"): Decimal(5441), (hamlet, "poor_reduction_rate"): Decimal("0.79")}

    assert declared_save(plan=plan, figures={**first, (None, "poor"): None}, by=None) == 2
    assert declared(plan) == first
    assert declared_save(plan=plan, figures=first, by=None) == 0
    assert declared_save(plan=plan, figures={(None, "households"): None}, by=None) == 1

    assert declared(plan) == {(hamlet, "poor_reduction_rate"): Decimal("0.79")}
    assert [event.details for event in events(plan)[1:]] == [
        {"total/households": [None, "5441"], f"{hamlet}/poor_reduction_rate": [None, "0.79"]},
        {"total/households": ["5441.0000", None]},
    ]


def test_declared_zero_is_not_withdrawn(plan):
    for value in (Decimal(5), Decimal(0)):
        declared_save(plan=plan, figures={(None, "poor"): value}, by=None)

    assert declared(plan) == {(None, "poor"): Decimal(0)}


@pytest.mark.parametrize("column", ["end_poor", "poor_rate", "people", ""])
def test_declared_figure_of_an_unknown_column_is_refused(plan, column):
    with pytest.raises(DomainError, match="không có trong bảng"):
        declared_save(plan=plan, figures={(None, "poor"): Decimal(1), (None, column): Decimal(1)}, by=None)

    assert declared(plan) == {}


def test_declared_figure_of_a_foreign_hamlet_is_refused(plan):
    with pytest.raises(DomainError, match="không có trong bảng"):
        declared_save(plan=plan, figures={(HamletFactory.create().pk, "poor"): Decimal(1)}, by=None)


@pytest.mark.parametrize("value", ["-1", "12345678", "0.12345"])
def test_declared_figure_that_does_not_fit_is_refused(plan, value):
    with pytest.raises(ValidationError):
        declared_save(plan=plan, figures={(None, "poor"): Decimal(value)}, by=None)

    assert declared(plan) == {}


# --- the commune's targets ---


def target(**fields: Any) -> dict[str, Any]:
    return {
        "indicator": TargetIndicator.POOR,
        "comparator": Comparator.AT_LEAST,
        "value": Decimal(7),
        "measure": Measure.HOUSEHOLD,
        **fields,
    }


def test_targets_become_what_is_given_in_that_order(plan):
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target(value=Decimal(1))], by=None)

    commune_targets_save(
        unit=plan.unit, year=YEAR, rows=[target(), target(indicator=TargetIndicator.NEAR_POOR)], by=None
    )

    found = CommuneTarget.objects.order_by("order")
    assert [str(row) for row in found] == ["hộ nghèo từ 7 hộ trở lên", "hộ cận nghèo từ 7 hộ trở lên"]
    event = last_event(plan)
    assert (event.action, event.details["from"]) == (
        "commune_targets_saved",
        ["giảm hộ nghèo từ 1 hộ trở lên"],
    )
    assert len(event.details["to"]) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"value": Decimal(-1)},
        {"value": Decimal(101), "measure": Measure.PERCENT},
        {"value": Decimal("0.12345")},
        {"value": Decimal(12_345_678)},
        {"value": None},
        {"wording": "x" * 301},
        {"indicator": "rich"},
        {"comparator": "about"},
        {"policy_group": "friends"},
    ],
)
def test_target_that_cannot_be_is_refused_and_the_list_stays(plan, fields):
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target()], by=None)

    with pytest.raises(ValidationError):
        commune_targets_save(unit=plan.unit, year=YEAR, rows=[target(), target(**fields)], by=None)

    assert CommuneTarget.objects.count() == 1
    assert [event.action for event in events(plan)] == ["plan_created", "commune_targets_saved"]


def test_targets_of_another_year_stay(plan):
    CommuneTargetFactory.create(unit=plan.unit, year=YEAR - 1)

    commune_targets_save(unit=plan.unit, year=YEAR, rows=[], by=None)

    assert CommuneTarget.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Giảm hộ nghèo từ 7 hộ trở lên"),
        ({"measure": Measure.PERCENT, "value": Decimal("0.79")}, "Giảm tỷ lệ hộ nghèo từ 0,79% trở lên"),
        ({"aim": Aim.REMAINDER, "comparator": Comparator.BELOW}, "Đến cuối năm 2026 còn hộ nghèo dưới 7 hộ"),
        (
            {"policy_group": "meritorious"},
            "Giảm hộ nghèo có thành viên là người có công với cách mạng từ 7 hộ trở lên",
        ),
        ({"wording": "Giảm ít nhất 7 hộ."}, "Giảm ít nhất 7 hộ"),
    ],
)
def test_target_has_its_sentence(fields, sentence):
    assert CommuneTargetFactory.build(unit=None, **{**target(), **fields}).sentence == sentence


# --- what the database refuses ---


def plan_like(plan: Plan, **fields: Any) -> Plan:
    values = {
        "unit": plan.unit,
        "kind": PlanKind.ANNUAL,
        "year": YEAR,
        "slug": "x",
        "standard": plan.standard,
        "reference_date": plan.reference_date,
        "issuer": "x",
        "locality": "x",
        "subject": "x",
    }
    return Plan(**{**values, **fields})


def twice(instance: Any) -> Any:
    instance.pk = None
    instance._state.adding = True
    return instance


BROKEN: dict[str, tuple[Callable[[Plan], Any], str]] = {
    "plan_kind_is_known": (lambda plan: plan_like(plan, kind="poem"), "không có trong danh mục"),
    "plan_status_is_known": (lambda plan: plan_like(plan, status="lost"), "không có trong danh mục"),
    "plan_year_is_plausible": (lambda plan: plan_like(plan, year=2014), "Năm phải từ 2015 đến 2060."),
    "plan_approved_has_print": (
        lambda plan: plan_like(plan, status="approved"),
        "Kế hoạch đã duyệt phải có bản trình ký.",
    ),
    "plan_slug_is_once": (lambda plan: plan_like(plan, slug=plan.slug), "đã tồn tại"),
    "declared_total_is_given_once": (
        lambda plan: twice(DeclaredFigureFactory.create(plan=plan)),
        "Ô này của dòng tổng đã có số công bố.",
    ),
    "declared_figure_is_given_once": (
        lambda plan: twice(
            DeclaredFigureFactory.create(plan=plan, hamlet=HamletFactory.create(unit=plan.unit))
        ),
        "Ô này đã có số công bố.",
    ),
    "declared_figure_is_not_negative": (
        lambda plan: DeclaredFigureFactory.build(plan=plan, value=-1),
        "Số công bố không thể âm.",
    ),
    "section_content_is_known": (
        lambda plan: PlanSection(plan=plan, heading="x", content="poem"),
        "không có trong danh mục",
    ),
    "duty_actor_kind_is_known": (
        lambda plan: Duty(plan=plan, actor="x", kind="king"),
        "không có trong danh mục",
    ),
    "programme_years_are_ordered": (
        lambda plan: ProgrammePeriod(code="x", name="x", first_year=2026, last_year=2025),
        "Năm cuối phải sau năm đầu.",
    ),
    "commune_target_is_not_negative": (
        lambda plan: CommuneTargetFactory.build(unit=plan.unit, value=-1),
        "Chỉ tiêu không thể âm.",
    ),
    "commune_target_rate_is_at_most_100": (
        lambda plan: CommuneTargetFactory.build(unit=plan.unit, value=101, measure=Measure.PERCENT),
        "Tỷ lệ không thể quá 100.",
    ),
    "commune_target_terms_are_known": (
        lambda plan: CommuneTargetFactory.build(unit=plan.unit, aim="joy"),
        "Chỉ tiêu có mục không nằm trong danh mục.",
    ),
    "hamlet_target_is_given_once_a_year": (
        lambda plan: twice(HamletTargetFactory.create()),
        "Thôn này đã có chỉ tiêu của năm đó.",
    ),
    "hamlet_target_is_not_negative": (
        lambda plan: HamletTargetFactory.build(hamlet=HamletFactory.create(), poor_reduction=-1),
        "0",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("bulk", [False, True])
def test_what_cannot_be_is_refused_by_the_database(plan, name, bulk):
    instance = BROKEN[name][0](plan)
    manager = type(instance)._default_manager

    with pytest.raises(IntegrityError), transaction.atomic():
        manager.bulk_create([instance]) if bulk else instance.save(force_insert=True)


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_is_said_in_vietnamese(plan, name):
    build, sentence = BROKEN[name]
    instance = build(plan)

    with pytest.raises(ValidationError) as cleaned:
        instance.full_clean()

    messages = list(cleaned.value.messages)
    try:
        instance.validate_constraints()
    except ValidationError as error:
        messages += error.messages
    assert any(sentence in message for message in messages), messages


def test_every_constraint_stands_in_this_database():
    with connection.cursor() as cursor:
        for model in (Plan, DeclaredFigure, PlanSection, Duty, ProgrammePeriod, CommuneTarget, HamletTarget):
            stored = connection.introspection.get_constraints(cursor, model._meta.db_table)

            assert {constraint.name for constraint in model._meta.constraints} <= stored.keys()


def test_new_plan_of_a_commune_is_seen_by_its_officer_only():
    plan, other = small_plan(), small_plan()
    officer = officer_of(plan.unit)

    assert list(Plan.objects.visible_to(officer)) == [plan]
    assert list(Plan.objects.visible_to(officer_of(other.unit))) == [other]


def test_kind_of_plan_decides_its_columns():
    plan = small_plan(kind=PlanKind.GROUP_TARGETS)

    assert declared_save(plan=plan, figures={(None, "end_poor"): Decimal(1)}, by=None) == 1
    with pytest.raises(DomainError):
        declared_save(plan=plan, figures={(None, "near_poor"): Decimal(1)}, by=None)


def test_plan_can_be_started_with_words_of_a_kind_by_name():
    StandardFactory.create()

    plan = plan_new(
        unit=CommuneFactory.create(), kind=PlanKind.ANNUAL, year=YEAR, content=content(sections=()), by=None
    )

    assert tree(plan) == []

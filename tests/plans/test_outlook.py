"""Roadmap, indicators, projects, groups and prospects: what is kept, counted, found and edited."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from assignments.rules import EscapePath
from households.queries import Marks, reviewed_counts
from households.rules import Cause, mask_of
from plans.actions import commune_targets_save, parts_save, plan_new
from plans.compose import plan_source, plan_view, token_hits
from plans.forms.lists import PARTS
from plans.models import (
    Duty,
    HouseholdGroup,
    IndicatorTarget,
    Plan,
    Project,
    ProspectCount,
    RoadmapYear,
)
from plans.queries import plan_parts
from plans.rules import (
    Milestone,
    PlanKind,
    SectionContent,
    SectionContentText,
    rises,
    years_missing,
)
from povertyplan.common.errors import DomainError
from povertyplan.documents.blocks import walk
from povertyplan.documents.figures import inline_text
from tests.factories import (
    SMALL,
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    UnitFiguresFactory,
    counted_hamlets,
    officer_of,
    small_plan,
)
from tests.plans.test_writing_pages import list_data, url_of

# --- rules ---


def way(*left: int | None) -> list[Milestone]:
    return [Milestone(year=YEAR + number, left=each) for number, each in enumerate(left)]


def test_way_down_has_no_rise_and_years_not_given_are_passed_over():
    assert list(rises(way(21, 12, None, 12, 0))) == []
    assert list(rises(way(None, None))) == []


def test_a_rise_names_the_year_given_before_it():
    (rise,) = rises(way(21, None, 22))

    assert (rise.before.year, rise.milestone.year) == (YEAR, YEAR + 2)


def test_years_of_a_period_that_nothing_is_given_for():
    assert years_missing([2025, 2030], first=2025, last=2030) == (2026, 2027, 2028, 2029)


# --- what the database refuses ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (RoadmapYear, {"year": 1900}),
        (RoadmapYear, {"year": YEAR, "poor_comparator": "about"}),
        (RoadmapYear, {"year": YEAR, "poor_rate": 101}),
        (RoadmapYear, {"year": YEAR, "households": 10, "poor": 11}),
        (IndicatorTarget, {"subject": "x", "dimension": "love"}),
        (IndicatorTarget, {"subject": "x", "value": 101}),
        (Project, {"level": "part", "number": 1, "name": "x"}),
        (Project, {"number": 0, "name": "x"}),
        (HouseholdGroup, {"name": "x", "flags": 1, "typed": 3}),
        (HouseholdGroup, {"name": "x", "flags": 1 << 3}),
        (ProspectCount, {"path": "flight", "households": 1}),
        (ProspectCount, {"path": "helped", "households": 0}),
        (Duty, {"actor": "x", "report_period": "daily"}),
        (Duty, {"actor": "x", "report_due": "trước ngày 5"}),
    ],
)
def test_impossible_rows_are_refused(model, values):
    plan = small_plan()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(plan=plan, **values)


@pytest.mark.django_db
def test_a_year_of_the_roadmap_is_given_once():
    plan = small_plan()
    RoadmapYear.objects.create(plan=plan, year=YEAR)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoadmapYear.objects.create(plan=plan, year=YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"last_year": YEAR + 4},
        {"kind": "roadmap"},
        {"kind": "roadmap", "last_year": YEAR},
        {"decimal_mark": ";"},
    ],
)
def test_only_a_plan_of_a_period_has_a_last_year_after_its_first(values):
    plan = small_plan()

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**values)


def test_a_year_of_the_roadmap_is_told_in_words():
    row = RoadmapYear(year=2030, poor=0, near_poor_rate=Decimal("0.2"), near_poor_comparator="below")

    assert str(row) == "năm 2030: hộ nghèo còn 0 hộ; hộ cận nghèo còn dưới 0,2%"


# --- a plan of a period ---


def period_plan(**lists: Any) -> Plan:
    """A plan of five years in a commune of which only the sum is known."""
    plan = small_plan(kind=PlanKind.ROADMAP, content=replace(SMALL, **lists))
    UnitFiguresFactory.create(
        unit=plan.unit,
        date=plan.reference_date,
        standard=plan.standard,
        poor=21,
        near_poor=113,
        source="declared",
    )
    return plan


def codes(plan: Plan) -> list[tuple[str, str]]:
    plan = Plan.objects.select_related("unit", "standard").get(pk=plan.pk)
    return [(str(each.code), each.place) for each in plan_view(plan).findings]


@pytest.mark.django_db
def test_a_plan_of_a_period_is_named_by_its_years():
    unit = CommuneFactory.create()
    small_plan(unit)

    plan = plan_new(unit=unit, kind=PlanKind.ROADMAP, year=YEAR, content=SMALL, by=None, last_year=YEAR + 3)

    assert (plan.slug, plan.years) == (f"{unit.slug}-{YEAR}-{YEAR + 3}", f"{YEAR}-{YEAR + 3}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ((20, 15, 12, 9, 4, 0), []),
        ((20, 15, 16, 9, 4, 0), [("roadmap_rises", f"table:roadmap/row:{YEAR + 2}/column:poor")]),
        ((22, 15, 12, 9, 4, 0), [("roadmap_rises", f"table:roadmap/row:{YEAR}/column:poor")]),
        ((20, None, 12, 9, 4, 0), [("roadmap_year_missing", "table:roadmap")]),
    ],
)
def test_the_roadmap_leads_down_from_what_there_is_and_leaves_no_year_out(left, expected):
    rows = tuple({"year": YEAR + number, "poor": each} for number, each in enumerate(left))

    assert codes(period_plan(roadmap=rows)) == expected


@pytest.mark.django_db
def test_first_year_of_the_roadmap_is_the_target_of_that_year():
    rows = tuple({"year": YEAR + number, "poor": 12} for number in range(6))
    plan = period_plan(roadmap=rows)
    target = {"indicator": "poor", "aim": "reduction", "value": Decimal(8), "measure": "household"}
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target], by=None)

    assert codes(plan) == [("roadmap_differs", f"table:roadmap/row:{YEAR}/column:poor_fall")]

    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target | {"value": Decimal(9)}], by=None)

    assert codes(plan) == []


@pytest.mark.django_db
def test_years_of_the_period_may_be_named_and_others_not():
    rows = tuple({"year": YEAR + number, "poor": 12} for number in range(6))
    plan = period_plan(roadmap=rows)

    plan.sections.filter(heading="GIẢI PHÁP").update(body=f"Năm {YEAR + 4} sơ kết, năm {YEAR + 6} tổng kết.")

    assert codes(plan) == [("year_in_text", "section:2/paragraph:1")]


@pytest.mark.django_db
def test_indicator_words_hold_their_number_and_one_without_is_a_notice():
    rows = (
        {"subject": "Có nước sạch", "dimension": "water", "comparator": "at_least", "value": Decimal(98)},
        {"subject": "Có nhà tiêu", "value": Decimal(90), "wording": "hơn 95%"},
        {"subject": "Giảm suy dinh dưỡng"},
    )
    plan = small_plan(content=replace(SMALL, indicators=rows))

    assert codes(plan) == [
        ("target_wording", "table:indicators/row:2/column:level"),
        ("indicator_without_value", "table:indicators"),
    ]
    assert [row.level(".") for row in plan.indicator_targets.order_by("pk")] == [
        "từ 98% trở lên",
        "hơn 95%",
        "",
    ]


@pytest.mark.django_db
def test_lead_of_a_project_has_a_duty_and_prose_names_only_projects_there_are():
    rows = (
        {"number": 2, "name": "Sinh kế", "lead": "Phòng Kinh tế"},
        {"number": 1, "level": "sub_project", "name": "Nhà ở", "lead": "Trạm Y tế"},
    )
    plan = small_plan(content=replace(SMALL, projects=rows))
    plan.sections.filter(heading="GIẢI PHÁP").update(body="Triển khai Tiểu dự án 1 của Dự án 2 và Dự án 4.")

    assert codes(plan) == [
        ("actor_without_duty", "project:2"),
        ("project_unknown", "section:2/paragraph:1"),
    ]


@pytest.mark.django_db
def test_rate_of_a_target_follows_from_its_households_where_hamlets_have_none():
    plan = small_plan()
    UnitFiguresFactory.create(
        unit=plan.unit,
        date=plan.reference_date,
        standard=plan.standard,
        households=1000,
        poor=50,
        source="declared",
    )
    target = {"indicator": "poor", "aim": "reduction", "measure": "household", "value": Decimal(25)}
    wrong = target | {"measure": "percentage_point", "value": Decimal("2.6")}
    commune_targets_save(unit=plan.unit, year=YEAR, rows=[target, wrong], by=None)

    assert codes(plan) == [("target_rate_differs", "target:2")]


@pytest.mark.django_db
def test_first_of_the_projects_is_a_project():
    plan = small_plan()

    with pytest.raises(DomainError, match="Dòng đầu phải là dự án"):
        parts_save(
            plan=plan,
            model=Project,
            rows=[{"level": "sub_project", "number": 1, "name": "x"}],
            version=plan.version,
            by=None,
        )


# --- groups ---


@pytest.mark.django_db
def test_marked_households_are_those_with_any_mark_and_poor(django_assert_num_queries):
    hamlet = HamletFactory.create()
    round = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    land, illness = (mask_of(frozenset([[*Cause].index(cause) + 1])) for cause in (Cause.LAND, Cause.ILLNESS))
    for found in (
        {"poor": True, "merit": True},
        {"poor": True, "causes": land | illness},
        {"poor": True, "causes": illness, "no_labour": True},
        {"near_poor": True, "merit": True, "causes": land},
    ):
        ReviewFactory.create(round=round, household=HouseholdFactory.create(hamlet=hamlet), **found)
    marks = [
        Marks(flags=("merit",)),
        Marks(causes=(Cause.LAND, Cause.ILLNESS)),
        Marks(flags=("merit", "no_labour"), causes=(Cause.LAND,)),
        Marks(causes=(Cause.TOOLS,)),
    ]

    with django_assert_num_queries(1):
        assert reviewed_counts(round=round, marks=marks).marked == (1, 2, 3, 0)


@pytest.mark.django_db
def test_group_says_its_number_where_a_review_or_an_officer_gives_it():
    unit = CommuneFactory.create()
    (hamlet,) = counted_hamlets(unit, 1)
    groups = (
        {"name": "Người có công", "flags": 1, "solutions": "Giúp trước."},
        {"name": "Tệ nạn", "typed": 4, "solutions": "Khuyên nhủ, {{nhom-ho@1}} hộ kia cũng vậy."},
        {"name": "Khác", "solutions": "Tìm hiểu."},
    )
    section = SectionContentText(heading="NHÓM HỘ", content=SectionContent.GROUPS)
    plan = small_plan(unit, content=replace(SMALL, sections=(section,), groups=groups))
    round = ReviewRoundFactory.create(
        unit=unit, closed=True, reference_date=plan.reference_date, standard=plan.standard
    )
    ReviewFactory.create(round=round, household=HouseholdFactory.create(hamlet=hamlet), poor=True, merit=True)

    view = plan_view(Plan.objects.select_related("unit", "standard").get(pk=plan.pk))

    said = [inline_text(block.inline) for block in walk(view.document.blocks) if hasattr(block, "inline")]
    day = f"31/12/{YEAR - 1}"
    assert [text for text in said if "nhóm này" in text or "hộ kia" in text] == [
        f"Đến ngày {day}, nhóm này có 1 hộ nghèo.",
        f"Đến ngày {day}, nhóm này có 4 hộ nghèo.",
        "Khuyên nhủ, 1 hộ kia cũng vậy.",
    ]


# --- reading all lists at once ---


@pytest.mark.django_db
def test_lists_read_at_once_are_what_each_table_holds():
    """Dates, decimals, truth and blanks come back as from the database."""
    plan = small_plan(
        content=replace(
            SMALL,
            bases=({"kind": "Luật", "date": dt.date(2021, 1, 27)}, {"kind": "Nghị định", "date": None}),
            roadmap=(
                {"year": YEAR, "poor": 3, "poor_rate": Decimal("0.1234"), "near_poor_rate": Decimal(7)},
            ),
            projects=({"number": 1, "name": "x", "lead_is_chair": True},),
            indicators=({"subject": "Ậ “x” \\ \n{}", "value": Decimal("99.5")},),
        )
    )
    commune_targets_save(
        unit=plan.unit,
        year=YEAR,
        rows=[{"indicator": "poor", "value": Decimal("0.79"), "measure": "percent"}],
        by=None,
    )

    parts = plan_parts(plan)

    def values(rows):
        return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]

    for manager in (
        *(plan.bases, plan.duties, plan.sections, plan.recipients, plan.funding_sources, plan.roadmap_years),
        *(plan.projects, plan.indicator_targets, plan.unit.targets),
    ):
        held = manager.order_by("order", "pk")
        assert values(parts.of(held.model)) == values(held)


@pytest.mark.django_db
def test_lists_take_one_query_however_many(django_assert_num_queries):
    plan = small_plan(content=replace(SMALL, roadmap=tuple({"year": YEAR + n} for n in range(9))))

    with django_assert_num_queries(1):
        assert len(plan_parts(plan).of(RoadmapYear)) == 9


# --- pages ---


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

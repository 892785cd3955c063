"""The five demo plans: what is in each, what of it does not add up, and what reading them costs."""

from __future__ import annotations

from collections import Counter

import pytest

from plans.compose import PlanView, plan_view
from plans.models import Plan
from povertyplan.documents.blocks import Figure, Section, Table, walk
from povertyplan.documents.figures import cell_text

EXPECTED = {
    "bach-quang-2026": {
        "able_exceeded": 1,
        "appendix_numeral": 1,
        "unnamed_place": 1,
    },
    "phu-thinh-2026": {"total_not_sum": 3},
    "bac-son-2023": {"rate_mismatch": 2, "rate_rounding": 1, "target_exceeded": 1},
    "tan-hoa-2024": {"deadline_contradiction": 1, "figure_differs": 2, "year_in_text": 3},
    "dak-cam-2025-2030": {
        "implied_totals_differ": 1,
        "indicator_without_value": 1,
        "project_unknown": 1,
        "roadmap_year_missing": 1,
    },
}


def view_of(slug: str) -> PlanView:
    return plan_view(Plan.objects.select_related("unit", "standard").get(slug=slug))


def rows(table: Table) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in (*table.rows, *filter(None, [table.total]))]


def table_of(slug: str, key: str) -> Table:
    return next(table for table in view_of(slug).document.tables() if table.key == key)


@pytest.mark.parametrize("slug", EXPECTED)
def test_what_a_plan_prints_and_does_not_compute_is_found(demo: None, slug: str) -> None:
    assert Counter(str(finding.code) for finding in view_of(slug).findings) == EXPECTED[slug]


@pytest.mark.parametrize(
    ("slug", "actors", "bases", "recipients", "funding"),
    [
        ("bach-quang-2026", 4, 2, 12, 1),
        ("phu-thinh-2026", 9, 4, 8, 6),
        ("bac-son-2023", 5, 1, 4, 4),
        ("tan-hoa-2024", 4, 1, 6, 1),
        ("dak-cam-2025-2030", 6, 5, 7, 3),
    ],
)
def test_a_plan_holds_every_actor_basis_recipient_and_source(
    demo: None, slug: str, actors: int, bases: int, recipients: int, funding: int
) -> None:
    source = view_of(slug).source

    held = (source.duties, source.bases, source.recipients, source.funding)
    assert tuple(map(len, held)) == (actors, bases, recipients, funding)
    assert source.signatory
    assert source.signatory.lines


def test_prospects_stand_by_path_and_group_and_the_one_without_a_name_is_found(demo: None) -> None:
    table = table_of("bach-quang-2026", "prospects")

    printed = rows(table)
    assert printed[-1] == ["", "Tổng cộng", "11", "3", "5", "19"]
    assert ["8", "", "2", "", "", "2"] in printed
    assert ["2", "Kè", "1", "", "2", "3"] in printed
    assert ["10", "Chưa ghi theo tổ dân phố: được hỗ trợ xây nhà mới", "", "2", "", "2"] in printed
    unnamed = [each for each in view_of("bach-quang-2026").findings if each.code == "unnamed_place"]
    assert [each.place for each in unnamed] == ["table:prospects/row:8/column:name"]


def test_share_of_those_who_cannot_work_is_computed_and_the_rate_of_all_is_declared(demo: None) -> None:
    blocks = walk(view_of("bach-quang-2026").document.blocks)

    figures = {
        part.key: part
        for block in blocks
        if hasattr(block, "inline")
        for part in block.inline
        if isinstance(part, Figure)
    }
    assert cell_text(figures["ty-le-khong-lao-dong"]) == "56,1"
    assert (cell_text(figures["ty-le-ho-ngheo"]), figures["ty-le-ho-ngheo"].declared) == ("0,6", True)


def test_series_has_two_standards_in_the_year_they_changed_and_points_before_decimals(demo: None) -> None:
    assert rows(table_of("tan-hoa-2024", "series")) == [
        ["31/12/2021", "2016-2020", "1.603", "48", "2.99", "", "50", "3.12", ""],
        ["31/12/2021", "2022-2025", "1.603", "138", "8.61", "", "103", "6.43", ""],
        ["31/12/2022", "2022-2025", "1.605", "97", "6.04", "2.57", "75", "4.67", "1.76"],
        ["31/12/2023", "2022-2025", "1.609", "84", "5.22", "0.82", "68", "4.23", "0.44"],
    ]


def test_officers_report_every_month(demo: None) -> None:
    duties = view_of("tan-hoa-2024").source.duties

    assert [duty.kind for duty in duties] == ["official", "official", "association", "hamlet"]
    assert [duty.report[:35] for duty in duties[:2]] == [
        "Hằng tháng báo cáo UBND xã kết quả ",
        "Hằng tháng, trước ngày 15 tháng 10,",
    ]


def test_roadmap_says_what_is_known_and_leaves_the_rest_blank(demo: None) -> None:
    document = view_of("dak-cam-2025-2030").document

    printed = rows(table_of("dak-cam-2025-2030", "roadmap"))
    assert printed[:2] == [
        ["Ngày 31/12/2024", "", "21", "", "0,27", "113", "", "1,44"],
        ["Cuối năm 2025", "", "12", "9", "0,15", "106", "7", "1,27"],
    ]
    assert [row[2:] for row in printed[2:6]] == [[""] * 6] * 4
    assert printed[6] == ["Cuối năm 2030", "", "0", "", "", "", "", "dưới 0,2%"]
    assert [appendix.key for appendix in document.appendices] == ["roadmap"]


def test_indicators_say_how_their_number_is_meant(demo: None) -> None:
    levels = [row[3] for row in rows(table_of("dak-cam-2025-2030", "indicators"))]

    assert levels[8:] == ["từ 98% trở lên", "từ 90% trở lên", "từ 95% trở lên"]
    assert levels.count("100%") == 5
    assert levels.count("không nêu mức") == 3


def test_projects_stand_with_their_parts_below(demo: None) -> None:
    sections = [
        block for block in walk(view_of("dak-cam-2025-2030").document.blocks) if isinstance(block, Section)
    ]
    projects = [section for section in sections if section.heading.startswith("Dự án ")]

    parts = {
        project.heading[:7]: [block.heading[:13] for block in project.blocks if isinstance(block, Section)]
        for project in projects
    }
    assert parts == {
        "Dự án 2": [],
        "Dự án 3": ["Tiểu dự án 1:", "Tiểu dự án 2:"],
        "Dự án 6": ["Tiểu dự án 2:"],
        "Dự án 7": ["Tiểu dự án 1:", "Tiểu dự án 2:"],
    }


def test_groups_are_counted_from_the_review_and_vices_are_not(demo: None) -> None:
    source = view_of("phu-thinh-2026").source

    *counted, vices = source.group_counts
    assert vices is None
    assert all(counted)
    poor = source.figures.total.poor
    assert poor is not None
    assert all(count is not None and count < poor for count in counted)

"""From figures to the printed table and its findings, on the demo's real figures."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from households.models import AdministrativeUnit, Standard
from plans.actions import commune_targets_save, declared_save, plan_save, section_save
from plans.compose import (
    PlanSource,
    PlanView,
    compose_plan,
    hamlet_table,
    plan_source,
    plan_standing,
    plan_view,
    token_hits,
)
from plans.models import Plan, PlanSection
from plans.queries import HamletLine, YearFigures
from plans.rules import (
    COUNTS,
    PLANS,
    RATES,
    Comparator,
    Line,
    Measure,
    PlanKind,
    SectionContent,
    TargetIndicator,
)
from povertyplan.documents.blocks import Paragraph, Table, walk
from povertyplan.documents.checks import check_table
from povertyplan.documents.figures import cell_text, inline_text, printed_value
from tests.factories import (
    REFERENCE,
    SMALL,
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    HamletFactory,
    approved,
    counted_hamlets,
    small_plan,
)

KnownFinding = tuple[str, str, str, str, str]
PHU_THINH: list[KnownFinding] = [
    ("total_not_sum", "error", "table:hamlets/row:total/column:households", "5.441", "5.053"),
    ("total_not_sum", "error", "table:hamlets/row:total/column:poor_reduction", "43", "45"),
    ("total_not_sum", "error", "table:hamlets/row:total/column:near_poor_reduction", "43", "45"),
]
BAC_SON: list[KnownFinding] = [
    ("rate_mismatch", "error", "table:hamlets/row:khu-pho-9/column:poor_rate", "0,84", "0,71"),
    ("rate_mismatch", "error", "table:hamlets/row:khu-pho-9/column:end_rate", "0,42", "0,35"),
    ("rate_rounding", "notice", "table:hamlets", "6 ô", ""),
    ("target_exceeded", "notice", "target:2", "0,28%", "0,33"),
]


def plan_of(slug: str) -> Plan:
    return Plan.objects.select_related("unit", "approved_document").get(slug=slug)


def findings(view: PlanView) -> list[KnownFinding]:
    return [
        (finding.code, finding.level, finding.place, finding.printed, finding.computed)
        for finding in view.findings
    ]


def table_of(view: PlanView, key: str = "hamlets") -> Table:
    return next(table for table in view.document.tables() if table.key == key)


def printed(table: Table) -> list[list[str]]:
    """Every row as on paper, the total last."""
    rows = [*table.rows, table.total] if table.total else table.rows
    return [[cell_text(cell) for cell in row.cells] for row in rows]


def withdraw(plan: Plan) -> None:
    """Take back every published number."""
    rows = plan.declared_figures.values_list("hamlet", "column")
    declared_save(plan=plan, figures=dict.fromkeys(rows), by=None)


# --- the demo ---


def test_table_of_phu_thinh_is_printed_as_published(demo):
    rows = printed(table_of(plan_view(plan_of("phu-thinh-2026"))))

    assert len(rows) == 41
    assert [row[0] for row in rows] == [*(str(number) for number in range(1, 41)), ""]
    assert rows[0] == ["1", "Ba Giăng", "199", "3", "2", "1", "0,5", "1", "0,5"]
    assert rows[2] == ["3", "Ninh Giang", "121", "4", "1", "1", "0,8", "", ""]
    assert rows[4] == ["5", "Rừng Lâm", "140", "2", "", "1", "0,7", "", ""]
    assert rows[9] == ["10", "Khâu Giang", "148", "2", "2", "", "", "1", "0,7"]
    assert rows[26] == ["27", "Trung Tâm", "165", "6", "8", "3", "1,8", "3", "1,8"]
    assert rows[35] == ["36", "Xóm Gò", "89", "4", "3", "2", "2,2", "1", "1,1"]
    assert rows[39] == ["40", "Hùng Cường", "118", "4", "3", "1", "0,8", "1", "0,8"]
    assert rows[40] == ["", "Tổng cộng", "5.441", "127", "118", "43", "0,79", "43", "0,79"]


def test_findings_of_phu_thinh_are_its_three_totals_and_nothing_else(demo):
    view = plan_view(plan_of("phu-thinh-2026"))

    assert findings(view) == PHU_THINH
    assert list(view.grave) == list(view.findings)


def test_phu_thinh_adds_up_when_the_published_totals_are_withdrawn(demo):
    plan = plan_of("phu-thinh-2026")
    withdraw(plan)

    view = plan_view(plan)

    assert printed(table_of(view))[-1] == ["", "Tổng cộng", "5.053", "127", "118", "45", "0,89", "45", "0,89"]
    assert findings(view) == []


def test_table_of_bac_son_is_printed_as_published(demo):
    rows = printed(table_of(plan_view(plan_of("bac-son-2023"))))

    assert len(rows) == 11
    assert rows[0] == ["1", "Khu phố 1", "237", "2", "0,84", "1", "1", "0,42"]
    assert rows[1] == ["2", "Khu phố 2", "197", "1", "0,51", "0", "1", "0,51"]
    assert rows[7] == ["8", "Khu phố 9", "283", "2", "0,84", "1", "1", "0,42"]
    assert rows[9] == ["10", "Khu phố 12", "62", "3", "4,84", "1", "2", "3,22"]
    assert rows[10] == ["", "Tổng cộng", "2.452", "29", "1,18", "8", "21", "0,85"]


def test_findings_of_bac_son_are_those_known(demo):
    view = plan_view(plan_of("bac-son-2023"))

    assert findings(view) == BAC_SON
    assert [finding.code for finding in view.grave] == ["rate_mismatch", "rate_mismatch"]


def test_bac_son_adds_up_when_the_published_rates_are_withdrawn(demo):
    plan = plan_of("bac-son-2023")
    withdraw(plan)

    assert findings(plan_view(plan)) == [BAC_SON[-1]]


def test_who_answers_for_which_hamlets_is_printed_in_order(demo):
    rows = printed(table_of(plan_view(plan_of("bac-son-2023")), "areas"))

    assert len(rows) == 7
    assert [row[3] for row in rows][:3] == ["Khu phố 4, Khu phố 9", "Khu phố 3", "Khu phố 8, Khu phố 12"]


@pytest.mark.parametrize(("slug", "in_appendix"), [("phu-thinh-2026", True), ("bac-son-2023", False)])
def test_hamlet_table_stands_where_the_kind_wants_it(demo, slug, in_appendix):
    document = plan_view(plan_of(slug)).document

    assert ("hamlets" in {appendix.key for appendix in document.appendices}) == in_appendix
    body = {block.key for block in walk(document.blocks) if isinstance(block, Table)}
    assert ("hamlets" in body) != in_appendix


@pytest.mark.parametrize("slug", ["phu-thinh-2026", "bac-son-2023"])
def test_every_figure_of_the_prose_is_known(demo, slug):
    source = plan_source(plan_of(slug))
    choices = {choice.token: choice.value for choice in token_hits(source, "").choices}

    assert choices["{{so-thon}}"] == str(len(source.figures.rows))
    assert choices["{{ho-ngheo}}"] == str(source.figures.total.poor)
    assert len(choices) == len(token_hits(source, "").choices) == 20
    assert "{{" not in str(compose_plan(source, draft=True))


# --- findings of our own ---


def saved_body(plan: Plan, heading: str, body: str) -> None:
    section = PlanSection.objects.select_related("plan__unit").get(plan=plan, heading=heading)
    section_save(
        section=section,
        heading=heading,
        body=body,
        content=SectionContent(section.content),
        version=section.version,
        by=None,
    )


@pytest.mark.parametrize(
    ("token", "known"),
    [
        ("{{ho-ngheo}}", True),
        ("{{ho-ngheo@ban}}", True),
        ("{{so-thon}}", True),
        ("{{so-thon@ban}}", False),
        ("{{ho-ngheo@khong-co}}", False),
        ("{{ho-giau}}", False),
        ("{{Hộ nghèo}}", False),
        ("{{}}", False),
    ],
)
@pytest.mark.django_db
def test_token_that_names_nothing_is_an_error_at_its_place(token, known):
    plan = small_plan()
    HamletFactory.create(unit=plan.unit, name="Bản")

    saved_body(plan, "GIẢI PHÁP", f"Một.\nCó {token} hộ.")

    found = [finding for finding in findings(plan_view(plan)) if finding[0] == "token_unknown"]
    assert found == ([] if known else [("token_unknown", "error", "section:2/paragraph:2", token, "")])


@pytest.mark.django_db
def test_unknown_token_is_found_wherever_prose_may_hold_it():
    content = dataclasses.replace(
        SMALL,
        fields={"subject": "x", "opening": "{{a}}", "closing": "{{b}}"},
        duties=({"actor": "x", "kind": "office", "text": "Một.\n{{c}}"},),
    )

    view = plan_view(small_plan(content=content))

    unknown = [finding for finding in view.findings if finding.code == "token_unknown"]
    assert {(finding.printed, finding.place) for finding in unknown} == {
        ("{{a}}", "opening/paragraph:1"),
        ("{{b}}", "closing/paragraph:1"),
        ("{{c}}", "duty:1/paragraph:2"),
    }


@pytest.mark.django_db
def test_declared_token_that_differs_is_found_and_printed_as_declared():
    plan = small_plan()
    counted_hamlets(plan.unit, 3)
    saved_body(plan, "GIẢI PHÁP", "Có {{ho-ngheo=16}} hộ, cụ thể {{ho-ngheo=15}}.")

    view = plan_view(plan)

    assert findings(view) == [("figure_differs", "error", "section:2/paragraph:1", "16", "15")]
    assert "Có 16 hộ, cụ thể 15." in str([inline_text(block.inline) for block in paragraphs(view)])


def paragraphs(view: PlanView) -> list[Paragraph]:
    return [block for block in walk(view.document.blocks) if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("comparator", "value", "expected"),
    [
        (Comparator.EXACTLY, 6, []),
        (Comparator.EXACTLY, 5, [("target_exceeded", "notice", "target:1", "5 hộ", "6")]),
        (Comparator.EXACTLY, 7, [("target_short", "warning", "target:1", "7 hộ", "6")]),
        (Comparator.AT_LEAST, 5, []),
        (Comparator.AT_LEAST, 7, [("target_short", "warning", "target:1", "từ 7 hộ trở lên", "6")]),
        (Comparator.ABOVE, 6, [("target_short", "warning", "target:1", "trên 6 hộ", "6")]),
    ],
)
@pytest.mark.django_db
def test_target_of_the_commune_is_compared_with_what_the_hamlets_add_up_to(comparator, value, expected):
    plan = small_plan()
    counted_hamlets(plan.unit, 3)
    row = {
        "indicator": TargetIndicator.POOR,
        "comparator": comparator,
        "value": Decimal(value),
        "measure": Measure.HOUSEHOLD,
    }

    commune_targets_save(unit=plan.unit, year=YEAR, rows=[row], by=None)

    assert findings(plan_view(plan)) == expected


@pytest.mark.django_db
def test_target_of_a_policy_group_has_no_count_and_a_wording_must_name_its_number():
    plan = small_plan()
    counted_hamlets(plan.unit, 1)
    row = {
        "indicator": TargetIndicator.POOR,
        "value": Decimal(99),
        "measure": Measure.HOUSEHOLD,
        "policy_group": "no_labour",
        "wording": "Giảm 98 hộ",
    }

    commune_targets_save(unit=plan.unit, year=YEAR, rows=[row], by=None)

    assert [finding[:3] for finding in findings(plan_view(plan))] == [
        ("target_wording", "warning", "target:1")
    ]


@pytest.mark.django_db
def test_year_left_over_from_another_plan_is_found():
    plan = small_plan()

    plan_save(plan=plan, fields={"subject": "Giảm nghèo năm 2025"}, version=plan.version, by=None)

    plan.refresh_from_db()
    assert findings(plan_view(plan)) == [("year_in_text", "warning", "title", "2025", "2026")]


# --- reading ---


@pytest.mark.parametrize("number", [4, 40])
@pytest.mark.parametrize("kind", PLANS)
@pytest.mark.django_db
def test_plan_takes_as_many_queries_with_4_hamlets_as_with_40(kind, number, django_assert_num_queries):
    unit = CommuneFactory.create()
    hamlets = counted_hamlets(unit, number)
    for hamlet in hamlets:
        AreaAssignmentFactory.create(unit=unit).hamlets.add(hamlet)
    plan = plan_of(small_plan(unit, kind=kind).slug)

    with django_assert_num_queries(2 + 2 * (kind == PlanKind.ASSIGNMENT)):  # who helps whom
        view = plan_view(plan)

    assert len(view.source.figures.rows) == len(view.source.areas) == number


@pytest.mark.django_db
def test_approved_plan_stays_as_it_was_when_figures_and_names_change():
    plan = small_plan()
    (hamlet,) = counted_hamlets(plan.unit, 1)
    before = plan_view(plan, draft=False).document
    approved(plan)

    hamlet.figures.update(poor=3)
    hamlet.name = "Tên Mới"
    hamlet.save()

    assert plan_standing(plan_of(plan.slug)).document == before
    assert plan_view(plan).document != before


# --- properties ---

COUNT = st.none() | st.integers(0, 9_999)
STOCK = st.tuples(COUNT, COUNT).map(
    lambda pair: pair if pair[0] is not None else (None, None)
)  # and its target
LINES = st.tuples(COUNT, STOCK, STOCK).map(
    lambda given: Line(
        households=given[0],
        poor=given[1][0],
        near_poor=given[2][0],
        poor_reduction=given[1][1],
        near_poor_reduction=given[2][1],
    )
)


def source_of(kind: PlanKind, lines: list[Line], decimals: tuple[int, int]) -> PlanSource:
    """What a plan with these hamlets would be made from; nothing declared, no database."""
    unit = AdministrativeUnit(name="Mẫu", kind="commune")
    rows = tuple(
        HamletLine(hamlet_id=number, slug=f"h-{number}", name=f"H {number}", label="thôn", line=line)
        for number, line in enumerate(lines, start=1)
    )
    plan = Plan(kind=kind, year=YEAR, unit=unit, row_decimals=decimals[0], total_decimals=decimals[1])
    figures = YearFigures(unit, YEAR, REFERENCE, Standard(), rows)
    return PlanSource(
        plan=plan,
        figures=figures,
        targets=(),
        sections=(),
        bases=(),
        duties=(),
        funding=(),
        recipients=(),
        signatory=None,
        areas=(),
        series=(),
        declared={},
    )


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(PLANS),
    st.lists(LINES, max_size=8),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_printed_total_is_the_sum_of_the_printed_rows_when_nothing_is_declared(kind, lines, decimals):
    table = hamlet_table(source_of(kind, lines, decimals))

    assert table.total is not None
    for column in table.columns:
        if column.key in COUNTS:
            values = [printed_value(table.cell(row, column.key)) for row in table.rows]
            given = [value for value in values if value is not None]
            assert printed_value(table.cell(table.total, column.key)) == (sum(given) if given else None)


def test_target_of_a_hamlet_without_a_count_is_found_at_the_total():
    lines = [Line(households=10, poor=3, poor_reduction=1), Line(households=10, poor_reduction=1)]

    table = hamlet_table(source_of(PlanKind.GROUP_TARGETS, lines, (2, 2)))

    assert ("total_not_sum", "table:hamlets/row:total/column:end_poor") in [
        (finding.code, finding.place) for finding in check_table(table)
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PLANS),
    st.lists(
        st.integers(0, 9_999).flatmap(
            lambda poor: st.builds(
                Line,
                households=st.integers(2 * poor, 99_999),
                poor=st.just(poor),
                near_poor=st.integers(0, poor),
                poor_reduction=st.integers(0, poor),
                near_poor_reduction=st.just(0),
            )
        ),
        max_size=6,
    ),
)
def test_table_of_possible_figures_has_no_finding_when_nothing_is_declared(kind, lines):
    source = source_of(kind, lines, (2, 2))
    table = hamlet_table(source)

    assert list(check_table(table)) == []
    assert set(RATES) & {column.key for column in table.columns}


def test_number_typed_by_hand_that_is_no_figure_is_found(demo):
    plan = plan_of("phu-thinh-2026")
    withdraw(plan)
    PlanSection.objects.filter(plan=plan, parent=None, order=1).update(
        body="Toàn xã còn 127 hộ nghèo.\nGiảm 43 hộ nghèo."
    )

    found = findings(plan_view(plan))

    assert found == [("number_in_text", "warning", "section:1/paragraph:2", "43", "")]

"""The three appendices: what stands in them, what must not, and that their numbers can be proven."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assignments.compose import (
    appendices_document,
    appendix_of_agencies,
    appendix_of_areas,
    appendix_of_households,
)
from assignments.models import Assignment, BlockAgency
from assignments.queries import AppendixCode, appendix_findings
from assignments.rules import EscapePath, HelpContent, ProspectStatus
from households.models import AdministrativeUnit, Hamlet, Household
from households.rules import Dimension, Need, mask_of
from povertyplan.common.models import AuditEvent
from povertyplan.documents.blocks import Appendix, Figure, Paragraph, Table
from povertyplan.documents.checks import check
from povertyplan.documents.figures import cell_text, inline_text
from povertyplan.documents.lint import lint
from povertyplan.documents.pdf import PdfError, render_pdf
from tests.assignments.factories import (
    AgencyFactory,
    AssignmentBlockFactory,
    AssignmentFactory,
    EscapeProspectFactory,
)
from tests.documents.printed import differences
from tests.factories import (
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    IndicatorFactory,
    MemberFactory,
    ReviewFactory,
    ReviewRoundFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
SECRET = "012345678987"


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create(name="Xuân Mẫu")


@pytest.fixture
def hamlet(unit: AdministrativeUnit) -> Hamlet:
    return HamletFactory.create(unit=unit, name="Bản Luông", position=1)


def need(*needs: Need) -> int:
    return mask_of(frozenset([*Need].index(each) + 1 for each in needs))


@pytest.fixture
def helped(unit: AdministrativeUnit, hamlet: Hamlet) -> list[Household]:
    """Three households to be helped: one by hamlet and review, one of a later hamlet, one of none."""
    round = ReviewRoundFactory.create(unit=unit, closed=True)
    for position, dimension in enumerate(
        (Dimension.WORK, Dimension.WORK, Dimension.HEALTH, Dimension.HEALTH, Dimension.EDUCATION), start=1
    ):
        IndicatorFactory.create(standard=round.standard, position=position, dimension=dimension)
    other = HamletFactory.create(unit=unit, name="Bản Nà", position=2)
    households = [
        HouseholdFactory.create(hamlet=place, head_name=name)
        for name, place in (("Lò Văn An", hamlet), ("Hà Thị Bình", other), ("Bùi Văn Chung", other))
    ]
    MemberFactory.create(household=households[0], illness="Bệnh hiểm nghèo", personal_number=SECRET)
    ReviewFactory.create(
        round=round,
        household=households[0],
        poor=True,
        deprivations=0b10101,
        needs=need(Need.HEALTH, Need.JOB),
    )
    ReviewFactory.create(round=round, household=households[1], poor=True, deprivations=None)
    for household, place in zip(households, (hamlet, other, None), strict=True):
        EscapeProspectFactory.create(household=household, unit=unit, hamlet=place)
    EscapeProspectFactory.create(household__hamlet=hamlet, path=EscapePath.BY_ITSELF, reason="Đã xây nhà mới")
    EscapeProspectFactory.create(household__hamlet=hamlet, status=ProspectStatus.PROPOSED)
    return households


def rows(appendix: Appendix, key: str) -> list[list[str]]:
    [table] = [block for block in appendix.blocks if isinstance(block, Table) and block.key == key]
    every = (*table.rows, *([table.total] if table.total else []))
    return [[cell_text(cell) for cell in row.cells] for row in every]


def note(appendix: Appendix) -> str:
    return " ".join(inline_text(block.inline) for block in appendix.blocks if isinstance(block, Paragraph))


# --- I ---


def test_households_helped_are_listed_by_hamlet_without_health(
    unit: AdministrativeUnit, helped: list[Household]
) -> None:
    appendix = appendix_of_households(unit=unit, year=YEAR)

    assert rows(appendix, "helped") == [
        ["1", "Lò Văn An", "Thôn Bản Luông", "2", "Chỉ số 1; Chỉ số 5", "Việc làm"],
        ["2", "Hà Thị Bình", "Thôn Bản Nà", "1", "…", ""],
        ["3", "Bùi Văn Chung", "…", "1", "…", ""],
        ["", "Tổng cộng", "", "4", "", ""],
    ]
    assert note(appendix) == "Danh sách có 3 hộ, 4 khẩu. Không in nhu cầu, thiếu hụt và việc giúp đỡ về y tế."
    assert appendix.landscape


def test_needs_that_a_prospect_names_come_before_those_of_the_review(
    unit: AdministrativeUnit, helped: list[Household]
) -> None:
    helped[0].prospects.update(needs=need(Need.CREDIT, Need.HOUSING))

    assert rows(appendix_of_households(unit=unit, year=YEAR), "helped")[0][5] == "Vay vốn tín dụng, nhà ở"


# --- II ---


@pytest.fixture
def assigned(unit: AdministrativeUnit, helped: list[Household]) -> list[Assignment]:
    """Two households in the care of a block, one of no block, one withdrawn."""
    lead, member, alone = (
        AgencyFactory.create(unit=unit, name=name, order=order)
        for order, name in enumerate(("Trường Mẫu Một", "Hội Mẫu Hai", "Hợp tác xã Mẫu Ba"))
    )
    block = AssignmentBlockFactory.create(lead_agency=lead, name="Khối trường học")
    for agency in (lead, member):
        BlockAgency.objects.create(block=block, agency=agency, year=YEAR)
    kinds = [*HelpContent]
    given = (HelpContent.JOB, HelpContent.HEALTH, HelpContent.LOAN)
    contents = mask_of(frozenset(kinds.index(kind) + 1 for kind in given))
    made = [
        AssignmentFactory.create(household=helped[0], lead_agency=member, block=block, contents=contents),
        AssignmentFactory.create(household=helped[1], lead_agency=lead, block=block),
        AssignmentFactory.create(household=helped[2], lead_agency=alone, valid_from=dt.date(YEAR, 6, 15)),
    ]
    AssignmentFactory.create(household=helped[0], lead_agency=alone, withdrawn_reason="Đổi cơ quan")
    made[0].supporters.set([alone, lead])
    return made


def test_agencies_are_listed_by_block_with_its_lead(
    unit: AdministrativeUnit, assigned: list[Assignment]
) -> None:
    appendix = appendix_of_agencies(unit=unit, year=YEAR)

    assert rows(appendix, "blocks") == [
        ["1", "Khối trường học", "Trường Mẫu Một", "Hội Mẫu Hai", "2"],
        ["2", "Không thuộc khối", "", "", "1"],
        ["", "Tổng cộng", "", "", "3"],
    ]
    whole = f"01/05/{YEAR} - 30/09/{YEAR}"
    assert rows(appendix, "assigned") == [
        ["1", "Hà Thị Bình", "Thôn Bản Nà", "Khối trường học", "Trường Mẫu Một", "", "", whole],
        [
            *("2", "Lò Văn An", "Thôn Bản Luông", "Khối trường học", "Hội Mẫu Hai"),
            *("Trường Mẫu Một; Hợp tác xã Mẫu Ba", "Việc làm, vay vốn", whole),
        ],
        [
            *("3", "Bùi Văn Chung", "Thôn Bản Nà", "", "Hợp tác xã Mẫu Ba", "", ""),
            f"15/06/{YEAR} - 30/09/{YEAR}",
        ],
    ]
    assert note(appendix) == "Có 3 lượt phân công giúp đỡ 3 hộ, gồm:"
    assert appendix.landscape


# --- III ---


def test_officials_are_listed_with_their_places(unit: AdministrativeUnit, hamlet: Hamlet) -> None:
    other = HamletFactory.create(unit=unit, name="Bản Nà", position=2)
    first = AreaAssignmentFactory.create(
        unit=unit, official="Lò Thị Một", position="Phó Chủ tịch", committee_role="head", order=1
    )
    first.hamlets.set([other, hamlet])
    AreaAssignmentFactory.create(unit=unit, official="Hà Văn Hai", order=2)

    appendix = appendix_of_areas(unit=unit, year=YEAR)

    assert rows(appendix, "areas") == [
        ["1", "Lò Thị Một", "Phó Chủ tịch, Trưởng ban Ban Chỉ đạo", "Thôn Bản Luông, Thôn Bản Nà"],
        ["2", "Hà Văn Hai", "", ""],
    ]
    assert not appendix.landscape


# --- whether they agree ---


def test_appendices_that_agree_have_no_finding(unit: AdministrativeUnit, assigned: list[Assignment]) -> None:
    assert appendix_findings(unit=unit, year=YEAR) == []
    assert check(appendices_document(unit=unit, year=YEAR)) == ()


def test_each_way_to_differ_is_a_finding_that_names_nobody(
    unit: AdministrativeUnit, assigned: list[Assignment], helped: list[Household]
) -> None:
    assigned[0].delete()
    stranger = AssignmentFactory.create(
        household__hamlet=helped[0].hamlet, lead_agency=assigned[1].lead_agency
    )
    AssignmentFactory.create(household=helped[2], lead_agency=assigned[1].lead_agency)

    findings = appendix_findings(unit=unit, year=YEAR)

    assert [(each.code, each.households) for each in findings] == [
        (AppendixCode.HELPED_NOT_ASSIGNED, (helped[0],)),
        (AppendixCode.ASSIGNED_NOT_HELPED, (stranger.household,)),
        (AppendixCode.ASSIGNED_TWICE, (helped[2],)),
    ]
    assert findings[0].message == "Có 1 hộ ở Phụ lục I chưa có cơ quan nào giúp đỡ ở Phụ lục II."
    agencies = appendix_of_agencies(unit=unit, year=YEAR)
    assert note(agencies) == "Có 4 lượt phân công giúp đỡ 3 hộ, gồm:"


def test_printed_numbers_are_those_of_the_rows(unit: AdministrativeUnit, assigned: list[Assignment]) -> None:
    document = appendices_document(unit=unit, year=YEAR)
    tables = {table.key: table for table in document.tables()}
    figures = {
        part.key: part.value
        for appendix in document.appendices
        for block in appendix.blocks
        if isinstance(block, Paragraph)
        for part in block.inline
        if isinstance(part, Figure)
    }

    assert figures["helped"] == len(tables["helped"].rows)
    assert figures["assigned"] == len(tables["assigned"].rows)
    assert figures["officials"] == len(tables["areas"].rows)
    assert tables["blocks"].total
    total = tables["blocks"].cell(tables["blocks"].total, "assignments")
    assert isinstance(total, Figure)
    assert total.value == len(tables["assigned"].rows)


# --- on paper ---


def test_paper_holds_to_the_decree_and_says_the_same_in_every_form(
    unit: AdministrativeUnit, assigned: list[Assignment]
) -> None:
    AreaAssignmentFactory.create(unit=unit)
    document = appendices_document(unit=unit, year=YEAR)

    assert lint(render_pdf(document), draft=True) == ()
    assert differences(document) == []


def test_empty_year_prints_too(unit: AdministrativeUnit) -> None:
    document = appendices_document(unit=unit, year=YEAR)

    assert lint(render_pdf(document), draft=True) == ()
    assert check(document) == ()


@pytest.mark.parametrize("size", [1, 4])
def test_queries_do_not_grow_with_households(
    unit: AdministrativeUnit, hamlet: Hamlet, size: int, django_assert_num_queries: object
) -> None:
    round = ReviewRoundFactory.create(unit=unit, closed=True)
    for household in HouseholdFactory.create_batch(size, hamlet=hamlet):
        ReviewFactory.create(round=round, household=household, poor=True)
        EscapeProspectFactory.create(household=household)
        assignment = AssignmentFactory.create(household=household)
        block = AssignmentBlockFactory.create(lead_agency=assignment.lead_agency)
        BlockAgency.objects.create(block=block, agency=assignment.lead_agency, year=YEAR)
        assignment.supporters.add(AgencyFactory.create(unit=unit))
        AreaAssignmentFactory.create(unit=unit).hamlets.add(hamlet)

    with django_assert_num_queries(9):  # type: ignore[operator]
        appendices_document(unit=unit, year=YEAR)
    with django_assert_num_queries(2):  # type: ignore[operator]
        appendix_findings(unit=unit, year=YEAR)


def test_pages_and_files_name_no_secret_and_their_reading_is_kept(
    unit: AdministrativeUnit, assigned: list[Assignment], client: Client
) -> None:
    client.force_login(officer_of(unit))
    answers = {
        name: client.get(reverse(f"assignments:{name}", args=[unit.pk, YEAR]))
        for name in ("appendices", "appendices_excel", "appendices_word", "appendices_pdf")
    }

    page = answers["appendices"].text
    assert "Lò Văn An" in page
    assert "Bệnh hiểm nghèo" not in page
    assert SECRET not in page
    workbook = load_workbook(io.BytesIO(answers["appendices_excel"].content))
    assert workbook.sheetnames == [
        *("I. Hộ được giúp đỡ", "II. Các khối", "II. Phân công", "III. Địa bàn"),
    ]
    cells = [cell.value for row in workbook.worksheets[0].iter_rows() for cell in row if cell.value]
    assert "Phụ lục I. Danh sách hộ nghèo được giúp đỡ thoát nghèo năm 2026" in cells
    assert "Lò Văn An" in cells
    assert not {"Bệnh hiểm nghèo", SECRET} & set(cells)
    assert answers["appendices_word"].content.startswith(b"PK")
    assert answers["appendices_pdf"].content.startswith(b"%PDF")
    assert all("Lò" not in str(answer.headers) for answer in answers.values())
    kept = AuditEvent.objects.filter(unit_code=unit.code).order_by("sequence")
    assert [(event.action, event.details.get("file"), event.details["households"]) for event in kept] == [
        ("help_read", None, 6),
        ("help_downloaded", "xlsx", 6),
        ("help_downloaded", "docx", 6),
        ("help_downloaded", "pdf", 6),
    ]


def test_page_shows_where_the_appendices_differ(
    unit: AdministrativeUnit, helped: list[Household], client: Client
) -> None:
    client.force_login(officer_of(unit))

    page = client.get(reverse("assignments:appendices", args=[unit.pk, YEAR])).text

    assert "Có 3 hộ ở Phụ lục I chưa có cơ quan nào giúp đỡ ở Phụ lục II." in page
    assert reverse("households:household", args=[helped[0].pk]) in page


def test_renderer_that_is_down_leaves_a_way_back(
    unit: AdministrativeUnit, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise PdfError("Máy in PDF đang bận.")

    monkeypatch.setattr("povertyplan.jobs.printing.render_pdfs", fail)
    client.force_login(officer_of(unit))

    answer = client.get(reverse("assignments:appendices_pdf", args=[unit.pk, YEAR]))

    assert answer.status_code == 503
    assert "Máy in PDF đang bận." in answer.text
    assert not AuditEvent.objects.filter(action="help_downloaded").exists()

"""The list for the public: page, paper, workbook, command."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pypdf
import pytest
from django.core.management import CommandError, call_command

from assignments.compose.disclosure import disclosure_list
from assignments.queries import disclosed_support
from assignments.rules import HelpContent, Quarter, quarter_span, year_span
from households.models import AdministrativeUnit, Hamlet, Household
from povertyplan.common.models import AuditEvent
from povertyplan.documents.checks import check
from povertyplan.documents.lint import Code, lint
from povertyplan.documents.pdf import render_pdf
from povertyplan.documents.xlsx import read_workbook
from tests.assignments.factories import (
    SupportItemFactory,
)
from tests.assignments.support_pages.conftest import NUMBER, url
from tests.factories import (
    YEAR,
    HamletFactory,
    HouseholdFactory,
)

pytestmark = pytest.mark.django_db


# --- in public ---

HIDDEN = (
    NUMBER,
    NUMBER[-4:],
    "hiểm nghèo",
    "Bí Mật",
    "0912345678",
    "Số 3",
    "1980",
    "y tế",
    "Công ty Mẫu",
    "khuyết",
)


@pytest.fixture
def disclosed(household: Household) -> AdministrativeUnit:
    """A commune whose households got help, some of it with their health."""
    SupportItemFactory.create(household=household, source_name="Công ty Mẫu")
    for content, what in (
        (HelpContent.HEALTH, "Thẻ bảo hiểm y tế"),
        (HelpContent.OTHER, f"Chữa bệnh hiểm nghèo cho Lò Thị Bí Mật {NUMBER}"),
    ):
        SupportItemFactory.create(household=household, content=content, what=what, value=None)
    other = HouseholdFactory.create(
        hamlet=HamletFactory.create(unit=household.unit, name="Bản Khác"), head_name="Vì A"
    )
    SupportItemFactory.create(household=other, what="Hạt giống", value=500_000, date=dt.date(YEAR, 2, 1))
    return household.unit


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_nothing_but_what_is_for_the_public_stands_on_page_paper_and_workbook(disclosed, officer):
    shown = {
        "page": officer.get(url("disclosure", disclosed.pk, YEAR)).text,
        "paper": text_of(officer.get(url("disclosure_pdf", disclosed.pk, YEAR)).content),
        "workbook": str(read_workbook(officer.get(url("disclosure_excel", disclosed.pk, YEAR)).content)),
    }

    for where, text in shown.items():
        table = text[text.index("Tổng cộng") - 3000 :] if where == "page" else text
        for needed in ("Lò Văn Kín", "Một con bò giống", "giúp đỡ khác", "10/06/2026", "Hạt giống"):
            assert needed in table, (where, needed)
        for hidden in HIDDEN:
            assert hidden not in table.replace("Hỗ trợ y tế và nội dung", ""), (where, hidden)
    assert "18.500.000" in shown["paper"]
    assert "2 khoản" in shown["page"]


def test_list_of_a_hamlet_and_a_quarter_names_no_other(disclosed, household, officer):
    query = {"thon": str(household.hamlet_id), "ky": "2"}

    paper = text_of(officer.get(url("disclosure_pdf", disclosed.pk, YEAR), query).content)

    assert "quý II năm 2026 của thôn Bản Luông" in paper
    assert "nhà văn hóa thôn Bản Luông" in paper
    assert "Hạt giống" not in paper
    assert "Bản Khác" not in paper


@pytest.mark.parametrize(
    "query",
    [
        {"tu": "01/02/2026"},
        {"tu": "02/02/2026", "den": "01/02/2026"},
        {"tu": "01/02/2025", "den": "01/03/2025"},
        {"tu": "\x00", "den": "x"},
        {"ky": "5"},
        {"thon": "999999"},
    ],
)
def test_span_or_place_that_cannot_be_is_said(disclosed, officer, query):
    answer = officer.get(url("disclosure", disclosed.pk, YEAR), query)

    assert answer.status_code == 422
    assert "Kỳ chưa rõ" in answer.text
    for name in ("disclosure_pdf", "disclosure_excel"):
        sent_back = officer.get(url(name, disclosed.pk, YEAR), query)
        assert sent_back.status_code == 302
        assert sent_back["Location"].startswith(url("disclosure", disclosed.pk, YEAR) + "?")


def test_days_of_the_year_make_a_span(disclosed, officer):
    page = officer.get(url("disclosure", disclosed.pk, YEAR), {"tu": "01/02/2026", "den": "1/2/2026"}).text

    assert "từ ngày 01/02/2026 đến hết ngày 01/02/2026" in page
    assert "Hạt giống" in page
    assert "Một con bò giống" not in page


@pytest.mark.parametrize("of_hamlet", [False, True])
def test_paper_keeps_the_layout_of_the_decree_and_adds_up(disclosed, household, of_hamlet):
    hamlet: Hamlet | None = household.hamlet if of_hamlet else None
    for number in range(45):
        SupportItemFactory.create(household=household, what=f"Con giống số {number} và thức ăn cho vật nuôi")
    span = quarter_span(YEAR, Quarter.SECOND) if of_hamlet else year_span(YEAR)
    found = disclosed_support(unit=disclosed, span=span, hamlets=[hamlet.pk] if hamlet else None)

    document = disclosure_list(unit=disclosed, hamlet=hamlet, span=span, found=found)

    assert check(document) == ()
    broken = lint(render_pdf(document), draft=False)
    assert [each.code for each in broken] == [Code.NUMBER_LINE]  # a list carries no number


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("disclosure", *arguments, stdout=out)
    return out.getvalue()


def test_command_writes_paper_and_workbook_and_keeps_that_it_did(disclosed, tmp_path: Path):
    paper, book = tmp_path / "f.pdf", tmp_path / "f.xlsx"

    run(disclosed.code, str(YEAR), "--output", str(paper))
    run(disclosed.code, str(YEAR), "--hamlet", "thôn bản khác", "--quarter", "1", "--output", str(book))

    assert "Lò Văn Kín" in text_of(paper.read_bytes())
    text = str(read_workbook(book.read_bytes()))
    assert "Hạt giống" in text
    assert "Lò Văn Kín" not in text
    assert [event.details["file"] for event in AuditEvent.objects.order_by("pk")] == ["pdf", "xlsx"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("{code}", "2026", "--output", "{folder}/f.docx"), "Đuôi tệp phải là"),
        (("00000", "2026", "--output", "{folder}/f.pdf"), "Không có xã, phường mã 00000"),
        (("{code}", "1999", "--output", "{folder}/f.pdf"), "Năm phải từ"),
        (
            ("{code}", "2026", "--hamlet", "Bản Lạ", "--output", "{folder}/f.pdf"),
            "không có thôn, tổ “Bản Lạ”",
        ),
        (("{code}", "2026", "--output", "{folder}/khong/co/f.xlsx"), "Không ghi được tệp"),
    ],
)
def test_command_refuses_with_status_two(disclosed, tmp_path: Path, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        run(*(each.format(code=disclosed.code, folder=tmp_path) for each in arguments))

    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []

"""The papers of a round: what stands on them, and what must never stand on those that hang in public."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
import pytest
from django.utils import timezone

from households.compose.papers import certificates, decision, minutes, posting_list, survey_sheets
from households.models import Member
from households.queries import (
    found_households,
    indicators_of,
    members_of,
    reviews_to_print,
)
from households.rules import Role
from povertyplan.documents.blocks import Table
from povertyplan.documents.docx import render_docx
from povertyplan.documents.lint import lint
from povertyplan.documents.pdf import render_pdf, render_pdfs
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    IndicatorFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    VillageMeetingFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "012345678987"


@pytest.fixture
def unit():
    return CommuneFactory.create(name="Xuân Mẫu")


@pytest.fixture
def hamlet(unit):
    return HamletFactory.create(unit=unit, name="Bản Luông")


@pytest.fixture
def round(unit, hamlet):
    """A closed round after another: one stays poor, one left poverty, one is newly near-poor."""
    MembershipFactory.create(
        unit=unit, role=Role.LEADER, user__full_name="Hà Văn Thuận", user__position="Phó Chủ tịch UBND"
    )
    before = ReviewRoundFactory.create(
        unit=unit, closed=True, year=2024, reference_date=dt.date(2024, 12, 31)
    )
    now = ReviewRoundFactory.create(unit=unit, closed=True, base=before)
    for name, was, found in (
        ("Lò Văn An", {"poor": True}, {"poor": True}),
        ("Bùi Thị Ân", {"poor": True}, {"other": True}),
        ("Hà Văn Bình", {}, {"near_poor": True}),
    ):
        household = HouseholdFactory.create(hamlet=hamlet, head_name=name)
        MemberFactory.create(household=household, personal_number=SECRET, illness="Bệnh hiểm nghèo")
        if was:
            ReviewFactory.create(round=before, household=household, people=2, **was)
        ReviewFactory.create(round=now, household=household, people=2, **found)
    return now


def tables(part) -> list[Table]:
    return [block for block in part.blocks if isinstance(block, Table)]


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_lists_of_the_decision_say_who_is_and_who_left(round):
    document = decision(round=round, households=found_households(round=round))

    lists = {
        appendix.title: [
            row.cells[1] for block in appendix.blocks if isinstance(block, Table) for row in block.rows
        ]
        for appendix in document.appendices
    }
    assert lists == {
        "Danh sách hộ nghèo năm 2025": ["Lò Văn An"],
        "Danh sách hộ cận nghèo năm 2025": ["Hà Văn Bình"],
        "Danh sách hộ thoát nghèo năm 2025": ["Bùi Thị Ân"],
    }


def test_decision_keeps_the_layout_of_the_decree(round):
    document = decision(round=round, households=found_households(round=round))

    pdf = render_pdf(document)

    assert lint(pdf, draft=document.draft) == ()
    text = text_of(pdf)
    assert "Điều 1." in text
    assert "1 hộ nghèo, 1 hộ cận nghèo, 1 hộ thoát nghèo" in " ".join(text.split())
    assert "KT. CHỦ TỊCH" in text
    assert b"word/document.xml" in render_docx(document)


def test_posted_list_says_the_least(round, hamlet):
    document = posting_list(
        round=round, hamlet=hamlet, households=found_households(round=round), posting=None
    )

    text = text_of(render_pdf(document))

    assert "Lò Văn An" in text
    for hidden in (SECRET, SECRET[-3:], "hiểm nghèo", "1980", "2010", "120"):
        assert hidden not in text


def test_minutes_tell_the_meeting_or_leave_gaps(round, hamlet):
    found = found_households(round=round, hamlets=[hamlet.pk])
    meeting = VillageMeetingFactory.create(round=round, hamlet=hamlet, chair="Lý A Páo", votes_for=38)

    told = text_of(render_pdf(minutes(round=round, hamlet=hamlet, households=found, meeting=meeting)))
    blank = text_of(render_pdf(minutes(round=round, hamlet=hamlet, households=found, meeting=None)))

    assert "Chủ trì: Lý A Páo" in told
    assert "38 trong 40 người" in " ".join(told.split())
    assert "THƯ KÝ" in blank
    assert "....." in blank


def test_certificates_are_for_poor_and_near_poor(round, hamlet):
    found = found_households(round=round, hamlets=[hamlet.pk])
    sheets = certificates(
        round=round, households=found, members=members_of(households=[each.household_id for each in found])
    )

    pdf = render_pdfs(sheets)

    assert len(sheets) == len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2
    assert "Bùi Thị Ân" not in text_of(pdf)
    assert SECRET not in text_of(pdf)


def test_survey_sheet_shows_last_times_answers(round, hamlet):
    for position in (1, 2, 3, 4):
        IndicatorFactory.create(standard=round.standard, position=position)
    now = ReviewRoundFactory.create(unit=round.unit, base=round)
    for review in round.reviews.all():
        ReviewFactory.create(round=now, household=review.household)
    reviews = reviews_to_print(round=now, hamlet_id=hamlet.pk)
    households = [review.household_id for review, _ in reviews]

    sheets = survey_sheets(
        round=now,
        hamlet=hamlet,
        reviews=reviews,
        indicators=indicators_of(standard=now.standard),
        members=members_of(households=households),
    )

    (table,) = tables(sheets[0])
    assert [row.cells[2] for row in table.rows] == ["x", "x", "x", ""]
    assert len(pypdf.PdfReader(io.BytesIO(render_pdfs(sheets))).pages) == 3


def test_only_who_lives_there_now_is_on_a_certificate(round, hamlet):
    gone = Member.objects.filter(illness="Bệnh hiểm nghèo").order_by("pk")[0]
    gone.left_date = timezone.localdate()
    gone.save()

    assert gone not in members_of(households=[gone.household_id])[gone.household_id]

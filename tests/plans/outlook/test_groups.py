"""Groups of households: what marks count and what an officer gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from households.queries import Marks, reviewed_counts
from households.rules import Cause, mask_of
from plans.compose import plan_view
from plans.models import Plan
from plans.rules import SectionContent, SectionContentText
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
    counted_hamlets,
    small_plan,
)


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

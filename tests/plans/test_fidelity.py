"""The five demo plans and their report, whole: what HTML, PDF, Word and Excel print is what was composed."""

from __future__ import annotations

import pytest

from plans.compose import plan_standing
from plans.models import Plan
from tests.documents.printed import differences

SLUGS = (
    "bach-quang-2026",
    "phu-thinh-2026",
    "bac-son-2023",
    "tan-hoa-2024",
    "dak-cam-2025-2030",
)
REPORT = "bach-quang-2026-bao-cao-sau-thang-dau-nam"


@pytest.mark.parametrize("slug", [*SLUGS, REPORT])
def test_every_cell_and_sentence_of_a_plan_is_printed_as_it_is(demo: None, slug: str) -> None:
    plan = Plan.objects.select_related("unit", "approved_document").get(slug=slug)

    assert differences(plan_standing(plan).document) == []

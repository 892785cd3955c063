"""The demo's report: approved as it stands, with nothing wrong in its figures or on its paper."""

from __future__ import annotations

from plans.compose import plan_standing
from plans.models import Plan
from plans.queries import plans_of
from plans.rules import Status
from povertyplan.documents.blocks import Paragraph, walk
from povertyplan.documents.figures import inline_text
from povertyplan.documents.lint import lint

SLUG = "bach-quang-2026-bao-cao-sau-thang-dau-nam"


def test_report_of_the_demo_is_approved_and_clean(demo: None) -> None:
    paper = Plan.objects.select_related("unit", "approved_document").get(slug=SLUG)
    view = plan_standing(paper)

    assert (paper.status, view.findings) == (Status.APPROVED, ())
    assert paper.approved_document is not None
    assert lint(bytes(paper.approved_document.pdf), draft=False) == ()
    assert [table.key for table in view.document.tables()] == [
        *("inspections", "progress", "review", "policies", "capital", "funds", "help"),
        *("progress_poor", "progress_near_poor", "helped"),
    ]
    text = [inline_text(block.inline) for block in walk(view.document.blocks) if isinstance(block, Paragraph)]
    assert not [line for line in text if "{{" in line or "$" in line]
    assert "Vốn giao trong năm là 1.455.000.000 đồng, đã giải ngân 513.500.000 đồng, đạt 35,3%." in text
    assert [plan.slug for plan in plans_of(unit=paper.unit, year=2026)] == ["bach-quang-2026"]

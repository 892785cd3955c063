"""The demo's report: approved as it stands, with nothing wrong in its figures or on its paper."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from plans.compose import plan_standing
from plans.models import Plan
from plans.queries import plans_of
from plans.rules import Status
from povertyplan.accounts.models import User
from povertyplan.documents.blocks import Paragraph, walk
from povertyplan.documents.figures import inline_text
from povertyplan.documents.lint import lint
from reports.compose.report import report_source
from reports.queries import explain, listed, printed_figures, report_sources
from reports.rules import Origin
from tests.factories import clerk_of, officer_of

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


def test_every_figure_of_the_report_says_what_is_behind_it(demo: None) -> None:
    paper = Plan.objects.select_related("unit", "approved_document").get(slug=SLUG)
    view = plan_standing(paper)
    report = report_source(paper).report
    sources = report_sources(report)
    seen: set[Origin] = set()

    for key, printed in printed_figures(view.document).items():
        if printed.value is None:
            continue
        explained = explain(sources, key, view)

        assert explained is not None, key
        found = explained.figure
        assert (found.value, found.note) == (printed.value, ""), key
        seen.add(found.origin)
        match found.origin:
            case Origin.COUNTED:
                assert found.listing, key
                assert listed(sources, found.listing).amount == printed.value, key
            case Origin.COMPUTED:
                assert len(explained.parts) == len(found.parts) > 0, key
            case Origin.ENTERED:
                assert found.basis, key
                assert (explained.trace is not None) is key.startswith(("policy.", "indicator.")), key
            case _:
                pytest.fail(f"{key}: {found.origin}")

    assert seen == {Origin.COUNTED, Origin.COMPUTED, Origin.ENTERED}


def test_helped_households_are_named_to_those_alone_who_may_see_them(demo: None, client: Client) -> None:
    paper = Plan.objects.get(slug=SLUG)
    helped = next(table for table in plan_standing(paper).document.tables() if table.key == "helped")
    names = {str(row.cells[1]) for row in helped.rows}

    def named(user: User, step: str) -> set[str]:
        client.force_login(user)
        content = client.get(reverse(f"plans:{step}", args=[SLUG])).content.decode()
        return {name for name in names if name in content}

    assert named(officer_of(paper.unit), "plan") == names
    assert named(officer_of(paper.unit), "plan_html") == names
    assert named(clerk_of(paper.unit), "plan") == set()
    assert named(clerk_of(paper.unit), "plan_html") == set()


def test_numbers_of_the_report_open_what_is_behind_them(demo: None, client: Client) -> None:
    paper = Plan.objects.get(slug=SLUG)
    key = next(
        key for key in printed_figures(plan_standing(paper).document) if key.startswith("help.household-")
    )

    def body(key: str) -> str:
        address = reverse("reports:figure", args=[paper.unit_id, paper.year, key])
        return client.get(address, {"ke-hoach": SLUG}).content.decode()

    client.force_login(officer_of(paper.unit))
    shown = {each: body(each) for each in ("capital.total.share", "policy.credit.households", key)}
    client.force_login(clerk_of(paper.unit))

    assert f"capital.total.allocated/?ke-hoach={SLUG}" in shown["capital.total.share"]
    assert "950.000.000 đồng" in body("capital.total.allocated")
    assert "Ngân hàng Chính sách xã hội" in shown["policy.credit.households"]
    assert "Ghi kết quả chính sách lúc" in shown["policy.credit.households"]
    assert "không xem được danh sách" not in shown[key]
    assert "không xem được danh sách" in body(key)

"""Findings of a plan: their level, their place, and the way to what mends them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from households.models import Hamlet
from households.rules import Role
from plans.actions import declared_save
from plans.compose import plan_view
from plans.models import LegalBasis, Plan, PlanSection, Recipient
from plans.rules import Comparator, SectionContent, TargetIndicator
from povertyplan.documents.checks import Level
from tests.factories import (
    SMALL,
    YEAR,
    CommuneTargetFactory,
    MembershipFactory,
    counted_hamlets,
    small_plan,
    submitted,
)
from tests.plans.plan_pages.office import article, page


def findings(text: str) -> list[str]:
    """The list items of what does not add up."""
    match = re.search(r'id="diem-chua-khop".*?</section>', text, flags=re.DOTALL)
    assert match
    return re.findall(r"<li>(.*?)</li>", match[0], flags=re.DOTALL)


@pytest.fixture
def mixed(draft: Plan) -> Plan:
    """A draft with something wrong in every place."""
    declared_save(
        plan=draft,
        figures={(None, "households"): Decimal(999), (None, "poor_reduction_rate"): Decimal(50)},
        by=None,
    )
    Plan.objects.filter(pk=draft.pk).update(
        subject="Giảm nghèo năm 2019",
        opening="Một dòng.\nXã có {{khong-co}} hộ, năm 2018.",
        closing="Hết năm 2017.\nTrân trọng {{Sai}}.",
        appendix_title="Biểu năm 2016",
    )
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(
        body="Cho vay {{ho-ngheo=77}}.\n- Vay {{ho-ngheo@khong-co}}.", heading="GIẢI PHÁP NĂM 2019"
    )
    draft.duties.update(text="Tham mưu {{gi-do}}.\nTổng hợp năm 2019.")
    unit = draft.unit
    CommuneTargetFactory.create(unit=unit, value=70)
    CommuneTargetFactory.create(unit=unit, value=3, comparator=Comparator.EXACTLY, order=1)
    CommuneTargetFactory.create(
        unit=unit, indicator=TargetIndicator.NEAR_POOR, value=1, wording="từ 9 hộ trở lên", order=2
    )
    return Plan.objects.get(pk=draft.pk)


def test_every_finding_says_its_level_and_leads_to_its_place_and_to_its_remedy(office, mixed):
    client = office.client(office.officer)
    expected = plan_view(mixed).findings
    kinds = {finding.place.partition(":")[0].partition("/")[0] for finding in expected}
    assert {"table", "title", "opening", "closing", "section", "duty", "target"} <= kinds
    assert {finding.level for finding in expected} == set(Level)

    text = page(client, "plans:plan", mixed.slug)
    rows = findings(text)

    assert len(rows) == len(expected)
    assert f"{len(expected)} điểm chưa khớp" in text
    heads = re.findall(r'<h3><span class="tag tag-\w+">([^<]+)</span>', text)
    counts = {level: sum(finding.level == level for finding in expected) for level in Level}
    assert heads == [f"{counts[level]} {level.label}" for level in Level]
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for row in rows:
        (anchor,) = re.findall(r'href="#([^"]+)">Xem</a>', row)
        assert ids.count(anchor) == 1, row
        assert f'id="{anchor}"' in article(text)
        (edit,) = re.findall(r'href="([^"]+)">Sửa</a>', row)
        assert client.get(edit).status_code == 200, row
    said = unescape(" ".join(rows))
    assert all(finding.message in said for finding in expected)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("opening", "plans:plan_head"),
        ("duty", "plans:duties"),
        ("target", "plans:targets"),
        ("table", "plans:grid"),
        ("section", "plans:section"),
    ],
)
def test_finding_leads_to_the_form_that_mends_it(office, mixed, place, name):
    section = mixed.sections.get(heading="GIẢI PHÁP NĂM 2019")
    args = {
        "plans:targets": [office.unit.pk, YEAR],
        "plans:grid": [office.unit.pk, YEAR],
        "plans:section": [mixed.slug, section.pk],
    }.get(name, [mixed.slug])

    rows = [row for row in findings(office.plan(mixed, office.officer)) if f'href="#at-{place}' in row]

    assert rows
    assert all(f'href="{reverse(name, args=args)}">Sửa</a>' in row for row in rows)


def test_finding_in_a_source_of_money_leads_to_the_list_of_sources(office):
    counted_hamlets(office.unit, 2)
    bound = replace(SMALL.sections[1], content=SectionContent.FUNDING)
    sections = (SMALL.sections[0], bound, SMALL.sections[2])
    money = ({"text": "Ngân sách xã năm 2019"},)
    plan = small_plan(office.unit, content=replace(SMALL, sections=sections, funding_sources=money))

    (row,) = findings(office.plan(plan, office.officer))

    assert "Nêu năm 2019" in row
    assert f'href="{reverse("plans:funding", args=[plan.slug])}">Sửa</a>' in row


def test_findings_of_a_closed_plan_have_no_way_to_a_form(office, wrong):
    submitted(wrong)

    (row,) = findings(office.plan(wrong, office.officer))

    assert ">Xem</a>" in row
    assert ">Sửa</a>" not in row


def test_who_does_not_write_is_offered_no_form_to_mend_a_finding(office, wrong):
    clerk = MembershipFactory.create(unit=office.unit, role=Role.CLERK).user

    for reader in (clerk, office.leader):
        (row,) = findings(office.plan(wrong, reader))
        assert ">Xem</a>" in row
        assert ">Sửa</a>" not in row


def test_plan_without_findings_says_so(office, draft):
    assert "Các số liệu đều khớp" in office.plan(draft, office.officer)


def test_what_somebody_typed_is_never_markup(office, draft):
    bad = '"><script>alert({})</script>'
    Plan.objects.filter(pk=draft.pk).update(
        subject=bad.format(1), opening=bad.format(2), return_note=bad.format(3)
    )
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body=bad.format(4), heading=bad.format(5))
    Hamlet.objects.filter(pk=Hamlet.objects.earliest("pk").pk).update(name=bad.format(6))
    Recipient.objects.update(name=bad.format(7), mark="<b>")
    LegalBasis.objects.update(subject=bad.format(8))
    draft.duties.update(actor=bad.format(9))
    client = office.client(office.officer)

    plan_page = page(client, "plans:plan", draft.slug)
    year, slug = [office.unit.pk, YEAR], [draft.slug]
    pages = [plan_page] + [
        page(client, name, *args)
        for name, args in (
            ("plans:year", year),
            ("plans:plan_list", year),
            ("plans:grid", year),
            ("plans:plan_summary", slug),
            ("plans:plan_edit", slug),
            ("plans:plan_head", slug),
            ("plans:recipients", slug),
            ("plans:bases", slug),
            ("plans:duties", slug),
        )
    ]

    assert not [text for text in pages if "<script>alert" in text or "<b>" in text]
    for number in range(1, 10):
        assert re.search(rf"&lt;script&gt;alert\({number}\)&lt;/script&gt;", plan_page)

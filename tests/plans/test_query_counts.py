"""What composing a plan and showing its page ask of the database, whatever their length."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plans.compose import plan_view
from plans.models import Plan
from plans.rules import SectionContent, SectionContentText
from tests.factories import (
    SMALL,
    AreaAssignmentFactory,
    CommuneFactory,
    counted_hamlets,
    officer_of,
    small_plan,
)
from tests.plans.test_fidelity import SLUGS

# The table and the lists, one each; then what the review counted, and who helps whom.
COMPOSING = dict.fromkeys(SLUGS, 2) | {"phu-thinh-2026": 3, "bach-quang-2026": 10}
PAGE = 7  # session, reader, roles, plan, comments, years, what was seen last


def opened(plan: Plan) -> tuple[Client, str]:
    """An officer who has seen the plan once, and its address."""
    client, url = Client(), reverse("plans:plan", args=[plan.slug])
    client.force_login(officer_of(plan.unit))
    assert client.get(url).status_code == 200
    return client, url


@pytest.mark.parametrize("slug", SLUGS)
def test_demo_plan_asks_little(demo: None, slug: str, django_assert_num_queries: Any) -> None:
    plan = Plan.objects.select_related("unit", "standard").get(slug=slug)
    client, url = opened(plan)

    with django_assert_num_queries(COMPOSING[slug]):
        plan_view(plan)
    with django_assert_num_queries(PAGE + COMPOSING[slug]):
        client.get(url)


@pytest.mark.parametrize("number", [3, 40])
@pytest.mark.django_db
def test_length_changes_nothing(number: int, django_assert_num_queries: Any) -> None:
    unit = CommuneFactory.create()
    for hamlet in counted_hamlets(unit, number):
        AreaAssignmentFactory.create(unit=unit).hamlets.add(hamlet)
    written = SectionContentText(heading="Vay vốn", body="Mở rộng vốn vay cho {{so-ho-ngheo}} hộ.")
    sections = (
        SectionContentText(heading="GIẢI PHÁP", children=(written,) * number),
        SectionContentText(heading="PHÂN CÔNG", content=SectionContent.AREA_TABLE),
    )
    funding = tuple({"text": f"Nguồn thứ {each}."} for each in range(number))
    plan = small_plan(unit, content=replace(SMALL, sections=sections, funding_sources=funding))
    client, url = opened(plan)
    plan = Plan.objects.select_related("unit", "standard").get(pk=plan.pk)

    with django_assert_num_queries(2):
        plan_view(plan)
    with django_assert_num_queries(PAGE + 2):
        page = client.get(url)

    assert page.text.count("Mở rộng vốn vay") == number

"""Who may open the pages of writing, and while which plan."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Plan
from tests.factories import YEAR, leader_of, officer_of, small_plan, submitted
from tests.plans.writing_pages.sent import node_of, section_data, url_of

pytestmark = pytest.mark.django_db

PAGES = (
    *("plan_edit", "plan_head", "bases", "duties", "funding", "recipients", "signatory"),
    *("groups", "prospects", "roadmap", "indicators", "projects"),
)


def urls_of(plan: Plan) -> list[str]:
    node = node_of(plan)
    return [
        *(reverse(f"plans:{name}", args=[plan.slug]) for name in PAGES),
        reverse("plans:section", args=[plan.slug, node.pk]),
        reverse("plans:section_delete", args=[plan.slug, node.pk]),
    ]


def test_pages_open_for_the_officer(plan: Plan, officer: Client) -> None:
    assert {url: officer.get(url).status_code for url in urls_of(plan)} == dict.fromkeys(urls_of(plan), 200)


def test_pages_are_closed_to_the_leader(plan: Plan, client: Client) -> None:
    client.force_login(leader_of(plan.unit))

    assert {client.get(url).status_code for url in urls_of(plan)} == {403}
    assert client.post(url_of("section_add", plan), {"heading": "X"}).status_code == 403


def test_pages_do_not_exist_for_another_commune(plan: Plan, client: Client) -> None:
    client.force_login(officer_of(small_plan().unit))

    assert {client.get(url).status_code for url in urls_of(plan)} == {404}
    assert client.get(reverse("plans:targets", args=[plan.unit_id, YEAR])).status_code == 404


def test_section_of_another_plan_is_not_found(plan: Plan, officer: Client) -> None:
    other = small_plan(plan.unit)

    for name in ("section", "section_delete"):
        assert officer.get(url_of(name, plan, node_of(other).pk)).status_code == 404
    assert officer.post(url_of("section_move", plan, node_of(other).pk)).status_code == 404


def test_submitted_plan_is_not_written(plan: Plan, officer: Client) -> None:
    submitted(plan)

    for url in urls_of(plan):
        assert officer.get(url).url == url_of("plan", plan)  # type: ignore[attr-defined]
    officer.post(url_of("section", plan, node_of(plan).pk), section_data(node_of(plan), heading="Mới"))
    assert node_of(plan).heading == "GIẢI PHÁP"


def test_adding_and_moving_need_post(plan: Plan, officer: Client) -> None:
    assert officer.get(url_of("section_add", plan)).status_code == 405
    assert officer.get(url_of("section_move", plan, node_of(plan).pk)).status_code == 405

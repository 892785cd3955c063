"""The draft that the browser stores, and a text whose section is gone."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.actions import section_delete
from plans.models import Plan
from povertyplan.accounts.models import User
from tests.conflicts import sent_on
from tests.plans.conflict_pages.shared import node_of, section_url

pytestmark = pytest.mark.django_db


def test_browser_is_told_which_draft_is_stored(plan: Plan, officer: Client) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Khác.", draft="0f" * 12)

    page = officer.post(section_url(plan), typed, follow=True)

    assert f'data-saved="{"0f" * 12}"' in page.content.decode()


@pytest.mark.parametrize("draft", ["", "<b>", "x" * 100, "0" * 41])
def test_strange_name_of_a_draft_is_not_repeated(plan: Plan, officer: Client, draft: str) -> None:
    typed = sent_on(officer.get(section_url(plan)), body="Khác.", draft=draft)

    page = officer.post(section_url(plan), typed, follow=True).content.decode()

    assert "Đã lưu mục" in page
    assert "data-saved" not in page


def test_text_for_a_section_that_is_gone_is_given_back(plan: Plan, officer: Client, other: User) -> None:
    url = section_url(plan)
    typed = sent_on(officer.get(url), body="Lời của tôi.")
    section_delete(section=node_of(plan), by=other)

    page = officer.post(url, typed)

    assert page.status_code == 409
    assert "Lời của tôi.</textarea>" in page.content.decode()
    assert officer.get(url).status_code == 404

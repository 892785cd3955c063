"""Who signs."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.models import Plan
from tests.plans.writing_pages.sent import text_of, url_of

pytestmark = pytest.mark.django_db


def test_preset_is_chosen(plan: Plan, officer: Client) -> None:
    plan.refresh_from_db()
    data = {"preset": "2", "lines": "", "name": "Hà Văn Mẫu", "version": str(plan.version)}

    assert officer.post(url_of("signatory", plan), data).status_code == 302
    plan.signatory.refresh_from_db()
    assert (plan.signatory.lines, plan.signatory.name) == ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Hà Văn Mẫu")


@pytest.mark.parametrize(
    ("preset", "lines"), [("own", ""), ("", ""), ("99", ""), ("1", "Chữ riêng"), ("own", "d" * 301)]
)
def test_signatory_that_cannot_be_says_why(plan: Plan, officer: Client, preset: str, lines: str) -> None:
    plan.refresh_from_db()
    data = {"preset": preset, "lines": lines, "name": "", "version": str(plan.version)}

    answer = officer.post(url_of("signatory", plan), data)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert lines in text_of(answer)


def test_stale_signatory_keeps_what_was_typed(plan: Plan, officer: Client) -> None:
    data = {"preset": "own", "lines": "TL. AI ĐÓ", "name": "Mới", "version": "0"}

    answer = officer.post(url_of("signatory", plan), data)

    assert answer.status_code == 409
    assert "TL. AI ĐÓ</textarea>" in text_of(answer)

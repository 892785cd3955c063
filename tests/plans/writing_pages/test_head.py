"""The head of a plan."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.actions import plan_save
from plans.models import Plan
from tests.conflicts import sent_on
from tests.plans.writing_pages.sent import text_of, url_of

pytestmark = pytest.mark.django_db


def head_data(plan: Plan, **changes: str) -> dict[str, str]:
    plan.refresh_from_db()
    names = (
        *("superior", "issuer", "symbol", "locality", "month", "subject", "opening", "closing"),
        *("drafter_mark", "appendix_title", "row_decimals", "total_decimals", "decimal_mark"),
    )
    given = {name: "" if (value := getattr(plan, name)) is None else str(value) for name in names}
    return {**given, "programme": "", "version": str(plan.version), **changes}


def test_head_is_saved(plan: Plan, officer: Client) -> None:
    data = head_data(plan, issuer="Ủy ban nhân dân\r\nxã Mẫu", month="", total_decimals="1")

    assert officer.post(url_of("plan_head", plan), data).status_code == 302
    plan.refresh_from_db()
    assert (plan.issuer, plan.month, plan.total_decimals) == ("Ủy ban nhân dân\nxã Mẫu", None, 1)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("opening", "Có {{ho-giau}} hộ."),
        ("month", "13"),
        ("row_decimals", "9"),
        ("programme", "77"),
        ("subject", ""),
        ("symbol", "K" * 31),
    ],
)
def test_head_that_cannot_be_says_why(plan: Plan, officer: Client, field: str, text: str) -> None:
    answer = officer.post(url_of("plan_head", plan), head_data(plan, **{field: text}))

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def test_stale_head_names_the_differences(plan: Plan, officer: Client) -> None:
    data = head_data(plan, subject="Của tôi")
    plan_save(plan=plan, fields={"locality": "Nơi Khác"}, version=plan.version, by=None)

    answer = officer.post(url_of("plan_head", plan), data)

    assert answer.status_code == 409
    assert "Của tôi</textarea>" in text_of(answer)
    assert "Nơi Khác" in text_of(answer)
    keep = {"keep:subject": "mine", "keep:locality": "theirs"}
    assert officer.post(url_of("plan_head", plan), sent_on(answer, **keep)).status_code == 302
    plan.refresh_from_db()
    assert (plan.subject, plan.locality) == ("Của tôi", "Nơi Khác")

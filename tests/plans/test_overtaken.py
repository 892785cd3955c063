"""Whoever was overtaken is told so with a 409, with what was typed; a refusal by a rule is no conflict."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.models import Plan
from plans.rules import Status
from tests.factories import approved, clerk_of, issued, leader_of, officer_of, signed, small_plan, submitted

pytestmark = pytest.mark.django_db
BUTTONS: list[tuple[str, Callable[[Plan], Plan], Callable[[Any], Any], dict[str, str]]] = [
    ("plan_submit", submitted, officer_of, {}),
    ("plan_approve", approved, leader_of, {"seen_hash": "x", "reason": "Đã hỏi huyện."}),
    ("plan_return", approved, leader_of, {"note": "Sửa mục I."}),
    ("plan_recall", signed, leader_of, {"note": "Sửa mục I."}),
    ("plan_sign", issued, clerk_of, {"number": "77", "date": "01/02/2026"}),
    ("plan_issue", issued, clerk_of, {"seen_hash": "x"}),
    ("plan_unlock", submitted, leader_of, {}),
]


def press(name: str, plan: Plan, user: Any, sent: dict[str, str]) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"plans:{name}", args=[plan.slug]), sent)


@pytest.mark.parametrize(("name", "meanwhile", "person", "sent"), BUTTONS, ids=[row[0] for row in BUTTONS])
def test_step_that_somebody_else_took_is_a_conflict(
    name: str, meanwhile: Callable[[Plan], Plan], person: Callable[[Any], Any], sent: dict[str, str]
) -> None:
    """Seen failing where a step from a status that does not allow it is refused as any rule refuses (422)."""
    plan = meanwhile(small_plan())
    before = Plan.objects.values().get(pk=plan.pk)

    response = press(name, plan, person(plan.unit), sent)

    text = response.content.decode()
    assert response.status_code == 409
    assert "tải lại trang" in text
    for typed in (value for field, value in sent.items() if field in {"number", "date"}):
        assert f'value="{typed}"' in text
    assert Plan.objects.values().get(pk=plan.pk) == before


def test_number_that_another_plan_was_given_is_a_conflict_and_a_day_ahead_is_none() -> None:
    first = signed(small_plan(), number=12)
    second = approved(small_plan(first.unit))
    clerk, today = clerk_of(first.unit), f"{timezone.localdate():%d/%m/%Y}"

    shown = {"version": str(second.version)}

    taken = press("plan_sign", second, clerk, shown | {"number": "12", "date": today})
    ahead = press("plan_sign", second, clerk, shown | {"number": "13", "date": "31/12/2059"})

    assert (taken.status_code, ahead.status_code) == (409, 200)
    assert "đã dùng cho" in taken.content.decode()
    assert 'value="12"' in taken.content.decode()
    assert Plan.objects.get(pk=second.pk).status == Status.APPROVED


def test_number_that_another_clerk_wrote_meanwhile_is_not_written_over_unseen() -> None:
    """Seen failing where the form does not say of which version of the plan it is."""
    plan = approved(small_plan())
    sent = {"version": str(plan.version), "date": f"{timezone.localdate():%d/%m/%Y}"}
    clerks = [clerk_of(plan.unit), clerk_of(plan.unit)]

    first = press("plan_sign", plan, clerks[0], sent | {"number": "12"})
    second = press("plan_sign", plan, clerks[1], sent | {"number": "13"})

    assert (first.status_code, second.status_code) == (302, 409)
    text = second.content.decode()
    assert "Đang ghi: số 12/KH-UBND" in text
    assert 'value="13"' in text
    assert Plan.objects.get().number == 12
    [version] = re.findall('name="version" value="([0-9]+)"', text)
    again = press("plan_sign", plan, clerks[1], sent | {"number": "13", "version": version})
    assert again.status_code == 302
    assert Plan.objects.get().number == 13

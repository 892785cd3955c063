"""The clerk numbers, issues and keeps what came back signed; the officer amends what was issued."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from plans.actions import plan_submit
from plans.models import Plan
from povertyplan.accounts.models import User
from tests.factories import approved
from tests.journeys.conftest import accessibility_faults, follow

pytestmark = pytest.mark.django_db(transaction=True)


def test_clerk_issues_and_officer_amends(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    plan = Plan.objects.get(slug="phu-thinh-2026")
    plan_submit(plan=plan, by=User.objects.get(username="canbo"))
    plan.refresh_from_db()
    approved(plan, by=User.objects.get(username="lanhdao"))
    sign_in("vanthu")

    follow(page, page.get_by_role("link", name="Ghi số, ngày ký"))
    assert accessibility_faults(page) == []
    page.get_by_label("Số", exact=True).fill("12")
    page.get_by_label("Ngày ký").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_role("button", name="Ghi số").click()
    expect(page.get_by_text("Số: 12/KH-UBND")).to_be_visible()
    page.get_by_role("button", name="Phát hành số 12/KH-UBND").click(timeout=30_000)  # the print is drawn
    expect(page.get_by_text("Đã phát hành Kế hoạch số 12/KH-UBND")).to_be_visible()

    issued = page.request.get(f"{demo_server}/ke-hoach/phu-thinh-2026/pdf/").body()
    file = {"name": "ky.pdf", "mimeType": "application/pdf", "buffer": issued + b"\nchu ky\n%%EOF"}
    page.get_by_label("Tệp PDF").set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
    page.get_by_role("button", name="Đưa lên").click()
    expect(page.get_by_text("trùng từng byte với bản ban hành")).to_be_visible()
    assert accessibility_faults(page) == []

    page.context.clear_cookies()
    sign_in("canbo")
    page.goto(f"{demo_server}/ke-hoach/phu-thinh-2026/")
    follow(page, page.get_by_role("link", name="Điều chỉnh, thay thế, đính chính"))
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Lập dự thảo").click()
    page.get_by_role("link", name="Xem văn bản").click()
    page.get_by_role("link", name="Xem những gì thay đổi").click()
    expect(page.get_by_role("heading", name="Thay đổi so với Kế hoạch số 12/KH-UBND")).to_be_visible()
    assert accessibility_faults(page) == []

"""The officer's spring: which poor households can leave poverty this year."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from assignments.models import EscapeProspect
from assignments.rules import Origin, ProspectStatus
from tests.assignments.factories import EndangeredHouseholdFactory, EscapeProspectFactory
from tests.assignments.start_of_year import reviewed_household
from tests.factories import YEAR, CommuneFactory, CommuneTargetFactory, counted_hamlets, officer_of
from tests.journeys.conftest import accessibility_faults, follow
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_officer_chooses_with_the_keyboard_and_sees_what_is_missing(page: Page, live_server: Any) -> None:
    unit = CommuneFactory.create()
    hamlet, _ = counted_hamlets(unit, 2)  # each is to have 2 poor households fewer
    CommuneTargetFactory(unit=unit, value=5)
    for _ in range(3):
        reviewed_household(hamlet, no_labour=True)
    EscapeProspectFactory(household=reviewed_household(hamlet), hamlet=None)
    EscapeProspectFactory(
        household=reviewed_household(hamlet), status=ProspectStatus.PROPOSED, origin=Origin.HAMLET
    )
    EndangeredHouseholdFactory(household=reviewed_household(hamlet, found="other"))
    client = Client()
    client.force_login(officer_of(unit))
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": str(live_server),
            }
        ]
    )
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server}{reverse('assignments:prospects', args=[unit.pk, YEAR])}")

    boxes = page.get_by_role("checkbox")
    for number in (0, 1):
        boxes.nth(number).focus()
        page.keyboard.press("Space")
    page.get_by_label("Hướng thoát nghèo").last.select_option("by_itself")
    page.get_by_role("button", name="Chọn các hộ đã đánh dấu").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ghi lý do hộ có khả năng tự thoát nghèo")
    expect(boxes.nth(1)).to_be_checked()
    page.get_by_label("Lý do").fill("xây được nhà")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Đã chọn 2 hộ.")).to_be_visible()
    page.get_by_role("button", name="Ghi thôn, tổ nơi hộ ở").click()
    expect(page.get_by_text("Đã ghi thôn, tổ cho 1 hộ.")).to_be_visible()
    for name in ("Chờ xem xét", "Đăng ký thoát nghèo", "Có nguy cơ nghèo", "So với chỉ tiêu", "Hộ được chọn"):
        follow(page, page.get_by_role("navigation", name="Danh sách thoát nghèo").get_by_text(name))
        assert accessibility_faults(page) == [], name
        assert_fits(page, 320)
        if name == "So với chỉ tiêu":
            expect(page.get_by_text("cần giảm 5 hộ, đã chọn 3")).to_be_visible()
    follow(page, page.locator(".two-lists a").first)
    assert accessibility_faults(page) == []
    assert EscapeProspect.objects.chosen().filter(hamlet=hamlet).count() == 3

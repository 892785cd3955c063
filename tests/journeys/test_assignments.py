"""The way of an officer through who helps whom: front page, board, proposal, one assignment."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assignments.models import Agency, Assignment
from assignments.rules import AgencyKind
from households.models import AdministrativeUnit
from tests.journeys.conftest import accessibility_faults, follow
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_officer_gives_households_to_agencies(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    unit = AdministrativeUnit.objects.get(code="05800")
    for order, (name, kind) in enumerate(
        (("Trường Tiểu học Mẫu", AgencyKind.SCHOOL), ("Hội Nông dân Mẫu", AgencyKind.UNION))
    ):
        Agency.objects.create(unit=unit, name=name, kind=kind, order=order)
    sign_in("canbo")

    follow(page, page.get_by_role("link", name="Phân công", exact=True))
    assert accessibility_faults(page) == []
    follow(page, page.get_by_role("link", name=re.compile("Giúp đỡ hộ nghèo")))
    assert accessibility_faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    first = page.locator("input[name=households]").first
    first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Trường Tiểu học Mẫu").first.check()
    page.get_by_role("button", name="Phân công", exact=True).click()
    expect(page.locator("main .notice-success")).to_contain_text("Đã phân công Trường Tiểu học Mẫu giúp hộ")
    assert_fits(page, 320)

    page.set_viewport_size({"width": 1280, "height": 800})
    follow(page, page.get_by_role("link", name="Xem đề xuất"))
    assert accessibility_faults(page) == []
    page.locator("input[list]").first.fill("hoi nong dan mau")
    page.get_by_role("button", name="Nhận tất cả").click()
    expect(page.locator("main .notice-success")).to_contain_text("theo đề xuất")

    follow(page, page.get_by_role("link", name="Ma trận"))
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Theo cơ quan").click()
    follow(page, page.locator(".helped a").first)
    assert accessibility_faults(page) == []
    page.get_by_label("Cam kết giúp đỡ").fill("Một con bò giống")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main .notice-success")).to_contain_text("Đã lưu phân công giúp hộ")
    assert Assignment.objects.filter(promise="Một con bò giống").count() == 1

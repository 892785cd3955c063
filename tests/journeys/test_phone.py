"""The same pages on a phone, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from povertyplan.accounts.forms import DEMO_PASSWORD
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 320])
def test_pages_fit_a_phone(page: Page, demo_server: str, sign_in: Callable[[str], None], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in("canbo")
    year_page = page.url
    plan = f"{demo_server}/ke-hoach/phu-thinh-2026/"

    for url in (
        year_page,
        f"{year_page}so-lieu/",
        f"{year_page}chi-tieu/",
        plan,
        f"{plan}soan/",
        f"{plan}can-cu/",
    ):
        page.goto(url)
        assert_fits(page, width)
        assert accessibility_faults(page) == [], url


def test_grid_saves_without_script(browser: Browser, demo_server: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{demo_server}/dang-nhap/")
    page.locator("#id_username").fill("canbo")
    page.locator("input[type=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_role("link", name="Số liệu và chỉ tiêu").click()

    page.get_by_label("Số hộ nghèo, Ba Giăng").fill("200")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Có 199 hộ, số hộ nghèo không thể là 200.")).to_be_visible()
    assert page.get_by_label("Số hộ nghèo, Ba Giăng").input_value() == "200"

    page.get_by_label("Số hộ nghèo, Ba Giăng").fill("4")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Ba Giăng, số hộ nghèo: 3 → 4")).to_be_visible()

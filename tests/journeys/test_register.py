"""The register in a browser: a household is added, found, edited and split; pages fit a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from households.models import AdministrativeUnit, Household
from povertyplan.accounts.forms import DEMO_PASSWORD
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = ("tach", "nhap", "chuyen-thon", "thoi-quan-ly", "doi-chu-ho", "them-nguoi", "bot-nguoi")


def add_household(page: Page) -> None:
    """From the bar to a household of three, with the keyboard once the form is open."""
    page.get_by_role("link", name="Hộ gia đình").click()
    page.get_by_role("link", name="Thêm hộ", exact=True).click()
    page.get_by_label("Thôn, tổ").focus()
    page.keyboard.type("X")
    page.keyboard.press("Tab")
    page.keyboard.type("PT-0777")
    page.get_by_label("Từ ngày").fill("01/01/2026")
    for number, (name, relation, birth) in enumerate(
        [("Vi Văn Ổn", "ch", "1980"), ("Hà Thị Ước", "v", "1982"), ("Vi Thị Ý", "con", "5/6/2004")]
    ):
        page.locator(f"#id_members-{number}-name").focus()
        for typed in (name, relation, "", birth):  # a list is chosen from by its first letters
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
    page.get_by_label("Mã hộ").press("Enter")
    expect(page.get_by_role("heading", name="Vi Văn Ổn")).to_be_visible()


def test_household_is_added_found_edited_and_split(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    sign_in("canbo")
    add_household(page)

    page.get_by_role("link", name="Hộ gia đình").first.click()
    page.get_by_label("Tên chủ hộ").fill("vi van on")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Vi Văn Ổn").click()
    page.get_by_role("link", name="Sửa hộ").click()
    page.get_by_label("Địa chỉ").fill("Cuối bản")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu hộ Vi Văn Ổn.")).to_be_visible()
    page.get_by_text("Ghi sự việc").click()
    page.get_by_role("link", name="Tách hộ").click()
    page.get_by_label("Vi Thị Ý").select_option("Chủ hộ")
    page.get_by_label("Ngày xảy ra").fill("01/06/2026")
    page.get_by_role("button", name="Tách hộ").click()

    expect(page.get_by_role("link", name="hộ Vi Thị Ý")).to_be_visible()
    expect(page.get_by_text("2 nhân khẩu")).to_be_visible()


@pytest.mark.looks
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_register_fits_the_window_and_axe_finds_nothing(
    page: Page, demo_server: str, sign_in: Callable[[str], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in("canbo")
    add_household(page)
    here = page.url
    listing = f"{demo_server}/xa/{AdministrativeUnit.objects.get(code='05800', valid_to=None).pk}/ho/"

    events = [f"{here}{name}/" for name in EVENTS]
    for url in (here, f"{here}sua/", listing, f"{listing}moi/", f"{listing}trung/", *events):
        page.goto(url)
        assert_fits(page, width)
        assert accessibility_faults(page) == [], url


def test_register_works_without_script(browser: Browser, demo_server: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{demo_server}/dang-nhap/")
    page.locator("#id_username").fill("canbo")
    page.locator("input[type=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()

    add_household(page)

    assert re.search(r"/ho/\d+/$", page.url)
    assert Household.objects.order_by("-pk")[0].head.name == "Vi Văn Ổn"

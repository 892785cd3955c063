"""Administrators, hamlet leaders, auditors and clerks: each sees and does what is theirs, no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1280, 390, 320)
OWN_PASSWORD = "xom-nho-ben-suoi-2"
EDITS = ("Lưu", "Sửa", "Soạn", "Trình ký", "Duyệt", "Trả lại", "Lập kế hoạch", "Nhập từ Excel", "Nhật ký")


def check(page: Page) -> None:
    """The page fits a desk and a phone, and axe has nothing to say."""
    for width in WIDTHS:
        assert_fits(page, width)
        assert width == 390 or accessibility_faults(page) == [], (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 844})


def assert_bar_is_one_row(page: Page) -> None:
    """Names and entries stand beside each other, however many they are."""
    tops = page.locator(".bar-nav a, .bar-user > summary").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect()).map(box => box.top + box.height / 2)"
    )
    assert max(tops) - min(tops) < 5, (page.url, tops)


def enter(page: Page, username: str, password: str) -> None:
    page.locator("#id_username").fill(username)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_administrator_lets_a_hamlet_leader_in_and_out(
    page: Page, browser: Browser, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    sign_in("quantri")
    page.get_by_role("link", name="Người dùng").click()
    check(page)
    page.get_by_role("link", name="Thêm người").click()
    check(page)
    page.get_by_label("Xã, phường").select_option(label="Xã Phú Thịnh")
    page.get_by_role("button", name="Tiếp tục").click()
    check(page)
    page.get_by_label("Họ và tên").fill("Lò Văn Pản")
    page.get_by_label("Tên đăng nhập").fill("lovanpan")
    page.get_by_label("Vai trò").select_option(label="Trưởng thôn, tổ trưởng")
    page.get_by_label("Thôn, tổ").select_option(label="Xóm Ninh Giang")
    page.get_by_role("button", name="Thêm người").click()
    password = page.locator("dd code").nth(1).inner_text()
    check(page)
    page.get_by_role("link", name="Xong").click()
    person = page.url
    check(page)

    leader = browser.new_context(locale="vi-VN").new_page()
    leader.goto(f"{demo_server}/dang-nhap/")
    enter(leader, "lovanpan", password)
    expect(leader.get_by_text("Mật khẩu đang dùng do người khác đặt.")).to_be_visible()
    check(leader)
    leader.goto(f"{demo_server}/thon-toi/")
    expect(leader).to_have_url(f"{demo_server}/doi-mat-khau/")
    leader.get_by_label("Mật khẩu đang dùng").fill(password)
    leader.get_by_label("Mật khẩu mới", exact=True).fill(OWN_PASSWORD)
    leader.get_by_label("Nhập lại mật khẩu mới").fill(OWN_PASSWORD)
    leader.get_by_role("button", name="Đổi mật khẩu").click()
    leader.goto(demo_server)
    expect(leader).to_have_url(f"{demo_server}/thon-toi/")
    expect(leader.get_by_role("heading", level=2)).to_have_text(["Xóm Ninh Giang", "Máy này"])
    expect(leader.get_by_role("row", name="Tổng số hộ 121 …")).to_be_visible()
    check(leader)

    page.get_by_role("link", name="Cho thôi vai trò").click()
    expect(
        page.get_by_text("không còn được rà soát hộ, xem số liệu và chỉ tiêu của thôn, tổ")
    ).to_be_visible()
    check(page)
    page.get_by_role("link", name="Không cho thôi").click()
    expect(page).to_have_url(person)
    leader.reload()
    expect(leader.get_by_role("heading", level=2)).to_have_text(["Xóm Ninh Giang", "Máy này"])

    page.get_by_role("link", name="Cho thôi vai trò").click()
    page.get_by_role("button", name="Cho thôi").click()
    expect(page.get_by_text("Lò Văn Pản đã thôi vai trò trưởng thôn, tổ trưởng.")).to_be_visible()
    leader.reload()
    expect(leader.get_by_role("button", name="Đăng nhập", exact=True)).to_be_visible()
    enter(leader, "lovanpan", OWN_PASSWORD)
    expect(leader.get_by_text("Ninh Giang")).to_have_count(0)
    check(leader)

    page.get_by_label("Tài khoản").select_option(label="Khóa")
    page.get_by_role("button", name="Lưu").click()
    check(page)
    page.get_by_role("button", name="Khóa tài khoản").click()
    expect(page.get_by_text("đã khóa")).to_be_visible()
    leader.reload()
    enter(leader, "lovanpan", OWN_PASSWORD)
    expect(leader.get_by_text("Tên đăng nhập hoặc mật khẩu chưa đúng.")).to_be_visible()


def test_auditor_searches_the_log_and_opens_a_plans_history(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    sign_in("kiemtra")
    assert_bar_is_one_row(page)
    page.get_by_role("link", name="Nhật ký").click()
    check(page)
    page.get_by_label("Việc", exact=True).select_option(label="Lập kế hoạch, báo cáo")
    page.get_by_label("Đối tượng").fill("phu thinh")
    page.get_by_role("button", name="Lọc").click()

    event = page.locator(".event")
    expect(event).to_have_count(1)
    expect(event).to_contain_text("Lò Thị Mận")
    check(page)
    event.get_by_role("link").click()
    page.get_by_role("link", name="Lịch sử").click()
    page.locator(".event", has_text="Ghi số công bố").locator("summary").click()
    expect(page.get_by_text("Dòng Tổng, tổng số hộ: trống → 5441")).to_be_visible()
    check(page)

    page.get_by_role("link", name="Số liệu và chỉ tiêu").click()
    page.get_by_role("link", name="Lịch sử").click()
    expect(page.get_by_text("4 việc, mới nhất trước")).to_be_visible()
    check(page)


def test_clerk_reads_all_of_the_commune_and_edits_nothing(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    sign_in("vanthu")
    year_page = page.url
    plan = f"{demo_server}/ke-hoach/phu-thinh-2026/"

    for url in (
        *(f"{year_page}{path}" for path in ("", "so-lieu/", "chi-tieu/", "phu-trach/", "ke-hoach/")),
        f"{year_page.removesuffix('2026/')}thon/",
        *(f"{plan}{path}" for path in ("", "tom-tat/", "lich-su/")),
    ):
        page.goto(url)
        check(page)
        main = page.locator("main")
        expect(main.locator("input:visible, textarea:visible, select:visible")).to_have_count(0)
        for name in EDITS:
            for role in ("button", "link"):
                expect(main.get_by_role(role, name=name, exact=True)).to_have_count(0)

    page.goto(f"{year_page}so-lieu/")
    expect(page.locator("tfoot tr")).to_have_text(
        "Cộng 40 xóm 5.053 127 118 45 0,89 45 0,89", use_inner_text=True
    )
    page.goto(plan)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Word").click()
    assert download.value.suggested_filename == "phu-thinh-2026.docx"

"""From an empty database to a plan on paper, in the browser alone."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import accessibility_faults, paste

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "ba con sông hợp một"


def test_own_commune_from_nothing_to_pdf(page: Page, live_server: object) -> None:
    call_command("reference_load", verbosity=0)

    page.goto(f"{live_server}/")
    assert accessibility_faults(page) == []
    page.get_by_label("Tên đăng nhập").fill("can-bo")
    page.get_by_label("Họ và tên").fill("Người Đầu Tiên")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Tạo và tiếp tục").click()

    page.locator("#q").fill("luc ngan")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("button", name="Mở Xã Lục Ngạn").click()

    page.locator("textarea").fill("1\tThôn Thượng\n2\tThôn Trung\n3\tThôn Hạ")
    page.get_by_role("button", name="Lưu danh sách").click()

    first = page.locator("input[data-col=households]").first
    expect(first).to_be_visible()
    paste(page, "input[data-col=households] >> nth=0", "120\t6\t4\t2\t1\n98\t5\t\t1\t\n1.010\t0\t3\t0\t1")
    expect(page.locator("output[data-sum=households]")).to_have_text("1.228")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Đã lưu")
    assert page.locator("input[data-col=near_poor]").nth(1).input_value() == ""
    assert page.locator("input[data-col=poor]").nth(2).input_value() == "0"

    page.get_by_role("link", name="Tổng quan").click()
    page.get_by_role("link", name="Lập kế hoạch").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Lập dự thảo").click()
    expect(page.locator(".document")).to_contain_text("ỦY BAN NHÂN DÂN")
    expect(page.locator(".document")).to_contain_text("XÃ LỤC NGẠN")

    response = page.request.get(f"{page.url}pdf/")
    text = "\n".join(part.extract_text() for part in PdfReader(io.BytesIO(response.body())).pages)
    assert "Thôn Thượng" in text
    assert "1.228" in text

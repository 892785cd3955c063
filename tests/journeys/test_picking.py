"""Beside a text: a figure found by its words and put at the caret, and a text of the library likewise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from plans.models import Plan, Recipient
from tests.factories import library_text, small_plan
from tests.journeys.conftest import accessibility_faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]
SLUG = "phu-thinh-2026"


def test_figures_and_texts_go_where_the_caret_is(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    plan = Plan.objects.get(slug=SLUG)
    library_text(plan.unit, "Vay vốn", "Cho vay {{so-ho}} hộ.")
    node = plan.sections.exclude(body="").order_by("pk")[0]
    sign_in("canbo")
    page.goto(f"{demo_server}/ke-hoach/{SLUG}/muc/{node.pk}/")
    body, figures = page.get_by_label("Nội dung"), page.get_by_role("searchbox", name="Tìm số liệu")
    body.fill("Có  hộ nghèo.")
    body.evaluate("area => area.setSelectionRange(3, 3)")

    figures.press_sequentially("go xom nam dau ngheo")
    expect(page.locator("[data-insert='{{ho-ngheo@xom-go}}'] button")).to_be_visible()
    assert accessibility_faults(page) == []
    figures.press("Enter")

    expect(body).to_have_value("Có {{ho-ngheo@xom-go}} hộ nghèo.")
    expect(body).to_be_focused()

    figures.fill("hộ nghèo 1999")
    figures.press("Enter")  # at once, before the pause is over
    expect(page.get_by_text("Gần nhất:")).to_be_visible()
    expect(body).to_have_value("Có {{ho-ngheo@xom-go}} hộ nghèo.")

    page.get_by_text("Lấy từ thư viện").click()
    page.get_by_role("button", name="Vay vốn").click()
    expect(body).to_have_value("Có {{ho-ngheo@xom-go}}\nCho vay {{so-ho}} hộ. hộ nghèo.")

    page.route("**/tim-so-lieu/**", lambda route: route.fulfill(status=403))
    figures.fill("cận nghèo")
    expect(page.get_by_text("Chưa tìm được")).to_be_visible()
    expect(body).to_have_value("Có {{ho-ngheo@xom-go}}\nCho vay {{so-ho}} hộ. hộ nghèo.")


def test_rows_taken_go_on_with_what_the_browser_keeps(
    page: Page, demo_server: str, sign_in: Callable[[str], None]
) -> None:
    plan = Plan.objects.get(slug=SLUG)
    other = small_plan(plan.unit, year=2027)
    Recipient.objects.filter(plan=other).update(name="Trường Mẫu Giáo Hoa Ban")
    sign_in("canbo")
    page.goto(f"{demo_server}/ke-hoach/{SLUG}/noi-nhan/")
    first = page.locator("[name=rows-0-name]")
    first.fill("Đang gõ dở")

    page.get_by_label("Trường Mẫu Giáo Hoa Ban").check()
    page.get_by_label("Tìm trong thư viện").fill("zzz")
    expect(page.get_by_text("Không có mục nào như vậy")).to_be_visible()
    expect(page.get_by_label("Trường Mẫu Giáo Hoa Ban")).to_be_checked()
    page.get_by_role("button", name="Thêm dòng đã chọn").click()

    expect(page.get_by_text("Đã thêm vào trang, chưa lưu")).to_be_visible()
    expect(first).to_have_value("Đang gõ dở")
    expect(page.get_by_text("Có nội dung chưa lưu từ")).to_have_count(0)
    assert accessibility_faults(page) == []
    page.wait_for_timeout(600)  # until the browser keeps the new row as well
    page.goto(f"{demo_server}/ke-hoach/{SLUG}/noi-nhan/")
    page.get_by_role("button", name="Khôi phục").click()
    expect(first).to_have_value("Đang gõ dở")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu: nơi nhận.")).to_be_visible()

    names = list(Recipient.objects.filter(plan=plan).order_by("order").values_list("name", flat=True))
    assert (names[0], names[-1]) == ("Đang gõ dở", "Trường Mẫu Giáo Hoa Ban")

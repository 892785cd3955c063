"""Nothing typed is lost: an expired session, a crash, a second person at one record; nothing stays behind."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from plans.actions import parts_save, section_save
from plans.forms.lists import PARTS
from plans.models import Plan, PlanSection
from plans.rules import SectionContent
from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User
from tests.factories import officer_of
from tests.journeys.conftest import accessibility_faults, paste
from tests.journeys.looks import assert_fits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.looks]
SLUG = "phu-thinh-2026"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"


@pytest.fixture
def node(demo_server: str) -> PlanSection:
    """A section with words of its own."""
    return Plan.objects.get(slug=SLUG).sections.exclude(body="").order_by("pk")[0]


@pytest.fixture
def desk(page: Page, demo_server: str, node: PlanSection, sign_in: Callable[[str], None]) -> Page:
    """The officer before the section."""
    sign_in("canbo")
    page.goto(f"{demo_server}/ke-hoach/{SLUG}/muc/{node.pk}/")
    return page


def kept(page: Page) -> list[str]:
    """The texts that the browser keeps."""
    return list(page.evaluate(KEPT))


def wait_until_kept(page: Page, number: int = 1) -> None:
    """The script waits for a pause before it keeps anything; the policy lets no function be waited for."""
    deadline = time.monotonic() + 5
    while len(kept(page)) != number and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert len(kept(page)) == number


def write(page: Page, text: str) -> None:
    """Type a last paragraph and wait until the browser keeps it."""
    body = page.get_by_label("Nội dung")
    body.focus()
    body.press("Control+End")
    page.keyboard.type(f"\n{text}")
    wait_until_kept(page)


def save_meanwhile(node: PlanSection, *, heading: str = "", first: str = "") -> User:
    """Somebody else saves the section."""
    by = officer_of(node.plan.unit)
    node.refresh_from_db()
    body = f"{first}\n{node.body}" if first else node.body
    section_save(
        section=node,
        heading=heading or node.heading,
        body=body,
        content=SectionContent(node.content),
        version=node.version,
        by=by,
    )
    return by


def look(page: Page, name: str) -> None:
    """Check the page at three widths; a picture each where somebody wants to see them."""
    for width in (1280, 390, 320):
        assert_fits(page, width)
        assert accessibility_faults(page) == [], width
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def enter(page: Page, username: str = "canbo", password: str = DEMO_PASSWORD) -> None:
    page.locator("#id_username").fill(username)
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_what_was_typed_outlives_the_session(desk: Page, node: PlanSection) -> None:
    write(desk, "Câu gõ trước khi hết phiên.")
    Session.objects.all().delete()

    desk.get_by_role("button", name="Lưu mục").click()
    expect(desk.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    enter(desk)

    expect(desk.get_by_text("Có nội dung chưa lưu từ")).to_be_visible()
    assert desk.locator("form[data-draft]").bounding_box()["width"] > 600  # type: ignore[index]
    body = desk.get_by_label("Nội dung")
    assert "Câu gõ" not in body.input_value()
    look(desk, "draft")
    desk.get_by_role("button", name="Khôi phục").click()
    assert body.input_value().endswith("Câu gõ trước khi hết phiên.")
    desk.get_by_role("button", name="Lưu mục").click()
    expect(desk.get_by_text("Đã lưu mục")).to_be_visible()
    node.refresh_from_db()
    assert node.body.endswith("Câu gõ trước khi hết phiên.")
    wait_until_kept(desk, 0)


def test_what_was_typed_outlives_a_crash_or_is_dropped(desk: Page, node: PlanSection) -> None:
    write(desk, "Câu gõ trước khi máy treo.")
    address = desk.url
    again = desk.context.new_page()
    desk.close(run_before_unload=False)

    again.goto(address)
    expect(again.get_by_text("Có nội dung chưa lưu từ")).to_be_visible()
    again.get_by_role("button", name="Bỏ", exact=True).click()

    expect(again.get_by_text("Có nội dung chưa lưu từ")).to_have_count(0)
    wait_until_kept(again, 0)


def test_what_is_refused_stays_kept_and_is_not_offered_beside_itself(desk: Page) -> None:
    write(desk, "Có {{khong-co}} hộ.")

    desk.get_by_role("button", name="Lưu mục").click()

    expect(desk.get_by_text("Chưa lưu. Cần sửa:")).to_be_visible()
    expect(desk.get_by_text("Có nội dung chưa lưu từ")).to_have_count(0)
    wait_until_kept(desk)
    desk.get_by_label("Nội dung").fill("Có số hộ.")
    desk.get_by_role("button", name="Lưu mục").click()
    expect(desk.get_by_text("Đã lưu mục")).to_be_visible()
    wait_until_kept(desk, 0)


def test_leaving_without_saving_keeps_nothing(desk: Page) -> None:
    write(desk, "Câu bỏ đi.")
    desk.on("dialog", lambda dialog: dialog.accept())

    desk.get_by_role("link", name="Không lưu").click()
    desk.wait_for_url(lambda url: "/muc/" not in url)

    wait_until_kept(desk, 0)


def test_sign_out_leaves_nothing_in_any_window(desk: Page) -> None:
    write(desk, "Câu chỉ của tôi.")
    other = desk.context.new_page()
    other.goto(desk.url)

    other.locator(".bar-user summary").click()
    other.get_by_role("button", name="Đăng xuất").click()
    other.wait_for_url("**/dang-nhap/")

    desk.keyboard.type("và thêm")
    desk.wait_for_timeout(900)  # longer than the script waits before it keeps anything
    assert kept(other) == kept(desk) == []


def test_script_forgets_even_where_the_answer_does_not(desk: Page) -> None:
    """The answer to signing out clears the browser too; here it never comes."""
    write(desk, "Câu chỉ của tôi.")
    other = desk.context.new_page()
    other.goto(desk.url)
    other.route("**/dang-xuat/", lambda route: route.abort())

    other.locator(".bar-user summary").click()
    other.get_by_role("button", name="Đăng xuất").click()

    wait_until_kept(desk, 0)


def test_somebody_else_who_signs_in_finds_nothing(desk: Page, demo_server: str) -> None:
    write(desk, "Câu chỉ của tôi.")
    Session.objects.all().delete()
    other = desk.context.new_page()
    other.goto(f"{demo_server}/dang-nhap/")
    assert len(kept(other)) == 1

    enter(other, "lanhdao")
    other.wait_for_url(lambda url: "/dang-nhap/" not in url)

    wait_until_kept(other, 0)


def test_old_drafts_are_forgotten(desk: Page) -> None:
    write(desk, "Câu cũ.")
    desk.context.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1))

    again = desk.context.new_page()
    again.goto(desk.url)

    expect(again.get_by_label("Nội dung")).to_be_visible()
    wait_until_kept(again, 0)


def test_draft_of_an_older_version_comes_with_a_warning_and_is_merged(desk: Page, node: PlanSection) -> None:
    write(desk, "Câu của tôi.")
    by = save_meanwhile(node, first="Câu của người kia.")
    desk.on("dialog", lambda dialog: dialog.accept())

    desk.reload()
    expect(desk.get_by_text("bản đang lưu đã thay đổi")).to_be_visible()
    look(desk, "older")
    desk.get_by_role("button", name="Khôi phục").click()
    desk.get_by_role("button", name="Lưu mục").click()

    expect(desk.get_by_text(f"{by} đã lưu phần này lúc")).to_be_visible()
    desk.get_by_role("button", name="Ghép và lưu").click()
    expect(desk.get_by_text("Đã lưu mục")).to_be_visible()
    node.refresh_from_db()
    lines = node.body.splitlines()
    assert (lines[0], lines[-1]) == ("Câu của người kia.", "Câu của tôi.")
    wait_until_kept(desk, 0)


def test_two_people_in_one_section_take_one_click(desk: Page, node: PlanSection) -> None:
    write(desk, "Câu của tôi.")
    by = save_meanwhile(node, heading="TIÊU ĐỀ CỦA NGƯỜI KIA", first="Câu của người kia.")

    desk.get_by_role("button", name="Lưu mục").click()
    expect(desk.get_by_text(f"{by} đã lưu phần này lúc")).to_be_visible()
    expect(desk.get_by_text("cả hai cùng sửa")).to_have_count(2)  # said above, and at the text
    look(desk, "conflict")
    desk.get_by_role("button", name="Ghép và lưu").click()

    expect(desk.get_by_text("Đã lưu mục")).to_be_visible()
    node.refresh_from_db()
    lines = node.body.splitlines()
    assert node.heading == "TIÊU ĐỀ CỦA NGƯỜI KIA"
    assert (lines[0], lines[-1]) == ("Câu của người kia.", "Câu của tôi.")
    wait_until_kept(desk, 0)


def test_pasted_cells_are_kept_and_taken_back(desk: Page, demo_server: str) -> None:
    unit = Plan.objects.get(slug=SLUG).unit
    grid = f"{demo_server}/xa/{unit.pk}/2026/so-lieu/"
    desk.goto(grid)
    desk.on("dialog", lambda dialog: dialog.accept())

    paste(desk, "tbody tr:first-child input[data-col=poor]", "9\t2\n8\t1")
    wait_until_kept(desk)
    desk.goto(grid)
    desk.get_by_role("button", name="Khôi phục").click()

    assert desk.locator("input[data-col=poor]").first.input_value() == "9"
    expect(desk.locator("[data-grid-count]")).to_contain_text("Đã sửa")
    desk.get_by_role("button", name="Bỏ thay đổi").click()
    wait_until_kept(desk, 0)


def test_list_is_restored_with_rows_that_are_no_longer_shown(
    desk: Page, demo_server: str, browser: Browser
) -> None:
    """The second person shortened the list: the page has fewer rows than the draft."""
    plan = Plan.objects.get(slug=SLUG)
    part = PARTS["recipients"]
    before = part.stored(plan)
    desk.goto(f"{demo_server}/ke-hoach/{SLUG}/noi-nhan/")
    desk.locator(f"#id_rows-{len(before)}-name").fill("Nơi nhận của tôi")
    wait_until_kept(desk)
    plan.refresh_from_db()
    parts_save(plan=plan, model=part.model, rows=before[:2], version=plan.version, by=officer_of(plan.unit))
    desk.on("dialog", lambda dialog: dialog.accept())

    desk.reload()
    desk.get_by_role("button", name="Khôi phục").click()
    desk.get_by_role("button", name="Lưu", exact=True).click()
    expect(desk.get_by_text("đã lưu phần này lúc")).to_be_visible()
    look(desk, "rows")
    desk.get_by_role("button", name="Ghép và lưu").click()

    expect(desk.get_by_text("Đã lưu: nơi nhận.")).to_be_visible()
    assert part.stored(plan) == [*before[:2], {"name": "Nơi nhận của tôi", "mark": ""}]
    wait_until_kept(desk, 0)

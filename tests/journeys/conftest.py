"""What the journeys share: signing in, pasting, and looking at what the browser complained of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from povertyplan.accounts.forms import DEMO_PASSWORD
from tests.snapshot import demo_loaded


@pytest.fixture
def demo_server(live_server: object, settings: object) -> str:
    """The address of a server with the demo in it."""
    demo_loaded()
    settings.DEMO = True  # type: ignore[attr-defined]
    return str(live_server)


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that must not complain: no script error, nothing that the content policy refused."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    yield page
    assert complaints == []


@pytest.fixture
def sign_in(page: Page, demo_server: str) -> Callable[[str], None]:
    """Signs a demo person in, whoever was before."""

    def run(username: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{demo_server}/dang-nhap/")
        page.locator("#id_username").fill(username)
        page.locator("input[type=password]").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    return run


def paste(page: Page, selector: str, text: str) -> None:
    """Paste as a spreadsheet would into the element, once the page's script is there."""
    page.wait_for_load_state("load")
    page.locator(selector).evaluate(
        """(element, text) => {
            element.focus();
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            element.dispatchEvent(event);
        }""",
        text,
    )


def follow(page: Page, link: Locator) -> None:
    """Open what a link leads to; a script run after the click alone may still meet the page that goes."""
    with page.expect_navigation():
        link.click()


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page."""
    return [f"{found['id']}: {found['help']}" for found in Axe().run(page).response["violations"]]

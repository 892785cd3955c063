"""What a page must look like at every width."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def assert_fits(page: Page, width: int) -> None:
    """Nothing stands over the edge of a window of this width.

    A click that leads on may still be leading: the measure is taken once the page is there.
    """
    page.set_viewport_size({"width": width, "height": 844})
    expect(page.locator("main")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)

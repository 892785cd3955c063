"""The same scripts in a real browser: what it runs, and what its policy had to stop.

Seen failing with `autoescape` off in the templates' options.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

from django.conf import settings
from playwright.sync_api import BrowserContext, Dialog, Page, sync_playwright

from benchmarks.hostile.scripts import PAYLOADS
from benchmarks.hostile.server import Serving, serving
from benchmarks.hostile.world import LED_BY, answering, readers_of
from benchmarks.result import Result, Size, tallied
from tests.access.lives import LIVES

PAGES, QUICK_PAGES = 40, 4
WATCH = """
window.ran = [];
window.zz = (what) => { window.ran.push(String(what)); };
for (const name of ["alert", "confirm", "prompt"]) window[name] = window.zz;
document.addEventListener("securitypolicyviolation", (event) => {
  window.ran.push("policy: " + event.violatedDirective + " " + event.blockedURI);
});
"""


def measure(size: Size) -> Iterator[Result]:
    """Pages evenly over the whole program, as their first reader sees them; all of each is hovered over."""
    names = [name for name in answering("text/html") if name not in LIVES and name not in LED_BY]
    chosen = names[:: max(1, len(names) // (PAGES if size is Size.FULL else QUICK_PAGES))]
    yield _browsed(chosen)


def _browsed(names: list[str]) -> Result:
    outcomes: Counter[str] = Counter()
    wrong = Counter[str]()
    with serving(PAYLOADS) as server, ExitStack() as stack:
        urls = {name: server.place.url(name) for name in names}  # the browser's loop allows no database
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        for name, url in urls.items():
            for said in _opened(browser.new_context(), server, readers_of(name)[0], url):
                outcomes[said.partition(":")[0]] += 1
                if said != "pages":
                    wrong[f"{name}: {said}"] += 1
        browser.close()
    return tallied(
        f"{len(PAYLOADS)} scripts in every field, {len(names)} pages in Chromium",
        outcomes,
        bar="0 run, 0 violations of the policy, 0 dialogs",
        holds=outcomes["pages"] == len(names) and not wrong,
        note=str(wrong.most_common(12) or ""),
    )


def _opened(context: BrowserContext, server: Serving, reader: str, url: str) -> Iterator[str]:
    origin = f"http://127.0.0.1:{server.port}"
    sid = server.place.sessions.get(reader, "")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sid, "url": origin}])
    context.add_init_script(WATCH)
    page: Page = context.new_page()
    heard: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        heard.append("dialog")
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("pageerror", lambda error: heard.append(f"error: {error.message[:80]}"))
    try:
        response = page.goto(f"{origin}{url}", wait_until="load")
        if response is None or response.status != 200:
            yield f"no page: {response.status if response else 0}"
            return
        page.evaluate(
            "document.querySelectorAll('*').forEach((each) => { each.dispatchEvent(new Event('mouseover'));"
            " if (each.focus) each.focus(); })"
        )
        yield from heard
        yield from (f"run: {each}" for each in page.evaluate("window.ran"))
        yield "pages"
    finally:
        context.close()

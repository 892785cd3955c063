"""Take the pictures of the user guide: a scratch demo, the server of `scripts/serve`, and Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")
DESK, PHONE = 1100, 390
YEAR = 2026


@dataclass(frozen=True)
class Picture:
    """A page as somebody of the demo sees it; `args` are asked once the demo is there."""

    name: str
    user: str
    view: str
    args: Callable[[], list[object]]
    width: int = DESK
    height: int = 760


def commune(code: str, *more: object) -> Callable[[], list[object]]:
    """The arguments of a page of one of the demo's communes."""

    def args() -> list[object]:
        from households.models import AdministrativeUnit

        return [AdministrativeUnit.objects.get(code=code, valid_to=None).pk, *more]

    return args


def latest_round(code: str) -> Callable[[], list[object]]:
    """The argument of a page of a commune's last review round."""

    def args() -> list[object]:
        from households.models import ReviewRound

        return [ReviewRound.objects.filter(unit__code=code).order_by("-reference_date")[0].pk]

    return args


PHU_THINH, BACH_QUANG = "05800", "05528"
PICTURES = (
    Picture("tong-quan", "canbo.bachquang", "plans:year", commune(BACH_QUANG, YEAR)),
    Picture("so-lieu", "canbo", "plans:grid", commune(PHU_THINH, YEAR)),
    Picture("ke-hoach", "lanhdao", "plans:plan", lambda: ["phu-thinh-2026"]),
    Picture("tom-tat", "lanhdao", "plans:plan_summary", lambda: ["phu-thinh-2026"]),
    Picture("ra-soat", "canbo.bachquang", "households:round", latest_round(BACH_QUANG)),
    Picture("phan-cong", "canbo.bachquang", "assignments:board", commune(BACH_QUANG, YEAR)),
    Picture("lich-bao-cao", "canbo.bachquang", "reports:periods", commune(BACH_QUANG, YEAR)),
    Picture("theo-doi", "lanhdao.bachquang", "reports:dashboard", commune(BACH_QUANG, YEAR)),
    Picture("thon-cua-toi", "totruong.bachquang", "plans:my_hamlets", list, PHONE),
    Picture("co-quan-toi", "coquan", "assignments:my_agency", list, PHONE),
    Picture("nguoi-dung", "quantri", "households:users", list),
)


@contextmanager
def demo_server() -> Iterator[str]:
    """The address of a server with the demo in a scratch folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"POVERTYPLAN_DATA": folder, "POVERTYPLAN_DEMO": "1"}
        subprocess.run([sys.executable, "scripts/prepare.py"], cwd=ROOT, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "scripts/gunicorn.conf.py", "--bind", address],
            cwd=ROOT,
        )
        try:
            wait_for(f"http://{address}/san-sang/")
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(url: str) -> None:
    """Until the server answers; a minute at most."""
    for _ in range(120):
        try:
            urllib.request.urlopen(url)
        except urllib.error.URLError:
            time.sleep(0.5)
        else:
            return
    sys.exit("Máy chủ trình diễn không trả lời. The demo server does not answer.")


def take(pictures: tuple[Picture, ...], *, server: str, folder: Path) -> None:
    """Write each picture to the folder, as `NAME.png`."""
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from povertyplan.accounts.forms import DEMO_PASSWORD

    addresses = {picture.name: reverse(picture.view, args=picture.args()) for picture in pictures}
    folder.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in pictures:
            page = browser.new_page(viewport={"width": picture.width, "height": picture.height})
            page.goto(f"{server}/dang-nhap/")
            page.locator("#id_username").fill(picture.user)
            page.locator("input[type=password]").fill(DEMO_PASSWORD)
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
            page.wait_for_url(lambda url: "/dang-nhap/" not in url)
            answer = page.goto(server + addresses[picture.name])
            if not answer or answer.status != 200:
                sys.exit(f"{picture.name}: {addresses[picture.name]} trả lời {answer and answer.status}")
            page.screenshot(path=folder / f"{picture.name}.png")
            page.close()
        browser.close()


def main() -> None:
    """Take all pictures."""
    with demo_server() as server:
        import django

        django.setup()
        from povertyplan.common import guide

        take(PICTURES, server=server, folder=guide.PICTURES)
    print(f"Đã chụp {len(PICTURES)} ảnh vào {guide.PICTURES.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()

"""The hamlet leader's phone: its page without network, visits that arrive once however bad the network is."""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Page, expect

from assignments.models import Visit
from households.models import Hamlet, Household
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import AssignmentFactory
from tests.factories import (
    HamletFactory,
    HamletTargetFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of_hamlets,
)
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "[data-waiting] li"
HEAD = "Lò Văn Mẫu 07"


class Fault(StrEnum):
    """What happens to a message on its way."""

    NONE = "none"
    LOST = "lost"  # never reaches the server
    UNANSWERED = "unanswered"  # reaches it, and the answer is lost
    REPEATED = "repeated"  # reaches it twice


class Network(ThreadingTCPServer):
    """The network between a phone and the server: it can be down, and spoils the POSTs it was told to."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, server: str) -> None:
        super().__init__(("127.0.0.1", 0), Passage)
        self.upstream = (urlsplit(server).hostname, urlsplit(server).port)
        self.is_up, self.faults, self.met = True, list[Fault](), list[Fault]()
        self.answers: list[bytes] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"


class Passage(StreamRequestHandler):
    server: Network

    def handle(self) -> None:
        message = self.rfile.readline()
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            message += line if not line.lower().startswith(b"connection:") else b""
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message += b"Connection: close\r\n\r\n" + self.rfile.read(length)
        fault = Fault.NONE
        if message.startswith(b"POST /tham/gui/") and self.server.faults:
            self.server.met.append(fault := self.server.faults.pop(0))
        if not self.server.is_up or fault is Fault.LOST:
            return
        answer = self.passed_on(message)
        if fault is Fault.REPEATED:
            answer = self.passed_on(message)
        self.server.answers.append(answer)
        if fault is not Fault.UNANSWERED:
            with contextlib.suppress(ConnectionError):  # the browser went on
                self.wfile.write(answer)

    def passed_on(self, message: bytes) -> bytes:
        with socket.create_connection(self.server.upstream) as upstream:
            upstream.sendall(message)
            return b"".join(iter(lambda: upstream.recv(65536), b""))


@pytest.fixture
def network(live_server: object) -> Iterator[Callable[[], Network]]:
    """Makes networks to the server, one for each phone."""
    made: list[Network] = []

    def run() -> Network:
        made.append(Network(str(live_server)))
        threading.Thread(target=made[-1].serve_forever, daemon=True).start()
        return made[-1]

    yield run
    for each in made:
        each.shutdown()
        each.server_close()


@pytest.fixture
def hamlet() -> Hamlet:
    """A hamlet with a target and 25 poor households, most of them helped."""
    hamlet = HamletFactory.create()
    HamletTargetFactory.create(hamlet=hamlet, poor_reduction=3, near_poor_reduction=3)
    round = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    for number in range(25):
        household = HouseholdFactory.create(
            hamlet=hamlet, head_name=f"Lò Văn Mẫu {number:02d}", address=f"Ngõ {number}, đường Mẫu"
        )
        ReviewFactory.create(round=round, household=household, poor=True)
        if number % 5:
            AssignmentFactory.create(household=household, promise="Tặng một con bò giống, dạy cách nuôi")
    return hamlet


def phone(browser: Browser, network: Network, leader: User) -> Page:
    """A phone on which the leader has opened his page, which it has kept."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.set_default_timeout(5_000)
    enter(page, network, leader)
    until(lambda: page.evaluate("caches.keys()") == ["phone-files", f"phone:{leader.pk}"], page)
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), page)
    return page


def enter(page: Page, network: Network, leader: User) -> None:
    """The leader signs in on the phone and opens his page."""
    client = Client()
    client.force_login(leader)
    page.context.add_cookies([{"name": "sid", "value": client.cookies["sid"].value, "url": network.url}])
    page.goto(f"{network.url}/thon-toi/")


def until(holds: Callable[[], bool], page: Page) -> None:
    """Wait for what no element shows; the policy lets no function be waited for."""
    deadline = time.monotonic() + 5
    while not holds() and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert holds()


def look(page: Page, name: str) -> None:
    """Check the page at two widths; a picture each where somebody wants to see them."""
    for width in (360, 320):
        assert_fits(page, width)
        assert accessibility_faults(page) == [], width
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"phone-{name}-{width}.png")


def test_page_is_shown_with_the_server_stopped_and_locked_when_the_session_is_over(
    browser: Browser, network: Callable[[], Network], hamlet: Hamlet
) -> None:
    way, leader = network(), leader_of_hamlets(hamlet)
    page = phone(browser, way, leader)
    look(page, "online")

    way.is_up = False
    page.reload()

    expect(page.get_by_text("Số liệu lúc")).to_be_visible()
    expect(page.get_by_text("Không có mạng.")).to_be_visible()
    expect(page.get_by_role("heading", name=HEAD)).to_be_visible()
    expect(page.get_by_text("đường Mẫu")).to_have_count(0)
    look(page, "kept")
    page.get_by_role("link", name=f"Ghi lần thăm hộ {HEAD}").click()
    page.get_by_label("Khó hơn").check()
    page.get_by_label("Ghi chú").fill("Mái nhà dột")
    look(page, "form")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(WAITING)).to_contain_text("đang chờ gửi")
    look(page, "waiting")

    way.is_up = True
    Session.objects.all().delete()
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_role("heading", name="Đăng nhập lại để xem")).to_be_visible()
    expect(page.get_by_text(HEAD)).to_have_count(0)
    look(page, "locked")
    way.is_up = False
    page.goto(f"{way.url}/thon-toi/")
    expect(page.get_by_role("heading", name="Đăng nhập lại để xem")).to_be_visible()

    way.is_up = True
    enter(page, way, leader)
    until(lambda: Visit.objects.filter(by=leader, note="Mái nhà dột").count() == 1, page)
    expect(page.locator(WAITING)).to_have_count(0)


WRITE = """async (number) => {
    const items = [...document.querySelectorAll("[data-household]")];
    for (let written = 0; written < number; written += 1) {
        const item = items[written % items.length];
        item.querySelector("[data-visit]").click();
        const form = item.querySelector("form.visit");
        form.elements.situation[written % 3].click();
        form.elements.note.value = `lần ${written}`;
        form.requestSubmit();
        while (form.isConnected) await new Promise((done) => setTimeout(done, 2));
    }
}"""


def send_until_empty(page: Page) -> None:
    """Tap until nothing waits; a message that was lost is sent again with the next tap."""
    button = page.locator("[data-send]")
    deadline = time.monotonic() + 20
    while button.is_visible() and time.monotonic() < deadline:
        button.dispatch_event("click")  # it may be gone before a tap comes
        page.wait_for_timeout(50)
    expect(page.locator(WAITING)).to_have_count(0)


def test_hundred_visits_of_two_phones_arrive_once_each(
    browser: Browser, network: Callable[[], Network], hamlet: Hamlet
) -> None:
    leaders = [leader_of_hamlets(hamlet), leader_of_hamlets(hamlet)]
    phones = [(network(), leader) for leader in leaders]
    pages = [phone(browser, way, leader) for way, leader in phones]
    for page, (way, _) in zip(pages, phones, strict=True):
        way.is_up = False
        page.evaluate(WRITE, 50)
        expect(page.locator(WAITING)).to_have_count(50)
    assert not Visit.objects.exists()

    for page, (way, _) in zip(pages, phones, strict=True):
        way.is_up = True
        way.faults = [Fault.LOST, Fault.UNANSWERED, Fault.REPEATED, Fault.UNANSWERED, Fault.REPEATED]
        send_until_empty(page)
        assert set(way.met) == set(Fault) - {Fault.NONE}

    assert [Visit.objects.filter(by=leader).count() for leader in leaders] == [50, 50]
    notes = {f"lần {number}" for number in range(50)}
    assert all(set(leader.visits.values_list("note", flat=True)) == notes for leader in leaders)
    assert AuditEvent.objects.filter(action="visit_recorded").count() == 100


def test_first_page_is_small_and_signing_out_leaves_nothing(
    browser: Browser, network: Callable[[], Network], hamlet: Hamlet
) -> None:
    way, leader = network(), leader_of_hamlets(hamlet)
    page = phone(browser, way, leader)
    said = [answer for answer in way.answers if b" 304 " not in answer[:20]]  # kept files, asked after again
    assert len(said) <= 6
    assert sum(map(compressed, way.answers)) <= 30_000
    household = Household.objects.get(head__name=HEAD)
    household.valid_to = timezone.localdate()
    household.save()
    asked: list[str] = []

    page.get_by_role("link", name=f"Ghi lần thăm hộ {HEAD}").click()
    page.get_by_label("Như cũ").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(WAITING)).to_contain_text("Hộ đã thôi quản lý từ ngày")
    page.goto(f"{way.url}/tham/{household.pk}/")
    look(page, "visit")
    page.goto(f"{way.url}/thon-toi/")
    expect(page.locator(WAITING)).to_contain_text("Hộ đã thôi quản lý từ ngày")

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        (dialog.dismiss if len(asked) == 1 else dialog.accept)()

    page.on("dialog", answer)
    for _ in range(2):
        page.get_by_text("Tôi", exact=True).click()
        page.get_by_role("button", name="Đăng xuất").click()
        page.get_by_text("Tôi", exact=True).click() if len(asked) == 1 else None
    page.wait_for_url("**/dang-nhap/")

    assert asked == ["Còn 1 lần thăm chưa gửi. Đăng xuất bây giờ thì mất. Vẫn đăng xuất?"] * 2
    kept = """async () => [
        await caches.keys(), (await indexedDB.databases()).map(({ name }) => name),
        (await navigator.serviceWorker.getRegistrations()).length, localStorage.length,
    ]"""
    until(lambda: page.evaluate(kept) == [[], [], 0, 0], page)


def compressed(answer: bytes) -> int:
    """The bytes of an answer as a server with compression sends it."""
    head, _, body = answer.partition(b"\r\n\r\n")
    is_compressed = b"content-encoding: gzip" in head.lower()
    return len(head) + (len(body) if is_compressed else len(gzip.compress(body)))

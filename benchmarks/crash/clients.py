"""The officer who brings in a list and the one who edits meanwhile; each knows what was acknowledged."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.crash.browser import GONE, Browser, form_on
from benchmarks.crash.world import EDITOR, IMPORTER, PASSWORD, Place

DONE, AT_WORK = "Đã ghi từ Excel", 'http-equiv="refresh"'
LOOK = 0.2  # seconds between two looks at a job's page


class Importer:
    """Uploads the workbook, looks at it and has it written, as the pages lead on."""

    def __init__(self, port: int, place: Place, file: bytes) -> None:
        self._browser, self._file = Browser(port), file
        self._round, self._path = str(place.round), f"/xa/{place.unit}/ho/excel/"
        self.seconds = 0.0
        self.is_ordered = self.acknowledged = False
        self.said = ""

    def look(self) -> None:
        """Sign in, upload the workbook and see what it would change."""
        self._browser.sign_in(IMPORTER, PASSWORD)
        self._browser.send(self._path, {"round": self._round}, file=self._file)
        shown = form_on(self._browser.open(f"{self._path}xem/").text, "digest", "count")
        self._shown = {name: shown[name] for name in ("digest", "count")}

    def write(self) -> None:
        """Order it, again while the database is busy, and watch the job's page until it is done."""
        began = time.monotonic()
        while (answer := self._browser.send(f"{self._path}ghi/", self._shown)).status == 503:
            pass
        self.is_ordered, self.said = answer.status == 302, answer.text
        while self.is_ordered and not self.acknowledged:
            shown = self._browser.open(answer.headers["Location"])
            self.said, self.acknowledged = shown.text, DONE in shown.text
            if shown.status == 200 and not self.acknowledged and AT_WORK not in shown.text:
                raise RuntimeError("the job came to another end")
            time.sleep(LOOK)
        self.seconds = time.monotonic() - began


class Editor:
    """By turns takes down a request in the importer's commune and edits a household of another one."""

    def __init__(self, port: int, place: Place) -> None:
        self.browser, self._place = Browser(port), place
        self.applicants, self.addresses = list[str](), list[str]()
        self.tried, self.refused = "", 0

    def sign_in(self) -> None:
        """Before the clock starts."""
        self.browser.sign_in(EDITOR, PASSWORD)

    def work(self) -> None:
        """Goes on until the server is gone."""
        for number in itertools.count(1):
            self._request(f"Người Mẫu {number}")
            self._edit(f"Ngõ {number}")

    def _request(self, applicant: str) -> None:
        path = f"/xa/{self._place.unit}/ra-soat/de-nghi/"
        answer = self.browser.send_form(path, applicant=applicant, hamlet=str(self._place.hamlet), round="")
        self._note(answer.status, self.applicants, applicant)

    def _edit(self, address: str) -> None:
        self.tried = address
        answer = self.browser.send_form(f"/ho/{self._place.household}/sua/", address=address)
        self._note(answer.status, self.addresses, address)

    def _note(self, status: int, acknowledged: list[str], written: str) -> None:
        if status == 302:
            acknowledged.append(written)
        elif status == 503:
            self.refused += 1
        else:
            raise RuntimeError(f"a form that was rightly filled in answered {status}")


class Working(threading.Thread):
    """Somebody at work until done or the server is gone; any other error is raised by `end`."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._work()
        except GONE:
            pass
        except Exception as error:
            self._error = error

    def end(self) -> None:
        """Wait, and tell what went wrong."""
        self.join(180)
        if self._error:
            raise self._error

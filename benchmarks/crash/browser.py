"""As much of a browser as the pages ask for: cookies, a page's own form, a file."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from benchmarks.crash.server import DOOR

GONE = (OSError, http.client.HTTPException)  # what a client sees of a server that died


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    text: str
    headers: http.client.HTTPMessage


class Browser:
    """One person at one server; raises one of `GONE` when that is not there or dies in its answer."""

    def __init__(self, port: int, *, timeout: float = 120.0) -> None:
        self.port, self._timeout = port, timeout
        self.cookies = dict[str, str]()

    def open(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path)

    def send(self, path: str, given: Mapping[str, str], *, file: bytes | None = None) -> Answer:
        """A form, with a workbook as its `file`."""
        fields: dict[str, object] = {"csrfmiddlewaretoken": self.cookies.get("csrf", ""), **given}
        if file is not None:
            fields["file"] = SimpleUploadedFile("a.xlsx", file)
        return self._ask("POST", path, encode_multipart(BOUNDARY, fields))

    def send_form(self, path: str, **changes: str) -> Answer:
        """The form that stands on a page and is sent to it, with some fields otherwise."""
        page = self.open(path)
        fields = form_on(page.text, "csrfmiddlewaretoken", *changes)
        return self.send(path, fields | changes)

    def sign_in(self, username: str, password: str) -> None:
        """Through the door."""
        answer = self.send_form(DOOR, username=username, password=password)
        if answer.status != 302:
            raise RuntimeError(f"signing in answered {answer.status}")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = MULTIPART_CONTENT
        opened = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        try:
            opened.request(method, path, body, headers)
            response = opened.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            opened.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, text, response.headers)


def form_on(page: str, *names: str) -> dict[str, str]:
    """The fields, as shown, of the form on a page that has fields of these names."""
    for form in lxml.html.fromstring(page).forms:
        if set(names) <= set(form.fields.keys()):
            return {name: value for name, value in form.form_values() if name}
    title = re.findall(r"<title>([^<]*)", page)
    raise RuntimeError(f"no form with {names} on the page {title}")

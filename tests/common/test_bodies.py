"""Half a form changes nothing; a browser that says nothing more does not hold a thread."""

from __future__ import annotations

import io
import os
import runpy
import socket
import struct
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from households.models import Hamlet, ReviewRequest
from povertyplan.common.bodies import whole_bodies
from tests.factories import HamletFactory, officer_of

MULTIPART = "multipart/form-data; boundary=b"


@pytest.fixture
def hamlet(db: None) -> Hamlet:
    return HamletFactory.create()


def form(hamlet: Hamlet) -> dict[str, str]:
    """The text that is cut stands last."""
    given = {"hamlet": str(hamlet.pk), "received_date": "01/03/2026", "round": ""}
    return given | {"applicant": "Lò Văn Mẫu", "reason": "một lý do đủ dài"}


def multipart(given: dict[str, str]) -> bytes:
    parts = (f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in given.items())
    return f"{''.join(parts)}--b--\r\n".encode()


def arrived(body: bytes, missing: int) -> Any:
    """What the program is handed to read when so much of a body never comes."""
    environ: dict[str, Any] = {
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body[: len(body) - missing]),
    }
    whole_bodies(lambda environ, start_response: [])(environ, print)
    return environ["wsgi.input"]


@pytest.mark.parametrize("missing", [1, 8, 20])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", MULTIPART])
def test_half_a_form_is_not_stored(hamlet, kind: str, missing: int):
    """Seen failing without `whole_bodies`: half the reason was stored as the whole one."""
    client = Client(raise_request_exception=False)
    client.force_login(officer_of(hamlet.unit))
    body = multipart(form(hamlet)) if kind == MULTIPART else urlencode(form(hamlet)).encode()

    def status(missing: int) -> int:
        path, given = f"/xa/{hamlet.unit_id}/ra-soat/de-nghi/", {"wsgi.input": arrived(body, missing)}
        return client.generic("POST", path, body, content_type=kind, **given).status_code

    assert status(missing) == 400
    assert not ReviewRequest.objects.exists()

    assert status(0) == 302
    assert ReviewRequest.objects.get().reason == form(hamlet)["reason"]


def test_the_server_waits_for_a_browser_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen failing without `when_ready`: the read never came back."""
    monkeypatch.setattr(os, "environ", dict(os.environ))  # the folder of counts is no other test's
    config = runpy.run_path(str(settings.BASE / "scripts/gunicorn.conf.py"))
    config["when_ready"].__globals__["SILENCE"] = 1
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config["when_ready"](SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()) as browser:
            served, _ = listener.accept()
            with served:
                served.setblocking(True)
                browser.sendall(b"POST / HT")

                assert served.recv(100) == b"POST / HT"
                with pytest.raises(BlockingIOError):
                    served.recv(100)
                assert served.getsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, 16) == struct.pack("ll", 1, 0)
    config["on_exit"](None)

"""The server that scripts/serve starts, on the database of the benchmarks, and those who ask it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings

HOST = "127.0.0.1"
START_SECONDS = 20


@contextmanager
def served(**environment: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port and the process of a gunicorn as scripts/serve configures it, with the worker it starts, on
    the database in use or on what the variables given name. Their logs go nowhere: they say of each request
    what is counted here.
    """
    surroundings = {**os.environ, **environment}
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=settings.BASE, env=surroundings, check=True)
    serve = [sys.executable, "-m", "gunicorn", "--config=scripts/gunicorn.conf.py", f"--bind={HOST}:{port}"]
    work = [sys.executable, "manage.py", "jobs_work", "--with-parent"]
    nowhere = subprocess.DEVNULL
    server, worker = (
        subprocess.Popen(command, cwd=settings.BASE, env=surroundings, stdout=nowhere, stderr=nowhere)
        for command in (serve, work)
    )
    try:
        _await(port)
        yield port, server
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            process.wait(timeout=60)


def _await(port: int) -> None:
    for _ in range(10 * START_SECONDS):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


class Browser:
    """As much of a browser as forms ask for: cookies, and a connection of its own for each request."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, {**(cookies or {})}

    def ask(self, method: str, path: str, given: object = None) -> tuple[int, str]:
        """Status and text of the answer; `given` are a form's fields, as a mapping or pairs."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if given is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(given)  # type: ignore[arg-type]
        opened = http.client.HTTPConnection(HOST, self.port, timeout=120)
        try:
            opened.request(method, path, body, headers)
            response = opened.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            opened.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text

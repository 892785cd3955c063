"""PDF by WeasyPrint in a process of its own: a preloaded zygote forks one child a job, under hard limits.

The zygote is a plain `python -c`: no Django settings, no database, none of our secrets in its environment.
A child is served our two style sheets and the four files of the paper font by name, and nothing else.
"""

from __future__ import annotations

import atexit
import functools
import gc
import json
import logging
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.core.checks import CheckMessage, Error, register

from povertyplan.common.errors import DomainError
from povertyplan.documents.blocks import Document
from povertyplan.documents.html import render_parts

ROOT = Path(__file__).resolve().parents[2]
STYLE_SHEET = ROOT / "static" / "css" / "document.css"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
LETTERS = "AăâđêôơưẮằẴặẤầẪậẾềỄệỐồỖộỚờỠợỨừỮựỳỷỹỵĐ₫–−“”…"
INSTALL = "apt-get install fonts-liberation2"
MAX_RESULT = 64 << 20

log = logging.getLogger(__name__)


class PdfError(DomainError):
    """A document that could not be drawn; the sentence says what to do."""


TOO_LARGE = (
    "Văn bản quá dài hoặc quá phức tạp nên không tạo được PDF. Hãy chia nhỏ phụ lục hoặc tải bản Excel."
)
BUSY = "Máy đang tạo nhiều bản PDF. Hãy thử lại sau ít phút."
FAILED = "Chưa tạo được PDF. Hãy thử lại; nếu vẫn lỗi, báo người quản trị."
NO_FONT = f"Máy chủ chưa có phông chữ của văn bản. Người quản trị cần chạy: {INSTALL}"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one job may take: bytes of address space, seconds of processor, seconds by the clock."""

    memory: int = 1 << 30
    cpu: int = 60
    wall: float = 60.0


# --- the web side ---


def render_pdf(document: Document, *, limits: Limits = Limits()) -> bytes:
    """The document's PDF; the same document gives the same bytes. Raises PdfError."""
    return draw_apart(render_parts(document), limits=limits)


def draw_apart(parts: Sequence[str], *, limits: Limits = Limits()) -> bytes:
    """One PDF from whole HTML documents, drawn in a fresh child under `limits`. Raises PdfError."""
    if not paper_font():
        raise PdfError(NO_FONT)
    if not _turns.acquire(timeout=limits.wall):
        raise PdfError(BUSY)
    try:
        with _zygote.job() as job:
            job.settimeout(limits.wall + 5)  # the child's own alarm comes first
            return _answer(job, json.dumps({"parts": list(parts), "limits": asdict(limits)}).encode())
    except TimeoutError as error:
        raise PdfError(TOO_LARGE) from error
    except OSError as error:
        log.exception("the PDF process cannot be reached")
        raise PdfError(FAILED) from error
    finally:
        _turns.release()


def _answer(job: socket.socket, request: bytes) -> bytes:
    with suppress(BrokenPipeError, ConnectionResetError):  # a child that died early has not read it all
        job.sendall(request)
        job.shutdown(socket.SHUT_WR)
    received = bytearray()
    with suppress(ConnectionResetError):
        while chunk := job.recv(1 << 18):
            received += chunk
            if len(received) > MAX_RESULT:
                raise PdfError(TOO_LARGE)
    if received.startswith(b"+") and received.endswith(b"+"):
        return bytes(received[1:-1])
    if received.startswith(b"-") and received != b"-MemoryError":
        log.error("WeasyPrint failed: %s", received[1:].decode(errors="replace"))
        raise PdfError(FAILED)
    raise PdfError(TOO_LARGE)  # killed at a limit


class _Zygote:
    """Our preloaded process; a process forked from ours (a gunicorn worker) starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def job(self) -> socket.socket:
        """A connection to a fresh child that waits for its work."""
        with self._lock:
            control = self._running()
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(control, [b"j"], [theirs.fileno()])
                except BaseException:
                    ours.close()
                    self._forget()
                    raise
            return ours

    def _running(self) -> socket.socket:
        if self._control and self._owner == os.getpid() and self._process and self._process.poll() is None:
            return self._control
        self._forget()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import serve; serve({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd=ROOT,
                env={key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
                | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def _forget(self) -> None:
        if self._control:
            self._control.close()
        self._control = self._process = None

    def stop(self) -> None:
        """Let the zygote end with us: it does when its control closes."""
        process, ours = self._process, self._owner == os.getpid()
        self._forget()
        if process and ours:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)


_zygote = _Zygote()
_turns = threading.BoundedSemaphore(2)
atexit.register(_zygote.stop)


def _fresh_lock_after_fork() -> None:
    """A fork while another thread printed must not inherit its locks."""
    _zygote._lock = threading.Lock()
    global _turns
    _turns = threading.BoundedSemaphore(2)


os.register_at_fork(after_in_child=_fresh_lock_after_fork)


# --- the zygote ---


def serve(descriptor: int) -> NoReturn:
    """Fork one child for every socket received, until whoever started us is gone."""
    control = socket.socket(fileno=descriptor)
    with tempfile.TemporaryDirectory(prefix="povertyplan-pdf-") as folder:
        tempfile.tempdir = folder
        render_in_process(["<!DOCTYPE html><html lang=vi><link rel=stylesheet href=app:fonts.css><p>Ắ"])

        def reap(*_: object) -> None:
            with suppress(ChildProcessError):
                while pid := os.waitpid(-1, os.WNOHANG)[0]:
                    shutil.rmtree(Path(folder, str(pid)), ignore_errors=True)

        signal.signal(signal.SIGCHLD, reap)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # leaves the folder behind otherwise
        gc.disable()  # a child lives for one document; what is preloaded stays shared
        while received := socket.recv_fds(control, 1, 1)[1]:
            with socket.socket(fileno=received[0]) as job:
                if os.fork() == 0:
                    control.close()
                    _work(job, Path(folder, str(os.getpid())))
    sys.exit()


def _work(job: socket.socket, folder: Path) -> NoReturn:
    """The child's whole life: read, take on the limits, draw, answer, die."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        request = json.loads(b"".join(iter(lambda: job.recv(1 << 18), b"")))
        _take_on(Limits(**request["limits"]))
        folder.mkdir(parents=True)  # a cleaner of /tmp may have taken the zygote's own
        tempfile.tempdir = str(folder)
        job.sendall(b"+" + render_in_process(request["parts"]) + b"+")
    except (
        Exception
    ) as error:  # the answer is all that leaves this process; its text could quote the document
        with suppress(OSError):
            job.sendall(b"-" + type(error).__name__.encode())
    finally:
        os._exit(0)


def _take_on(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_RESULT, MAX_RESULT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall)


def render_in_process(parts: Iterable[str]) -> bytes:
    """One PDF from whole HTML documents by WeasyPrint alone, here and now: for the child, for benchmarks."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = _own_files(), FontConfiguration()
    drawn = [
        HTML(string=part, base_url=None, url_fetcher=fetcher).render(font_config=fonts, pdf_tags=False)
        for part in parts
    ]
    pages = [page for each in drawn for page in each.pages]
    pdf: bytes = drawn[0].copy(pages).write_pdf()
    return pdf


def _own_files() -> Any:
    """A fetcher that serves our own files by name and refuses every other address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            scheme, _, name = url.partition(":")
            if scheme == "app" and name in (fonts := paper_font()):
                return URLFetcherResponse(url, fonts[name].read_bytes(), {"Content-Type": "font/ttf"})
            if url == "app:document.css":
                return URLFetcherResponse(url, STYLE_SHEET.read_bytes(), {"Content-Type": "text/css"})
            if url == "app:fonts.css":
                return URLFetcherResponse(url, FONT_SHEET.encode(), {"Content-Type": "text/css"})
            raise ValueError("refused")

    return OwnFiles(allowed_protocols=("app",), allow_redirects=False)


FONT_SHEET = "\n".join(
    f'@font-face {{ font-family: Paper; src: url("app:{style}"); '
    f"font-weight: {'bold' if 'Bold' in style else 'normal'}; "
    f"font-style: {'italic' if 'Italic' in style else 'normal'} }}"
    for style in STYLES
)


# --- the paper font ---


@functools.cache
def paper_font() -> dict[str, Path]:
    """The four files of Liberation Serif 2 or Tinos by style; empty when a style or a letter is missing."""
    families: dict[str, dict[str, Path]] = {}
    for folder in FONT_FOLDERS:
        for path in sorted(folder.rglob("*.ttf")):
            family, _, style = path.stem.partition("-")
            if family.lower() in {"liberationserif", "tinos"} and style in STYLES and _is_paper(path):
                families.setdefault(family, {}).setdefault(style, path)
    return next((files for _, files in sorted(families.items()) if len(files) == len(STYLES)), {})


def _is_paper(path: Path) -> bool:
    """Whether the file is what its name says, new enough and complete."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True) as font:
            family = font["name"].getDebugName(1) or ""
            recent = family == "Tinos" or (family == "Liberation Serif" and font["head"].fontRevision >= 2)
            return recent and set(map(ord, LETTERS)) <= font.getBestCmap().keys()
    except (OSError, TTLibError, KeyError):
        return False


def check_paper_font(**_: object) -> list[CheckMessage]:
    """System check: the paper font is installed."""
    if paper_font():
        return []
    return [
        Error(
            "Liberation Serif 2 or Tinos with all Vietnamese letters is not installed: no PDF can be made.",
            hint=INSTALL,
            id="documents.E001",
        )
    ]


def register_checks() -> None:
    """Called by the app's `ready()`."""
    register(check_paper_font)

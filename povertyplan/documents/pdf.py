"""PDF by WeasyPrint in a process apart, which is served our two style sheets and the four files of the paper
font by name, and nothing else.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from povertyplan.common.errors import DomainError
from povertyplan.common.health import RENDERER
from povertyplan.documents import apart
from povertyplan.documents.blocks import Document
from povertyplan.documents.html import render_parts

STYLE_SHEET = apart.ROOT / "static" / "css" / "document.css"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
VARIANT = "pdf/ua-1"  # tagged, with title, language and bookmarks: a screen reader reads it as the page
PAGE = "<!DOCTYPE html><html lang=vi><link rel=stylesheet href=app:fonts.css><p>Ắ"
LETTERS = "AăâđêôơưẮằẴặẤầẪậẾềỄệỐồỖộỚờỠợỨừỮựỳỷỹỵĐ₫–−“”…"
INSTALL = "apt-get install fonts-liberation2"


class PdfError(DomainError):
    """A document that could not be drawn; the sentence says what to do."""


TOO_LARGE = (
    "Văn bản quá dài hoặc quá phức tạp nên không tạo được PDF. Hãy chia nhỏ phụ lục hoặc tải bản Excel."
)
BUSY = "Máy đang tạo nhiều bản PDF. Hãy thử lại sau ít phút."
FAILED = "Chưa tạo được PDF. Hãy thử lại; nếu vẫn lỗi, báo người quản trị."
NO_FONT = f"Máy chủ chưa có phông chữ của văn bản. Người quản trị cần chạy: {INSTALL}"


@dataclass(frozen=True, kw_only=True)
class Limits(apart.Limits):
    """What one document may take."""

    memory: int = 1 << 30
    cpu: int = 60
    wall: float = 60.0


def render_pdf(document: Document, *, limits: Limits = Limits()) -> bytes:
    """The document's PDF; the same document gives the same bytes. Raises PdfError."""
    return draw_apart(render_parts(document), limits=limits)


def render_pdfs(documents: Iterable[Document], *, limits: Limits = Limits()) -> bytes:
    """Several documents as one PDF, each from a page of its own with page numbers of its own."""
    return draw_apart([part for document in documents for part in render_parts(document)], limits=limits)


def draw_apart(parts: Sequence[str], *, limits: Limits = Limits()) -> bytes:
    """One PDF from whole HTML documents, drawn in a fresh child under `limits`. Raises PdfError."""
    if not paper_font():
        raise PdfError(NO_FONT)
    return _zygote.answer(json.dumps(parts).encode(), limits=limits)


# --- in the process apart ---


def warm_up() -> None:
    """Load fonts and libraries, before any child is forked."""
    render_in_process([PAGE])


def work(request: bytes) -> bytes:
    """A child's job: a JSON list of whole HTML documents to one PDF."""
    return render_in_process(json.loads(request))


_zygote = apart.Zygote(
    "pdf",
    warm_up=warm_up,
    work=work,
    sentences=apart.Sentences(error=PdfError, busy=BUSY, failed=FAILED, over=TOO_LARGE),
)


def render_in_process(parts: Iterable[str]) -> bytes:
    """One PDF from whole HTML documents by WeasyPrint alone, here and now: for the child, for benchmarks."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = _own_files(), FontConfiguration()
    drawn = [
        HTML(string=part, base_url=None, url_fetcher=fetcher).render(font_config=fonts, pdf_variant=VARIANT)
        for part in parts
    ]
    pages = [page for each in drawn for page in each.pages]
    pdf: bytes = drawn[0].copy(pages).write_pdf(pdf_variant=VARIANT)
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


def check_renderer(**_: object) -> list[CheckMessage]:
    """System check of a deployment: a page can be drawn. One that was drawn is believed from then on."""
    try:
        _drawn()
    except PdfError as error:
        return [Error(str(error), id="documents.E002")]
    return []


@functools.cache
def _drawn() -> bytes:
    return draw_apart([PAGE])


def register_checks() -> None:
    """Called by the app's `ready()`."""
    register(check_paper_font)
    register(check_renderer, RENDERER, deploy=True)

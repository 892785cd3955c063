"""PDF by WeasyPrint in a process apart, which is served our two style sheets and the four files of the paper
font by name, and nothing else.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register

from povertyplan.common.errors import DomainError
from povertyplan.common.health import RENDERER
from povertyplan.documents import apart
from povertyplan.documents.blocks import Document
from povertyplan.documents.html import render_list, render_numbers, render_parts
from povertyplan.documents.joining import Joined, page_count, prepare
from povertyplan.documents.long_lists import cut_for_paper, list_parts, opening

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
CELLS = 20_000  # of all tables: what one child draws in some 15 seconds, and just within its memory
Progress = Callable[[int, int], object]  # pieces drawn, pieces in all


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


def render_pdf(document: Document, *, limits: Limits = Limits(), progress: Progress | None = None) -> bytes:
    """The document's PDF; the same document gives the same bytes. Raises PdfError.

    A long list is cut into parts that are drawn apart, each under `limits`; `progress` is told after each how
    many are done, and what it raises ends the work.
    """
    return render_pdfs([document], limits=limits, progress=progress)


def render_pdfs(
    documents: Iterable[Document], *, limits: Limits = Limits(), progress: Progress | None = None
) -> bytes:
    """Several documents as one PDF, each from a page of its own with page numbers of its own."""
    cut = [cut_for_paper(document) for document in documents]
    if not any(map(_is_too_much, cut)):
        return draw_apart([part for document in cut for part in render_parts(document)], limits=limits)
    with ThreadPoolExecutor(apart.TURNS) as pool:
        try:
            return _joined(cut, _Drawing(pool=pool, limits=limits, progress=progress))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _is_too_much(document: Document) -> bool:
    """Whether a document is more than one child should draw."""
    cells = sum(len(table.rows) * len(table.columns) for table in document.tables())
    return cells > CELLS or any(map(list_parts, document.appendices))


def draw_apart(parts: Sequence[str], *, limits: Limits = Limits()) -> bytes:
    """One PDF from whole HTML documents, drawn in a fresh child under `limits`. Raises PdfError."""
    return _drawn_apart(parts, limits=limits)


def _drawn_apart(
    parts: Sequence[str], *, limits: Limits, place: int | None = None, tagged: bool = True
) -> bytes:
    """With a `place` it is a piece, to be joined with others."""
    if not paper_font():
        raise PdfError(NO_FONT)
    asked = {"parts": parts, "place": place, "tagged": tagged}
    return _zygote.answer(json.dumps(asked).encode(), limits=limits)


def _joined(documents: Sequence[Document], drawing: _Drawing) -> bytes:
    """The documents drawn in pieces: the parts of a long list first, then what stands before them, because
    its table of contents names their pages.
    """
    joined = Joined()
    drawing.total = sum(_pieces(document) for document in documents)
    for document in documents:
        lists = {
            at: drawing.of(render_list(document, appendix))
            for at, appendix in enumerate(document.appendices, start=1)
            if list_parts(appendix)
        }
        pages = {at: [page_count(part) for part in parts] for at, parts in lists.items()}
        before, sheets = _sheets(document, pages, drawing)
        numbers = {
            at: render_numbers(
                range(before[at] + 1, before[at] + 1 + sum(pages[at])),
                landscape=document.appendices[at - 1].landscape,
            )
            for at in lists
        }
        over = dict(zip(numbers, drawing.of(tuple(numbers.values()), tagged=False), strict=True))
        for at, sheet in enumerate(sheets):
            joined.add(sheet)
            for part in lists.get(at, ()):
                joined.add(part)
            if at in over:
                joined.lay_over(over[at])
    return joined.written()


def _pieces(document: Document) -> int:
    lists = [parts for parts in map(list_parts, document.appendices) if parts]
    return 1 + len(document.appendices) + len(lists) + sum(map(len, lists))


def _sheets(
    document: Document, pages: Mapping[int, Sequence[int]], drawing: _Drawing
) -> tuple[Mapping[int, int], list[bytes]]:
    """The body and every appendix without the parts of long lists, and how many pages stand before those:
    one, mostly, and else they are drawn again.
    """
    before = dict.fromkeys(pages, 1)
    while True:
        appendices = tuple(
            opening(appendix, tuple(accumulate(pages[at][:-1], initial=before[at] + 1)))
            if at in pages
            else appendix
            for at, appendix in enumerate(document.appendices, start=1)
        )
        sheets = drawing.of(render_parts(replace(document, appendices=appendices)))
        found = {at: page_count(sheets[at]) for at in pages}
        if found == before:
            return before, sheets
        before = found


@dataclass(kw_only=True)
class _Drawing:
    """Draws pieces, some at a time, and tells how many are done."""

    pool: Executor
    limits: Limits
    progress: Progress | None
    total: int = 0
    begun: int = 0
    done: int = 0

    def of(self, parts: Sequence[str], *, tagged: bool = True) -> list[bytes]:
        """A piece from each whole HTML document."""
        jobs = [
            self.pool.submit(_drawn_apart, [part], limits=self.limits, place=place, tagged=tagged)
            for place, part in enumerate(parts, start=self.begun)
        ]
        self.begun += len(jobs)
        for job in as_completed(jobs):
            job.result()
            self.done = min(self.done + 1, self.total)
            if self.progress:
                self.progress(self.done, self.total)
        return [job.result() for job in jobs]


# --- in the process apart ---


def warm_up() -> None:
    """Load fonts and libraries, before any child is forked."""
    render_in_process([PAGE])


def work(request: bytes) -> bytes:
    """A child's job: whole HTML documents to one PDF, or to a piece of one."""
    return render_in_process(**json.loads(request))


_zygote = apart.Zygote(
    "pdf",
    warm_up=warm_up,
    work=work,
    sentences=apart.Sentences(error=PdfError, busy=BUSY, failed=FAILED, over=TOO_LARGE),
)


def render_in_process(parts: Iterable[str], *, place: int | None = None, tagged: bool = True) -> bytes:
    """One PDF from whole HTML documents by WeasyPrint alone, here and now: for the child, for benchmarks.

    With a `place` it is a piece, to be joined with others by `joining`.
    """
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts, variant = _own_files(), FontConfiguration(), VARIANT if tagged else None
    drawn = [
        HTML(string=part, base_url=None, url_fetcher=fetcher).render(font_config=fonts, pdf_variant=variant)
        for part in parts
    ]
    pages = drawn[0].copy([page for each in drawn for page in each.pages])
    if place is None:
        pdf: bytes = pages.write_pdf(pdf_variant=variant)
    else:
        pdf = pages.write_pdf(
            pdf_variant=variant, uncompressed_pdf=True, finisher=lambda _, made: prepare(made, place)
        )
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

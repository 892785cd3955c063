"""The PDF: what stands on its pages, and what its process may not do."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from povertyplan.documents import pdf as pdf_module
from povertyplan.documents.blocks import Section, walk
from povertyplan.documents.html import render_parts
from povertyplan.documents.layout import document_title
from povertyplan.documents.lint import lint
from povertyplan.documents.pdf import (
    FAILED,
    TOO_LARGE,
    Limits,
    PdfError,
    check_paper_font,
    draw_apart,
    paper_font,
    render_in_process,
    render_pdf,
)
from tests.documents.sample import sample


@pytest.fixture(scope="module")
def draft():
    return render_pdf(sample())


@pytest.fixture(scope="module")
def approved():
    return render_pdf(sample(draft=False))


def texts(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_pages_keep_every_rule(draft, approved):
    assert lint(draft, draft=True, parts=(3, 2, 1)) == ()
    assert lint(approved, draft=False) == ()


def test_file_is_tagged_and_says_its_title_and_language(draft):
    reader: Any = PdfReader(io.BytesIO(draft))

    root = reader.root_object
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "vi")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == document_title(sample())


def test_bookmarks_lead_to_every_heading_of_the_body_and_the_appendices(draft):
    document = sample()
    reader: Any = PdfReader(io.BytesIO(draft))

    def outline(items):
        return [each for item in items for each in (outline(item) if isinstance(item, list) else [item])]

    marks = outline(reader.outline)
    titles = [mark.title for mark in marks]
    sections = [block.heading for block in walk(document.blocks) if isinstance(block, Section)]
    assert [heading for heading in sections if not any(title.endswith(heading) for title in titles)] == []
    assert titles[0] == f"{document.title.kind} {document.title.subject}"
    assert [title for title in titles if title.startswith("Phụ lục")] == [
        f"Phụ lục {number} {appendix.title.upper()}"
        for number, appendix in zip(("I", "II"), document.appendices, strict=True)
    ]
    assert [reader.get_destination_page_number(mark) for mark in marks][-2:] == [3, 5]


def test_tags_of_every_page_hold_what_the_page_marks(draft):
    """Pages of several documents are joined: each page's marks must be its own in the tree of all."""
    reader: Any = PdfReader(io.BytesIO(draft))
    numbers = reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    held = dict(zip(numbers[::2], numbers[1::2], strict=True))

    for page in reader.pages:
        marks = re.findall(rb"/MCID (\d+)", page.get_contents().get_data())
        elements = [element.get_object() for element in held[page["/StructParents"]].get_object()]
        assert len(set(marks)) == len(marks) == len(elements) > 0
        pages = {
            element["/Pg"].get_object().get_object()["/StructParents"]
            for element in elements
            if "/Pg" in element
        }
        assert pages <= {page["/StructParents"]}


def test_pages_are_a4_and_a_landscape_appendix_lies(draft):
    sizes = [
        (round(page.mediabox.width), round(page.mediabox.height))
        for page in PdfReader(io.BytesIO(draft)).pages
    ]

    assert sizes == [(595, 842)] * 5 + [(842, 595)]


def test_text_can_be_read_back_with_its_diacritics(draft):
    text = " ".join("\n".join(texts(draft)).split())

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Khuôn Lương",
        "5.441",
        "Ươm",
        "giải quyết./.",
        "Nơi nhận:",
    ):
        assert words in text


def test_table_head_is_repeated_on_its_second_page(draft):
    pages = texts(draft)

    assert "Thời điểm 31/12/2025" in pages[3]
    assert "Thời điểm 31/12/2025" in pages[4]
    assert "Tổng" in pages[4]


def test_the_signature_does_not_stand_alone(approved):
    last = next(text for text in texts(approved) if "Nơi nhận" in text)

    assert "./." in last


def test_title_and_language_are_in_the_file(draft):
    reader = PdfReader(io.BytesIO(draft))

    assert reader.metadata
    assert reader.metadata.title == (
        "Kế hoạch thực hiện công tác giảm nghèo năm 2026 trên địa bàn xã Đồng Phúc"
    )
    assert str(reader.root_object["/Lang"]) == "vi"


def test_the_same_document_gives_the_same_bytes(draft):
    assert render_pdf(sample()) == draft
    assert render_in_process(render_parts(sample())) == draft


def test_threads_may_draw_at_once(draft):
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(render_pdf, [sample()] * 4)) == {draft}


def page(body):
    return f"<!DOCTYPE html><html lang=vi><title>x</title><body>{body}</body></html>"


@pytest.mark.parametrize(
    "probe",
    [
        "<link rel=attachment href='file://{path}'>",
        "<a rel=attachment href='file://{path}'>x</a>",
        "<img src='file://{path}'>",
        "<img src='app:../../{path}'>",
        "<object data='file://{path}'></object>",
        "<link rel=stylesheet href='file://{path}'>",
        "<style>@import 'file://{path}'</style>",
        "<img src='http://127.0.0.1:{port}/x.png'>",
        "<link rel=stylesheet href='http://127.0.0.1:{port}/x.css'>",
        "<style>@font-face {{ font-family: x; src: url(http://127.0.0.1:{port}/f) }}</style>",
        "<style>p {{ background: url(http://127.0.0.1:{port}/b) }}</style><p>x",
        "<svg><image href='file://{path}' width=9 height=9 /></svg>",
        "<img src='app:%2e%2e/%2e%2e/{path}'>",
        "<img src='app:document.css/../{path}'>",
        "<link rel=stylesheet href='app:fonts.css?/../{path}'>",
        "<embed src='file://{path}'>",
        "<iframe src='http://127.0.0.1:{port}/i'></iframe>",
        "<svg><use href='file://{path}#a' /></svg>",
        "<base href='http://127.0.0.1:{port}/'><img src='relative'>",
        "<a href='http://127.0.0.1:{port}/a' ping='http://127.0.0.1:{port}/p'>x</a>",
    ],
)
def test_the_fetcher_reads_no_file_and_asks_no_network(probe, tmp_path, listener):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETMARKER")

    result = draw_apart([page(probe.format(path=secret, port=listener.getsockname()[1]) + "<p>xong")])

    reader = PdfReader(io.BytesIO(result))
    assert not reader.attachments
    assert b"SECRETMARKER" not in result
    assert "xong" in reader.pages[0].extract_text()
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.fixture
def listener():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        yield server


QUICK = Limits(wall=1)
DOUBLING = "<g id=a0><path d='M0 0h9' /></g>" + "".join(
    f"<g id=a{n + 1}><use href='#a{n}' /><use href='#a{n}' /></g>" for n in range(24)
)
DOUBLED = "".join(f"--a{n + 1}: var(--a{n}) var(--a{n});" for n in range(24))
ROWS = "<table>" + "<tr>" + "<td>x" * 12 + "</tr>"


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (ROWS * 3000, Limits(wall=0.5)),
        (ROWS * 3000, Limits(cpu=1)),
        ("<p>x " * 200_000, Limits(memory=400 << 20, wall=20)),
        ("<div>" * 5000, Limits(wall=20)),
        ("<p style='margin-left:1e300px;font-size:1e9px'>x", Limits(wall=5)),
        ("<table><tr><td colspan=1000000 rowspan=1000000>x</table>", QUICK),
        (f"<svg>{DOUBLING}<use href='#a24' /></svg>", QUICK),
        (f"<style>:root {{ --a0: x; {DOUBLED} }} p::before {{ content: var(--a24) }}</style><p>x", QUICK),
        ("<style>@page { size: 1mm; margin: 0 }</style>" + "<p>x " * 5000, QUICK),
        ("<div style='columns: 1000'>" + "<p>x " * 5000, QUICK),
        ("<style>" + ":not(" * 5000 + "p" + ")" * 5000 + "{ color: red }</style><p>x", QUICK),
        ("<ol>" * 3000 + "<li>x", QUICK),
        ("x" * 1_000_000, QUICK),
        ("<p style='counter-increment: a 2147483647; width: calc(" + "(" * 3000 + "1px'>x", QUICK),
        ('<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="1e9" />\'>', QUICK),
        ("<p style='background: repeating-linear-gradient(red, blue 1e-9px); height: 90000px'>x", QUICK),
    ],
)
def test_a_bomb_ends_at_its_limit_with_a_sentence(body, limits):
    started = time.monotonic()

    sentence = ""
    try:  # what can be drawn within its limits may be drawn
        draw_apart([page(body)], limits=limits)
    except PdfError as error:
        sentence = str(error)

    assert sentence in {"", TOO_LARGE, FAILED}
    assert time.monotonic() - started < limits.wall + 5


def test_after_a_bomb_the_next_document_is_drawn_and_nothing_is_left(draft):
    with pytest.raises(PdfError, match="quá dài"):
        draw_apart([page(ROWS * 3000)], limits=Limits(wall=0.3))

    assert render_pdf(sample()) == draft
    zygote = zygote_process().pid
    deadline = time.monotonic() + 3
    while (children := _children(zygote)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children == []


def zygote_process():
    process = pdf_module._zygote._process
    assert process is not None
    return process


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_zygote_that_died_is_started_again(draft):
    zygote_process().terminate()
    zygote_process().wait()

    assert render_pdf(sample()) == draft


def test_a_zygote_goes_on_when_its_folder_was_cleaned_away(tmp_path):
    script = (
        "import shutil, tempfile, pathlib\n"
        "from tests.documents.sample import sample\n"
        "from povertyplan.documents.pdf import render_pdf\n"
        "first = render_pdf(sample())\n"
        "[shutil.rmtree(it, True) for it in pathlib.Path(tempfile.gettempdir()).glob('povertyplan-pdf-*')]\n"
        "assert render_pdf(sample()) == first\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TMPDIR": str(tmp_path)},
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_zygote_has_no_secrets_and_no_settings():
    render_pdf(sample())
    pid = zygote_process().pid
    names = {line.split("=")[0] for line in Path(f"/proc/{pid}/environ").read_text().split("\0") if line}

    assert names <= {"PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE"}


def test_a_script_draws_without_being_run_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "print('ran')\n"
        "from tests.documents.sample import sample\n"
        "from povertyplan.documents.pdf import render_pdf\n"
        "print(render_pdf(sample())[:5].decode())\n"
    )

    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(Path.cwd())},
    )

    assert done.stdout.split() == ["ran", "%PDF-"]
    assert done.stderr == ""


def test_a_forked_worker_starts_a_zygote_of_its_own():
    script = (
        "import os\n"
        "from tests.documents.sample import sample\n"
        "from povertyplan.documents.pdf import _zygote, render_pdf\n"
        "first, before = render_pdf(sample()), _zygote._process.pid\n"
        "worker = os.fork()\n"
        "assert render_pdf(sample()) == first\n"
        "assert (_zygote._process.pid == before) == bool(worker)\n"
        "assert not worker or os.waitpid(worker, 0)[1] == 0\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_paper_font_has_four_files_and_the_check_is_content():
    assert set(paper_font()) == {"Regular", "Bold", "Italic", "BoldItalic"}
    assert check_paper_font() == []


def test_without_the_font_check_and_printing_say_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf_module, "paper_font", dict)

    (error,) = check_paper_font()

    assert error.id == "documents.E001"
    assert "fonts-liberation2" in str(error.hint)
    with pytest.raises(PdfError, match="fonts-liberation2"):
        render_pdf(sample())

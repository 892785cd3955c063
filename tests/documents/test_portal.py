"""The HTML file for a portal: whole, the same words, nothing fetched."""

from __future__ import annotations

import re
from dataclasses import replace

from povertyplan.documents.html import render_body
from povertyplan.documents.portal import render_html
from tests.documents.sample import sample


def test_file_is_the_fragment_in_a_page_of_its_own() -> None:
    document = sample()

    page = render_html(document).decode()

    assert page.startswith('<!doctype html>\n<html lang="vi">')
    assert render_body(document) in page
    assert re.search(r"<title>[^<]+</title>", page)
    assert page.count("<main>") == page.count("</main>") == 1


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = render_html(replace(sample(), draft=True)).decode()

    assert not re.findall(
        r"<(?:link|script|img|iframe|object|embed)\b|@import|https?://(?!www\.w3\.org)", page
    )
    assert all(url.startswith('"data:image/svg+xml;base64,') for url in re.findall(r"url\(([^)]*)", page))
    assert "url(" in page  # the watermark


def test_title_is_text() -> None:
    document = sample()

    page = render_html(replace(document, title=replace(document.title, subject="</title><script>1")))

    assert b"<script>" not in page

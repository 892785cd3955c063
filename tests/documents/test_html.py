"""HTML: escaping, anchors, no inline styles."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.safestring import mark_safe

from povertyplan.documents.blocks import Basis, Paragraph, Row, Section
from povertyplan.documents.checks import cell_place
from povertyplan.documents.html import anchor, render_body, render_parts
from tests.documents.sample import hamlet_table, sample

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:1 }}",
    "=1+1",
    "</article>",
    "&amp;",
]


class Reader(HTMLParser):
    """Tags, ids and text as a browser would see them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.text, self.attributes = [], [], "", set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_and_never_markup(text):
    base = sample()
    first = base.appendices[0]
    table = replace(hamlet_table(1), caption=text, rows=(Row(key=text, cells=(text,) * 8),))
    hostile = replace(
        base,
        letterhead=replace(base.letterhead, issuer=(text,), symbol=text, locality=text),
        title=replace(base.title, kind=text, subject=text),
        bases=(Basis(text=text, place=text),),
        blocks=(Section(heading=text, blocks=(Paragraph(inline=(text,), place=text),), place=text),),
        closing=replace(base.closing, signer=text, authority=(text,), drafter_mark=text),
        appendices=(replace(first, title=text, reference=text, blocks=(table,)),),
    )

    for html in (render_body(hostile), *render_parts(hostile)):
        page = Reader(html)
        assert not {"script", "img", "style", "iframe"} & set(page.tags)
        assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
        assert text in page.text


def test_every_place_has_one_anchor():
    document = sample()

    page = Reader(render_body(document))

    assert len(page.ids) == len(set(page.ids))
    table = document.tables()[1]
    expected = {
        "title",
        "basis:1",
        "paragraph:1",
        "section:targets/heading",
        "section:targets/paragraph:1",
        "appendix:targets",
        table.place,
        cell_place(table, table.rows[0], table.columns[3]),
    }
    assert {anchor(place) for place in expected} <= set(page.ids)


def test_numbers_are_written_by_the_renderer():
    text = " ".join(Reader(render_body(sample())).text.split())

    for label in (
        "I. Mục đích",
        "1.1. Trồng trọt",
        "a) Vùng chè",
        "b) Vùng bưởi",
        "IV. Tổ chức",
        "Phụ lục II",
    ):
        assert label in text


def test_watermark_stands_on_drafts_only():
    assert "watermark" in render_body(sample(draft=True))
    assert "watermark" not in render_body(sample(draft=False))


def test_note_of_a_page_stands_before_its_heading_and_on_no_paper():
    note = mark_safe("<i>ghi chú</i>")

    page = render_body(sample(), notes={"section:targets": note})

    heading = page.index(f'id="{anchor("section:targets/heading")}"')
    assert 0 < heading - page.index(note) < 60
    assert page.replace(note, "") == render_body(sample())


def test_a_part_of_the_pdf_for_the_body_and_each_appendix():
    parts = render_parts(sample())

    assert len(parts) == 3
    assert all("app:document.css" in part and part.startswith("<!DOCTYPE html>") for part in parts)


def test_the_style_sheet_is_scoped_and_fetches_only_the_watermark():
    css = re.sub(r"/\*.*?\*/", "", Path("static/css/document.css").read_text(), flags=re.DOTALL)
    selectors = re.findall(r"(?:^|[{}])\s*([^{}@;]+)\{", css)

    assert re.findall(r"url\(([^)]+)\)", css) == ['"draft.svg"']
    for selector in (part.strip() for each in selectors for part in each.split(",")):
        assert selector.startswith((".document", "size")), selector


def test_figures_are_links_on_screen_alone_and_nothing_else_differs():
    document = sample()
    plain = render_body(document)

    linked = render_body(document, explain=lambda figure: '/so/?"<b>' if figure.value else "")

    assert "<a " not in plain
    assert 'href="/so/?&quot;&lt;b&gt;"' in linked
    assert re.sub("<[^>]+>", "", linked) == re.sub("<[^>]+>", "", plain)
    assert "<a " not in "".join(render_parts(document))

"""What stands between title and signature: sections, paragraphs, articles, tables, charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.safestring import SafeString, mark_safe

from povertyplan.documents.blocks import Article, Block, Chart, Paragraph, ParagraphStyle, Section, Table
from povertyplan.documents.charts import heat_levels, pictures
from povertyplan.documents.checks import heading_place
from povertyplan.documents.html.elements import anchor, tag
from povertyplan.documents.html.figures import inline_elements
from povertyplan.documents.html.tables import table_element
from povertyplan.documents.layout import printed_inline
from povertyplan.documents.numbering import article_label, numbered, section_label

NO_NOTES: Mapping[str, SafeString] = {}
_PARAGRAPH_CLASSES = {style: style.value.replace("_", "-") for style in ParagraphStyle}


def elements_of(
    blocks: tuple[Block, ...],
    *,
    landscape: bool,
    above: tuple[int, ...] = (),
    notes: Mapping[str, SafeString] = NO_NOTES,
    anchored: bool = True,
) -> Iterator[SafeString]:
    """`anchored` tells whether cells can be pointed at, as on a page; on paper a fifth of the time goes into
    their names.
    """
    for block, path in numbered(blocks, above):
        yield from block_elements(block, path, landscape=landscape, notes=notes, anchored=anchored)


def block_elements(
    block: Block,
    path: tuple[int, ...],
    *,
    landscape: bool,
    notes: Mapping[str, SafeString] = NO_NOTES,
    anchored: bool,
) -> Iterator[SafeString]:
    match block:
        case Section():
            if block.place in notes:
                yield notes[block.place]
            yield _heading(block, path)
            yield from elements_of(
                block.blocks, landscape=landscape, above=path, notes=notes, anchored=anchored
            )
        case Paragraph():
            yield _paragraph(block)
        case Article():
            yield _article(block, path)
        case Table():
            yield table_element(block, landscape=landscape, anchored=anchored)
        case Chart():
            yield from _chart(block, landscape=landscape, anchored=anchored)


def _heading(section: Section, path: tuple[int, ...]) -> SafeString:
    depth = min(len(path), 4)
    label = tag("span", section_label(path), _class="label")
    place = anchor(heading_place(section)) if section.place else ""
    return tag(f"h{depth + 1}", label, " ", section.heading, _class=f"depth-{depth}", id=place)


def _paragraph(paragraph: Paragraph) -> SafeString:
    place = anchor(paragraph.place) if paragraph.place else ""
    return tag(
        "p", *inline_elements(printed_inline(paragraph)), _class=_PARAGRAPH_CLASSES[paragraph.style], id=place
    )


def _article(article: Article, path: tuple[int, ...]) -> SafeString:
    label = tag("b", article_label(path))
    place = anchor(article.place) if article.place else ""
    return tag("p", label, " ", *inline_elements(article.inline), _class="article", id=place)


def _chart(chart: Chart, *, landscape: bool, anchored: bool) -> Iterator[SafeString]:
    """The picture, then its table; a heat table is its own picture."""
    if drawn := pictures(chart):
        caption = tag("figcaption", chart.title)
        yield tag("figure", caption, *map(mark_safe, drawn), _class="chart")  # pictures() escapes
    yield table_element(chart.table, landscape=landscape, anchored=anchored, heat=heat_levels(chart))

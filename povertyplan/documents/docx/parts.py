"""The parts of a document: the body with letterhead and signature, and every appendix."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn

from povertyplan.documents.blocks import (
    Appendix,
    Article,
    Block,
    Chart,
    Closing,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Section,
    Table,
)
from povertyplan.documents.docx import styles
from povertyplan.documents.docx.elements import Element
from povertyplan.documents.docx.lists import Lists
from povertyplan.documents.docx.pages import LINE
from povertyplan.documents.docx.paragraphs import lines, paragraph, rule, run
from povertyplan.documents.docx.tables import ruled, two_columns
from povertyplan.documents.figures import inline_text
from povertyplan.documents.layout import (
    LEFT,
    MOTTO,
    NATION,
    RECIPIENTS,
    addressee_lines,
    basis_lines,
    date_line,
    gaps_kept,
    number_line,
    printed_inline,
    recipient_lines,
    text_width,
    title_lines,
)
from povertyplan.documents.numbering import appendix_label, article_label, numbered, section_label

_STYLES = {
    ParagraphStyle.BULLET: styles.BULLET,
    ParagraphStyle.SUB_BULLET: styles.SUB_BULLET,
    ParagraphStyle.NOTE: styles.NOTE,
    ParagraphStyle.ENACTING: styles.ENACTING,
}


def parts(document: Document, lists: Lists) -> Iterator[tuple[bool, list[Element]]]:
    """What has page numbers of its own: whether it lies, and its elements."""
    yield False, list(_body(document, lists))
    size = len(document.appendices)
    for index, appendix in enumerate(document.appendices, 1):
        lists.restart()
        yield appendix.landscape, list(_appendix(appendix, appendix_label(index, size), lists))


def _body(document: Document, lists: Lists) -> Iterator[Element]:
    yield _letterhead(document.letterhead)
    yield paragraph(styles.TITLE, document.title.kind.upper())
    subject = _title(document.title.subject, LINE[False])
    yield paragraph(styles.SUBJECT, *lines(subject))
    yield rule(room=LINE[False], length=0.36 * _length(subject, styles.SUBJECT), after=140)
    yield from _addressees(addressee_lines(document.addressees))
    if document.title.authority:
        yield paragraph(styles.ENACTING, document.title.authority)
    for line in basis_lines(document.bases):
        yield paragraph(styles.BASIS, line)
    blocks = list(_blocks(document.blocks, lists, LINE[False]))
    if blocks and blocks[-1].tag == qn("w:p"):
        blocks[-1].pPr.keepNext_val = True  # the signature never stands alone on a page
    yield from blocks
    yield _closing(document.closing)


def _addressees(texts: tuple[str, ...]) -> Iterator[Element]:
    first, below = styles.ADDRESSING if len(texts) > 1 else styles.ADDRESSEE, styles.ADDRESSEES
    yield from (paragraph(below if index else first, text) for index, text in enumerate(texts))


def _letterhead(letterhead: Letterhead) -> Element:
    left_width = round(LEFT * LINE[False])
    right_width = LINE[False] - left_width
    issuer = tuple(line.upper() for line in letterhead.issuer)
    superior = [paragraph(styles.SUPERIOR, letterhead.superior.upper())] if letterhead.superior else []
    return two_columns(
        (left_width, right_width),
        (
            [
                *superior,
                *(paragraph(styles.ISSUER, line) for line in issuer),
                rule(room=left_width, length=0.4 * _length(issuer, styles.ISSUER)),
            ],
            [
                paragraph(styles.NATION, NATION),
                paragraph(styles.MOTTO, MOTTO),
                rule(room=right_width, length=1.055 * _length((MOTTO,), styles.MOTTO)),
            ],
        ),
        (
            [paragraph(styles.NUMBER, number_line(letterhead))],
            [paragraph(styles.PLACE_DATE, date_line(letterhead))],
        ),
    )


def _closing(closing: Closing) -> Element:
    left_width = round(0.48 * LINE[False])
    right = _signing(closing.authority, closing.signer)
    if co_signer := closing.co_signer:
        left = _signing(co_signer.authority, co_signer.signer)
    else:
        left = [*_recipients(closing)]
    return two_columns((left_width, LINE[False] - left_width), (left, right), above=280)


def _recipients(closing: Closing) -> Iterator[Element]:
    yield paragraph(styles.RECIPIENTS, RECIPIENTS)
    drafter = [closing.drafter_mark] if closing.drafter_mark else []
    for line in (*recipient_lines(closing), *drafter):
        yield paragraph(styles.RECIPIENT, line)


def _signing(authority: tuple[str, ...], signer: str) -> list[Element]:
    return [
        *(paragraph(styles.AUTHORITY, line.upper()) for line in authority),
        paragraph(styles.SIGNER, signer),
    ]


def _appendix(appendix: Appendix, label: str, lists: Lists) -> Iterator[Element]:
    line = LINE[appendix.landscape]
    yield paragraph(styles.APPENDIX, label)
    yield paragraph(styles.APPENDIX, *lines(_title(appendix.title.upper(), line)))
    yield paragraph(styles.REFERENCE, gaps_kept(appendix.reference))
    yield from _blocks(appendix.blocks, lists, line)


def _blocks(
    blocks: tuple[Block, ...], lists: Lists, line: int, above: tuple[int, ...] = ()
) -> Iterator[Element]:
    for block, path in numbered(blocks, above):
        match block:
            case Section():
                yield _heading(block, path, lists)
                yield from _blocks(block.blocks, lists, line, path)
            case Paragraph(style=ParagraphStyle.BULLET | ParagraphStyle.SUB_BULLET):  # Word sets the mark
                yield paragraph(_STYLES[block.style], inline_text(block.inline))
            case Article():
                label = run(f"{article_label(path)} ", bold=True)
                yield paragraph(styles.NORMAL, label, inline_text(block.inline))
            case Paragraph():
                yield paragraph(_STYLES.get(block.style, styles.NORMAL), inline_text(printed_inline(block)))
            case Table():
                yield from ruled(block, line)
            case Chart():
                yield from ruled(block.table, line)


def _heading(section: Section, path: tuple[int, ...], lists: Lists) -> Element:
    level = min(len(path), len(styles.HEADINGS)) - 1
    style = styles.HEADINGS[level]
    if not style.number:
        return paragraph(style, f"{section_label(path)} {section.heading}")
    heading = section.heading if level else section.heading.upper()
    return paragraph(style, heading, number=(level, lists.sections))


def _title(text: str, line: int) -> tuple[str, ...]:
    return title_lines(text, room=line / 20 / styles.SUBJECT.size)


def _length(texts: tuple[str, ...], style: styles.Style) -> float:
    """About how many twips the longest of the lines takes."""
    return max(map(text_width, texts), default=0) * 20 * style.size

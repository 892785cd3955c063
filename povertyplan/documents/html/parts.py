"""The parts of a document: the body with letterhead and signature, and every appendix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.safestring import SafeString

from povertyplan.documents.blocks import Appendix, Closing, Document, Letterhead
from povertyplan.documents.checks import TITLE
from povertyplan.documents.html.blocks import NO_NOTES, elements_of
from povertyplan.documents.html.elements import anchor, tag
from povertyplan.documents.layout import (
    ADDRESSING,
    LINE,
    LONG_DATE,
    MOTTO,
    NATION,
    RECIPIENTS,
    WATERMARK,
    addressee_lines,
    basis_lines,
    date_line,
    document_title,
    gaps_kept,
    number_line,
    recipient_lines,
    title_lines,
)
from povertyplan.documents.numbering import appendix_label


def sheets_of(
    document: Document, notes: Mapping[str, SafeString] = NO_NOTES, *, anchored: bool = True
) -> Iterator[tuple[str, bool, list[SafeString]]]:
    """Title, orientation and elements of every part."""
    watermark = watermark_of(document)
    yield document_title(document), False, [*watermark, *_body(document, notes, anchored=anchored)]
    size = len(document.appendices)
    for index, appendix in enumerate(document.appendices, 1):
        label = appendix_label(index, size)
        yield label, appendix.landscape, [*watermark, *_appendix(appendix, label, anchored=anchored)]


def watermark_of(document: Document) -> list[SafeString]:
    return [tag("div", WATERMARK, _class="watermark", aria_hidden="true")] if document.draft else []


def _body(document: Document, notes: Mapping[str, SafeString], *, anchored: bool) -> Iterator[SafeString]:
    yield _letterhead(document.letterhead)
    yield tag(
        "header",
        tag(
            "h1",
            tag("span", document.title.kind, _class="kind"),
            " ",
            _lined("subject", *_title(document.title.subject, LINE[False])),
        ),
        _class="title",
        id=anchor(TITLE),
    )
    if document.addressees:
        yield _addressees(addressee_lines(document.addressees))
    if document.title.authority:
        yield tag("p", document.title.authority, _class="enacting")
    for basis, line in zip(document.bases, basis_lines(document.bases), strict=True):
        yield tag("p", line, _class="basis", id=anchor(basis.place))
    yield from elements_of(document.blocks, landscape=False, notes=notes, anchored=anchored)
    yield _closing(document.closing)


def _letterhead(letterhead: Letterhead) -> SafeString:
    issuer = [tag("span", line, _class="row") for line in letterhead.issuer]
    superior = [tag("div", letterhead.superior, _class="superior")] if letterhead.superior else []
    date = date_line(letterhead)
    return tag(
        "div",
        tag(
            "div",
            tag("div", *superior, _lined("issuer", *issuer), _class="left"),
            tag("div", tag("div", NATION, _class="nation"), _lined("motto", MOTTO), _class="right"),
            _class="line",
        ),
        tag(
            "div",
            tag("div", number_line(letterhead), _class="left number"),
            tag("div", date, _class="right date"),
            _class="line",
        ),
        _class="letterhead long" if len(date) > LONG_DATE else "letterhead",
    )


def _lined(name: str, *children: str) -> SafeString:
    """Text with the short rule of the decree below it."""
    return tag("span", tag("span", *children, tag("span", _class="rule"), _class="lined"), _class=name)


def _addressees(lines: tuple[str, ...]) -> SafeString:
    """One line in the middle; or the dashes below each other, under the colon."""
    if len(lines) == 1:
        return tag("p", *lines, _class="addressee")
    words = (ADDRESSING.removesuffix(":"), *[""] * (len(lines) - 1))
    rows = (
        tag("div", tag("div", word, _class="word"), tag("div", line.removeprefix(word)), _class="line")
        for word, line in zip(words, lines, strict=True)
    )
    return tag("div", *rows, _class="addressees")


def _title(text: str, line: float) -> Iterator[str]:
    """A title's lines; on a phone they run on."""
    for index, each in enumerate(title_lines(text, room=line / 14)):
        yield from (tag("br"), f" {each}") if index else (each,)


def _appendix(appendix: Appendix, label: str, *, anchored: bool) -> Iterator[SafeString]:
    yield tag(
        "header",
        tag(
            "h1",
            tag("span", label, _class="label"),
            " ",
            tag("span", *_title(appendix.title.upper(), LINE[appendix.landscape]), _class="name"),
        ),
        tag("p", gaps_kept(appendix.reference), _class="reference"),
        _class="appendix-head",
        id=anchor(appendix.place),
    )
    yield from elements_of(appendix.blocks, landscape=appendix.landscape, anchored=anchored)


def _closing(closing: Closing) -> SafeString:
    right = _signing(closing.authority, closing.signer)
    if co_signer := closing.co_signer:
        left = _signing(co_signer.authority, co_signer.signer)
    else:
        left = tag("div", *_recipients(closing), _class="recipients")
    return tag("footer", left, right, _class="closing-block")


def _recipients(closing: Closing) -> Iterator[SafeString]:
    yield tag("div", RECIPIENTS, _class="recipients-title")
    for line in recipient_lines(closing):
        yield tag("div", line, _class="recipient")
    if closing.drafter_mark:
        yield tag("div", closing.drafter_mark, _class="drafter")


def _signing(authority: tuple[str, ...], signer: str) -> SafeString:
    return tag(
        "div",
        *(tag("div", line, _class="authority") for line in authority),
        tag("div", _class="signature"),
        tag("div", signer, _class="signer"),
        _class="signing",
    )

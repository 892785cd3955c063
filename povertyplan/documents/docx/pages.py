"""The paper: A4 with the margins of decree 30/2020/NĐ-CP, page numbers in the top margin, the draft mark."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from povertyplan.documents.docx.elements import MM, Element, w
from povertyplan.documents.docx.paragraphs import paragraph, run
from povertyplan.documents.docx.styles import FONT, PAGE_NUMBER
from povertyplan.documents.layout import WATERMARK

PAPER = (round(210 * MM), round(297 * MM))
TOP, RIGHT, BOTTOM, LEFT, HEADER = (round(mm * MM) for mm in (20, 15, 20, 30, 11))
LINE = {False: PAPER[0] - LEFT - RIGHT, True: PAPER[1] - LEFT - RIGHT}  # twips, upright and landscape


def page_heads(word: WordDocument, *, draft: bool) -> list[Element]:
    """References to the head of every page and to that of a first page, which has no number."""
    section = word.sections[0]
    for index, header in enumerate((section.first_page_header, section.header)):
        header.is_linked_to_previous = False
        watermark = [_watermark(index + 1)] if draft else []
        number = _page_number() if index else ()
        header._element.replace(header.paragraphs[0]._p, paragraph(PAGE_NUMBER, *number, *watermark))
    return list(section._sectPr.iterchildren(qn("w:headerReference")))


def page_setup(heads: list[Element], *, landscape: bool) -> Element:
    """The properties of a section that begins a page and counts its pages from 1."""
    width, height = PAPER[::-1] if landscape else PAPER
    return w(
        "sectPr",
        *map(deepcopy, heads),
        w("type", val="nextPage"),
        w("pgSz", w=width, h=height, orient="landscape" if landscape else "portrait"),
        w("pgMar", top=TOP, right=RIGHT, bottom=BOTTOM, left=LEFT, header=HEADER, footer=HEADER, gutter=0),
        w("pgNumType", start=1),
        w("titlePg"),
    )


def _page_number() -> Iterator[Element]:
    code = w("instrText")
    code.text = "PAGE"
    yield w("r", w("fldChar", fldCharType="begin"))
    yield w("r", code)
    yield w("r", w("fldChar", fldCharType="separate"))
    yield run("2")
    yield w("r", w("fldChar", fldCharType="end"))


def _watermark(index: int) -> Element:
    """ "DỰ THẢO" as Word itself draws a watermark."""
    place = (
        "position:absolute;margin-left:0;margin-top:0;width:390pt;height:84pt;rotation:320;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    element: Element = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office">'
        "<w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{index}" o:spid="_x0000_s{2048 + index}" type="#_x0000_t136" '
        f'style="{place}" o:allowincell="f" fillcolor="#ececec" stroked="f">'
        f'<v:textpath style="font-family:\'{FONT}\';font-size:1pt;font-weight:bold" string="{WATERMARK}"/>'
        "</v:shape></w:pict></w:r>"
    )
    return element

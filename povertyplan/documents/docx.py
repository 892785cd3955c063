"""Word files with real styles, numbering and tables: what an office can go on working with.

python-docx brings the package and its parts; paragraphs and tables are built as elements in the order the
schema asks for. Points (a, b, c, d, đ) are the one number written as text: Word cannot count so.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from itertools import count

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section as WordSection

from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Block,
    Closing,
    Column,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Row,
    Section,
    Table,
)
from povertyplan.documents.figures import cell_text, inline_text
from povertyplan.documents.layout import (
    DENSE,
    MOTTO,
    NATION,
    RECIPIENTS,
    WATERMARK,
    basis_lines,
    column_shares,
    date_line,
    document_title,
    gaps_kept,
    head_groups,
    number_line,
    printed_inline,
    recipient_lines,
    text_width,
    title_lines,
)
from povertyplan.documents.numbering import appendix_label, numbered, section_label

Element = BaseOxmlElement

FONT = "Times New Roman"
MM = 1440 / 25.4  # twips
PAPER = (round(210 * MM), round(297 * MM))
TOP, RIGHT, BOTTOM, LEFT, HEADER = (round(mm * MM) for mm in (20, 15, 20, 30, 10))
LINE = {False: PAPER[0] - LEFT - RIGHT, True: PAPER[1] - LEFT - RIGHT}
INDENT = 720  # 1,27 cm
LINE_SPACING = 276  # 1,15
AUTO_DEPTHS = 3
POINT_DEPTH = 4

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_ALIGN = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}
_STYLES = {
    ParagraphStyle.BODY: "Normal",
    ParagraphStyle.OPENING: "Normal",
    ParagraphStyle.CLOSING: "Normal",
    ParagraphStyle.BULLET: "Gach",
    ParagraphStyle.SUB_BULLET: "Cong",
    ParagraphStyle.NOTE: "Ghichu",
}


def render_docx(document: Document) -> bytes:
    """The document as a Word file."""
    word = docx.Document()
    _set_styles(word)
    numbers = _Numbers(word)
    body = word.element.body
    _set_page(word.sections[0], landscape=False, draft=document.draft)
    for element in _body(document, numbers):
        body.insert(len(body) - 1, element)
    size = len(document.appendices)
    for index, appendix in enumerate(document.appendices, 1):
        numbers.restart()
        _set_page(word.add_section(), landscape=appendix.landscape)
        for element in _appendix(appendix, appendix_label(index, size), numbers):
            body.insert(len(body) - 1, element)
    _drop_section_paragraph_gaps(body)
    _set_properties(word, document)
    with io.BytesIO() as file:
        word.save(file)
        return file.getvalue()


# --- elements ---


def _e(name: str, *children: Element, **attributes: str | int) -> Element:
    """An element of WordprocessingML; attributes lose a final underscore and get the prefix "w"."""
    element: Element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key.rstrip('_')}"), str(value))
    element.extend(children)
    return element


def _run(text: str, *, bold: bool = False, italic: bool = False, size: float = 0) -> Element:
    properties = [*([_e("b")] if bold else []), *([_e("i")] if italic else [])]
    if size:
        properties += [_e("sz", val=round(2 * size)), _e("szCs", val=round(2 * size))]
    content = _e("t")
    content.text = _CONTROL.sub(" ", text)
    content.set(qn("xml:space"), "preserve")
    return _e("r", *([_e("rPr", *properties)] if properties else []), content)


def _p(
    style: str,
    *runs: Element | str,
    keep: bool = False,
    number: tuple[int, int] | None = None,
    border: str = "",
    before: int | None = None,
    sides: int = 0,
    align: str = "",
) -> Element:
    """A paragraph; `number` is (level, list), `border` a rule there, `sides` twips free left and right."""
    properties = [_e("pStyle", val=style)]
    if keep:
        properties.append(_e("keepNext"))
    if number:
        properties.append(_e("numPr", _e("ilvl", val=number[0]), _e("numId", val=number[1])))
    if border:
        properties.append(_e("pBdr", _e(border, val="single", sz=6, space=1, color="000000")))
    if before is not None:
        properties.append(_e("spacing", before=before))
    if sides:
        properties.append(_e("ind", left=sides, right=sides, firstLine=0))
    if align:
        properties.append(_e("jc", val=align))
    return _e("p", _e("pPr", *properties), *(_run(run) if isinstance(run, str) else run for run in runs))


def _lines(lines: tuple[str, ...]) -> Iterator[Element]:
    for index, line in enumerate(lines):
        if index:
            yield _e("r", _e("br"))
        yield _run(line)


def _rule(room: float, length: float) -> Element:
    """A centred rule of so many twips in a column of `room` twips."""
    return _p("Vach", border="top", before=50, sides=max(0, round((room - length) / 2)))


def _layout_table(
    widths: tuple[int, int], *rows: tuple[list[Element], list[Element]], keep: bool = False
) -> Element:
    """Two invisible columns."""
    return _e(
        "tbl",
        _e(
            "tblPr",
            _e("tblW", w=sum(widths), type="dxa"),
            _e("tblLayout", type="fixed"),
            _e("tblCellMar", _e("left", w=0, type="dxa"), _e("right", w=0, type="dxa")),
        ),
        _e("tblGrid", *(_e("gridCol", w=width) for width in widths)),
        *(
            _e(
                "tr",
                _e("trPr", _e("cantSplit")),
                *(
                    _e("tc", _e("tcPr", _e("tcW", w=width, type="dxa")), *cell)
                    for width, cell in zip(widths, row, strict=True)
                ),
            )
            for row in rows
        ),
    )


# --- the parts of a document ---


def _body(document: Document, numbers: _Numbers) -> Iterator[Element]:
    yield _letterhead(document.letterhead)
    title = document.title
    yield _p("Title", title.kind.upper(), keep=True)
    lines = title_lines(title.subject, room=LINE[False] / 20 / 14)
    yield _p("Subtitle", *_lines(lines), keep=True)
    yield _rule(LINE[False], max(map(text_width, lines), default=0) * 14 * 20 * 0.36)
    for line in basis_lines(document.bases):
        yield _p("Canc", line)
    blocks = list(_blocks(document.blocks, numbers, landscape=False))
    if blocks and blocks[-1].tag == qn("w:p"):
        blocks[-1].pPr.keepNext_val = True  # the signature never stands alone on a page
    yield from blocks
    yield _p("Khoang", keep=True)
    yield _closing(document.closing)


def _letterhead(letterhead: Letterhead) -> Element:
    widths = (round(LINE[False] * 0.41), LINE[False] - round(LINE[False] * 0.41))
    issuer = [line.upper() for line in letterhead.issuer]
    left = [_p("Dauvb", letterhead.superior.upper())] if letterhead.superior else []
    left += [_p("Dauvb", _run(line, bold=True)) for line in issuer]
    left.append(_rule(widths[0], max(map(text_width, issuer), default=0) * 13 * 20 * 0.4))
    right = [_p("Dauvb", _run(NATION, bold=True)), _p("Dauvb", _run(MOTTO, bold=True, size=14))]
    right.append(_rule(widths[1], text_width(MOTTO) * 14 * 20 * 1.02))
    return _layout_table(
        widths,
        (left, right),
        (
            [_p("Dauvb", number_line(letterhead), before=80)],
            [_p("Dauvb", _run(date_line(letterhead), italic=True, size=14), before=80)],
        ),
    )


def _closing(closing: Closing) -> Element:
    left_width = round(LINE[False] * 0.48)
    left = [_p("Noinhan", _run(RECIPIENTS, bold=True, italic=True, size=12), keep=True)]
    left += [_p("Noinhan", line, keep=True) for line in recipient_lines(closing)]
    if closing.drafter_mark:
        left.append(_p("Noinhan", closing.drafter_mark, keep=True))
    right = [_p("Kyten", line.upper(), keep=True) for line in closing.authority]
    right.append(_p("Kyten", closing.signer, before=1500))
    return _layout_table((left_width, LINE[False] - left_width), (left, right))


def _appendix(appendix: Appendix, label: str, numbers: _Numbers) -> Iterator[Element]:
    yield _p("Phulc", label, keep=True)
    lines = title_lines(appendix.title.upper(), room=LINE[appendix.landscape] / 20 / 14)
    yield _p("Phulc", *_lines(lines), keep=True)
    yield _p("Kemtheo", gaps_kept(appendix.reference), keep=True)
    yield from _blocks(appendix.blocks, numbers, landscape=appendix.landscape)
    yield _p("Vach")  # a table must not end a section


def _blocks(
    blocks: tuple[Block, ...], numbers: _Numbers, *, landscape: bool, above: tuple[int, ...] = ()
) -> Iterator[Element]:
    for block, path in numbered(blocks, above):
        match block:
            case Section():
                yield _heading(block, path, numbers)
                yield from _blocks(block.blocks, numbers, landscape=landscape, above=path)
            case Paragraph():
                yield _paragraph(block, numbers)
            case Table():
                yield from _table(block, LINE[landscape])


def _heading(section: Section, path: tuple[int, ...], numbers: _Numbers) -> Element:
    depth = min(len(path), POINT_DEPTH)
    if depth > AUTO_DEPTHS:
        return _p("Heading4", f"{section_label(path)} {section.heading}")
    heading = section.heading.upper() if depth == 1 else section.heading
    return _p(f"Heading{depth}", heading, number=(depth - 1, numbers.sections))


def _paragraph(paragraph: Paragraph, numbers: _Numbers) -> Element:
    style = _STYLES[paragraph.style]
    bullet = numbers.bullets.get(paragraph.style)
    inline = paragraph.inline if bullet else printed_inline(paragraph)
    return _p(style, inline_text(inline), number=(0, bullet) if bullet else None)


# --- tables ---


def _table(table: Table, line: int) -> Iterator[Element]:
    size = 11 if len(table.columns) > DENSE else 12
    widths = [line * share // 100 for share in column_shares(table, room=line / 20 / size)]
    yield _p("Caption", table.caption, keep=True) if table.caption else _p("Khoang", keep=True)
    yield _e(
        "tbl",
        _e(
            "tblPr",
            _e("tblStyle", val="TableGrid"),
            _e("tblW", w=sum(widths), type="dxa"),
            _e("tblLayout", type="fixed"),
            _e("tblCellMar", _e("left", w=60, type="dxa"), _e("right", w=60, type="dxa")),
            _e("tblLook", val="0020", firstRow="1"),
        ),
        _e("tblGrid", *(_e("gridCol", w=width) for width in widths)),
        *_head(table, widths, size),
        *(_row(table.columns, row, widths, size) for row in table.rows),
        *([_row(table.columns, table.total, widths, size, bold=True)] if table.total else []),
    )
    yield _p("Vach")


def _head(table: Table, widths: list[int], size: int) -> Iterator[Element]:
    groups = head_groups(table)
    if groups:
        cells, start = [], 0
        for group, span in groups:
            if group:
                cells.append(_cell(group, sum(widths[start : start + span]), size, span=span, bold=True))
            else:
                cells.append(
                    _cell(table.columns[start].label, widths[start], size, merge="restart", bold=True)
                )
            start += span
        yield _line(cells, head=True)
    yield _line(
        [
            _cell("", width, size, merge="continue")
            if groups and not column.group
            else _cell(column.label, width, size, bold=True)
            for column, width in zip(table.columns, widths, strict=True)
        ],
        head=True,
    )
    if table.column_numbers:
        numbers = enumerate(widths, 1)
        yield _line([_cell(str(number), width, 10, italic=True) for number, width in numbers], head=True)


def _row(
    columns: tuple[Column, ...], row: Row, widths: list[int], size: int, *, bold: bool = False
) -> Element:
    cells = zip(columns, row.cells, widths, strict=True)
    return _line(
        [
            _cell(cell_text(cell), width, size, align=_ALIGN[column.align], bold=bold)
            for column, cell, width in cells
        ]
    )


def _line(cells: Iterable[Element], *, head: bool = False) -> Element:
    return _e("tr", _e("trPr", _e("cantSplit"), *([_e("tblHeader")] if head else [])), *cells)


def _cell(
    text: str,
    width: int,
    size: int,
    *,
    align: str = "center",
    span: int = 1,
    merge: str = "",
    bold: bool = False,
    italic: bool = False,
) -> Element:
    properties = [_e("tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(_e("gridSpan", val=span))
    if merge:
        properties.append(_e("vMerge", val=merge))
    properties.append(_e("vAlign", val="center"))
    runs = [_run(text, bold=bold, italic=italic, size=size if size != 12 else 0)] if text else []
    return _e("tc", _e("tcPr", *properties), _p("Obng", *runs, align=align))


# --- numbering ---


class _Numbers:
    """The lists of the file: sections (linked to headings, restarted for each appendix) and bullets."""

    def __init__(self, word: WordDocument) -> None:
        self._root = word.part.numbering_part.element
        for child in list(self._root):
            self._root.remove(child)
        levels = (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."))
        abstracts = (
            [(form, text, f"Heading{depth}") for depth, (form, text) in enumerate(levels, 1)],
            [("bullet", "-", "Gach")],
            [("bullet", "+", "Cong")],
        )
        for identity, items in enumerate(abstracts, 1):
            kind = "multilevel" if len(items) > 1 else "singleLevel"
            self._root.append(
                _e(
                    "abstractNum",
                    _e("multiLevelType", val=kind),
                    *(_level(index, *item) for index, item in enumerate(items)),
                    abstractNumId=identity,
                )
            )
        self._identities = count(1)
        self.sections, bullet, sub_bullet = (self._num(identity) for identity in (1, 2, 3))
        self.bullets = {ParagraphStyle.BULLET: bullet, ParagraphStyle.SUB_BULLET: sub_bullet}
        numbered_styles = {f"Heading{depth}": (depth - 1, 1) for depth in range(1, AUTO_DEPTHS + 1)}
        for style, (level, identity) in {
            **numbered_styles,
            "Gach": (0, bullet),
            "Cong": (0, sub_bullet),
        }.items():
            properties = next(each for each in word.styles.element.style_lst if each.styleId == style).pPr
            spacing = properties.find(qn("w:spacing"))
            spacing.addprevious(_e("numPr", _e("ilvl", val=level), _e("numId", val=identity)))

    def _num(self, abstract: int, *overrides: Element) -> int:
        identity = next(self._identities)
        self._root.append(_e("num", _e("abstractNumId", val=abstract), *overrides, numId=identity))
        return identity

    def restart(self) -> None:
        """Sections count from I again."""
        starts = (_e("lvlOverride", _e("startOverride", val=1), ilvl=level) for level in range(AUTO_DEPTHS))
        self.sections = self._num(1, *starts)


def _level(index: int, form: str, text: str, style: str) -> Element:
    return _e(
        "lvl",
        _e("start", val=1),
        _e("numFmt", val=form),
        _e("pStyle", val=style),
        _e("suff", val="space"),
        _e("lvlText", val=text),
        _e("lvlJc", val="left"),
        _e("pPr", _e("ind", left=0, firstLine=INDENT)),
        ilvl=index,
    )


# --- styles, pages, properties ---


def _set_styles(word: WordDocument) -> None:
    """Times New Roman, black, in the sizes of the decree; nothing of Word's blue headings is left."""
    styles = word.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    defaults.getparent().replace(
        defaults,
        _e("docDefaults", _e("rPrDefault", _text_properties(14)), _e("pPrDefault", _e("pPr"))),
    )
    set_style = _StyleSetter(word)
    set_style("Normal", "Normal", indent=INDENT, before=120, line=LINE_SPACING, align="both")
    for depth in range(1, POINT_DEPTH + 1):
        set_style(
            f"Heading {depth}",
            f"Heading{depth}",
            bold=depth < POINT_DEPTH,
            indent=INDENT,
            before=120,
            line=LINE_SPACING,
            align="both",
            outline=depth - 1,
            keep=True,
        )
    set_style("Title", "Title", bold=True, before=320, align="center")
    set_style("Subtitle", "Subtitle", bold=True, align="center")
    set_style("Caption", "Caption", size=13, bold=True, before=120, after=80, align="center", keep=True)
    set_style("Căn cứ", "Canc", italic=True, indent=INDENT, before=120, line=LINE_SPACING, align="both")
    set_style("Gạch đầu dòng", "Gach", indent=INDENT, before=120, line=LINE_SPACING, align="both")
    set_style("Dấu cộng", "Cong", indent=INDENT, before=120, line=LINE_SPACING, align="both")
    set_style("Ghi chú", "Ghichu", italic=True, indent=INDENT, before=120, line=LINE_SPACING, align="both")
    set_style("Đầu văn bản", "Dauvb", size=13, align="center")
    set_style("Nơi nhận", "Noinhan", size=11, align="left")
    set_style("Ký tên", "Kyten", bold=True, align="center")
    set_style("Phụ lục", "Phulc", bold=True, align="center", keep=True)
    set_style("Kèm theo", "Kemtheo", italic=True, after=160, align="center", keep=True)
    set_style("Ô bảng", "Obng", size=12, before=20, after=20, align="left")
    set_style("Vạch", "Vach", size=2, align="center", exact=40)
    set_style("Khoảng", "Khoang", size=2, exact=160)
    set_style("Header", "Header", align="center")


class _StyleSetter:
    """Writes a paragraph style anew, whether the template has it or not."""

    def __init__(self, word: WordDocument) -> None:
        self._styles = word.styles

    def __call__(
        self,
        name: str,
        identity: str,
        *,
        size: float = 14,
        bold: bool = False,
        italic: bool = False,
        indent: int = 0,
        before: int = 0,
        after: int = 0,
        line: int = 240,
        exact: int = 0,
        align: str = "left",
        sides: int = 0,
        outline: int | None = None,
        keep: bool = False,
    ) -> None:
        known = name in self._styles
        style = self._styles[name] if known else self._styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        element = style.element
        element.set(qn("w:styleId"), identity)
        for tag in ("w:pPr", "w:rPr", "w:link", "w:next", "w:basedOn"):
            for old in element.findall(qn(tag)):
                element.remove(old)
        name_element = element.find(qn("w:name"))
        if identity != "Normal":
            name_element.addnext(_e("basedOn", val="Normal"))
        spacing = _e(
            "spacing", before=before, after=after, line=exact or line, lineRule="exact" if exact else "auto"
        )
        properties = [
            *([_e("keepNext")] if keep else []),
            _e("widowControl"),
            spacing,
            _e("ind", left=sides, right=sides, firstLine=indent),
            _e("jc", val=align),
            *([_e("outlineLvl", val=outline)] if outline is not None else []),
        ]
        element.append(_e("pPr", *properties))
        element.append(_text_properties(size, bold=bold, italic=italic))


def _text_properties(size: float, *, bold: bool = False, italic: bool = False) -> Element:
    points = round(2 * size)
    switches = {"b": bold, "bCs": bold, "i": italic, "iCs": italic}
    return _e(
        "rPr",
        _e("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        *(_e(name) if switch else _e(name, val=0) for name, switch in switches.items()),
        _e("color", val="000000"),
        _e("kern", val=0),
        _e("sz", val=points),
        _e("szCs", val=points),
        _e("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"),
    )


def _set_page(section: WordSection, *, landscape: bool, draft: bool | None = None) -> None:
    """A4, pages numbered from 1 in the top margin, the first without; `draft` None keeps the heads."""
    width, height = PAPER[::-1] if landscape else PAPER
    for child in list(section._sectPr):
        if child.tag not in (qn("w:headerReference"), qn("w:footerReference")):
            section._sectPr.remove(child)
    section._sectPr.extend(
        (
            _e("type", val="nextPage"),
            _e("pgSz", w=width, h=height, **({"orient": "landscape"} if landscape else {})),
            _e(
                "pgMar",
                top=TOP,
                right=RIGHT,
                bottom=BOTTOM,
                left=LEFT,
                header=HEADER,
                footer=HEADER,
                gutter=0,
            ),
            _e("pgNumType", start=1),
            _e("titlePg"),
        )
    )
    if draft is None:
        return
    for index, (header, shown) in enumerate(((section.header, True), (section.first_page_header, False)), 1):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]._p
        paragraph.getparent().replace(
            paragraph,
            _p("Header", *(_page_number() if shown else ()), *([_watermark(index)] if draft else [])),
        )


def _page_number() -> tuple[Element, ...]:
    code = _e("instrText")
    code.text = "PAGE"
    return (
        _e("r", _e("fldChar", fldCharType="begin")),
        _e("r", code),
        _e("r", _e("fldChar", fldCharType="separate")),
        _run("1"),
        _e("r", _e("fldChar", fldCharType="end")),
    )


def _watermark(index: int) -> Element:
    """ "DỰ THẢO" as Word itself draws a watermark."""
    place = (
        "position:absolute;margin-left:0;margin-top:0;width:420pt;height:105pt;rotation:320;z-index:-251658752;"
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
        f'style="{place}" o:allowincell="f" fillcolor="#e4e4e4" stroked="f">'
        f'<v:textpath style="font-family:\'{FONT}\';font-size:1pt;font-weight:bold" string="{WATERMARK}"/>'
        "</v:shape></w:pict></w:r>"
    )
    return element


def _drop_section_paragraph_gaps(body: Element) -> None:
    """The empty paragraphs that carry the page setup of a finished section take no room."""
    for section in body.iterfind(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:sectPr')}"):
        section.getparent().insert(0, _e("pStyle", val="Vach"))


def _set_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = _CONTROL.sub(" ", document_title(document))[:255]
    properties.author = _CONTROL.sub(" ", " ".join(document.letterhead.issuer))[:255]
    properties.language = "vi-VN"
    properties.comments = ""
    properties.created = properties.modified = dt.datetime.now(dt.UTC)

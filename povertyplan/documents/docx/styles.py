"""The styles of the Word file: Times New Roman, black, in the sizes of decree 30/2020/NĐ-CP (annex I).

Every element of the document has a style of its own, so that an office that changes one changes all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from povertyplan.documents.docx.elements import Element, number_properties, w

FONT = "Times New Roman"
INDENT = 720  # 1,27 cm
SECTIONS, BULLETS, SUB_BULLETS = 1, 2, 3  # the lists, by their numbers in the file
TABLE = "TableGrid"
_OF_WORD = {"DefaultParagraphFont", "TableNormal", "NoList", TABLE}  # kept as python-docx brings them


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style: `size` in points, distances in twips, `line` in 240ths of a line unless `exact`.

    `number` is level and list of its paragraphs, `outline` the level of a heading, `keep` keeps it with the
    next paragraph.
    """

    identity: str
    name: str
    size: int = 14
    bold: bool = False
    italic: bool = False
    keep: bool = False
    number: tuple[int, int] | None = None
    before: int = 0
    after: int = 0
    line: int = 240
    exact: bool = False
    indent: int = 0
    left: int = 0
    align: str = "left"
    outline: int | None = None


_prose = partial(Style, before=120, line=252, indent=INDENT, align="both")
_centred = partial(Style, align="center")

NORMAL = _prose(identity="Normal", name="Normal")
HEADINGS = (
    *(
        _prose(
            identity=f"Heading{depth}",
            name=f"heading {depth}",
            bold=True,
            keep=True,
            number=(depth - 1, SECTIONS),
            outline=depth - 1,
        )
        for depth in (1, 2, 3)
    ),
    _prose(identity="Heading4", name="heading 4", keep=True, outline=3),
)
BASIS = _prose(identity="Basis", name="Căn cứ", italic=True)
BULLET = _prose(identity="Bullet", name="Gạch đầu dòng", number=(0, BULLETS))
SUB_BULLET = _prose(identity="SubBullet", name="Dấu cộng", number=(0, SUB_BULLETS))
NOTE = _prose(identity="Note", name="Ghi chú", italic=True)
ENACTING = _centred(identity="Enacting", name="Quyết định", bold=True, keep=True, before=160)

SUPERIOR = _centred(identity="Superior", name="Cơ quan chủ quản", size=13)
ISSUER = _centred(identity="Issuer", name="Cơ quan ban hành", size=13, bold=True)
NATION = _centred(identity="Nation", name="Quốc hiệu", size=13, bold=True)
MOTTO = _centred(identity="Motto", name="Tiêu ngữ", bold=True)
NUMBER = _centred(identity="Number", name="Số, ký hiệu", size=13, before=80)
PLACE_DATE = _centred(identity="PlaceDate", name="Địa danh, thời gian", italic=True, before=80)
TITLE = _centred(identity="Title", name="Title", bold=True, keep=True, before=320)
SUBJECT = _centred(identity="Subtitle", name="Subtitle", bold=True, keep=True)
ADDRESSEE = _centred(identity="Addressee", name="Kính gửi", after=160)
ADDRESSING = Style(identity="Addressing", name="Kính gửi nhiều nơi", keep=True, left=1000)
ADDRESSEES = Style(identity="Addressees", name="Danh sách kính gửi", before=60, left=1990)  # under the colon

RECIPIENTS = Style(identity="Recipients", name="Nơi nhận", size=12, bold=True, italic=True, keep=True)
RECIPIENT = Style(identity="Recipient", name="Danh sách nơi nhận", size=11, keep=True)
AUTHORITY = _centred(identity="Authority", name="Quyền hạn, chức vụ", bold=True, keep=True)
SIGNER = _centred(identity="Signer", name="Người ký", bold=True, before=1500)

APPENDIX = _centred(identity="Appendix", name="Tên phụ lục", bold=True, keep=True)
REFERENCE = _centred(identity="Reference", name="Kèm theo", italic=True, keep=True, after=160)

CAPTION = _centred(identity="Caption", name="caption", size=13, bold=True, keep=True, before=120, after=80)
CELL = Style(identity="Cell", name="Ô bảng", size=12, before=40, after=40)
DENSE_CELL = Style(identity="DenseCell", name="Ô bảng nhiều cột", size=11, before=40, after=40)
COLUMN_NUMBER = _centred(identity="ColumnNumber", name="Số thứ tự cột", size=10, italic=True)

PAGE_NUMBER = _centred(identity="Header", name="header")
RULE = _centred(identity="Rule", name="Đường kẻ", size=2, line=40, exact=True)
GAP = Style(identity="Gap", name="Khoảng cách", size=2, keep=True, line=160, exact=True)

STYLES = (
    *(NORMAL, *HEADINGS, BASIS, BULLET, SUB_BULLET, NOTE, ENACTING),
    *(SUPERIOR, ISSUER, NATION, MOTTO, NUMBER, PLACE_DATE, TITLE, SUBJECT),
    *(ADDRESSEE, ADDRESSING, ADDRESSEES),
    *(RECIPIENTS, RECIPIENT, AUTHORITY, SIGNER, APPENDIX, REFERENCE),
    *(CAPTION, CELL, DENSE_CELL, COLUMN_NUMBER, PAGE_NUMBER, RULE, GAP),
)


def set_styles(word: WordDocument) -> None:
    """The styles above and the few that Word cannot do without: nothing of the template's is left."""
    styles = word.styles.element
    for style in styles.style_lst:
        if style.styleId not in _OF_WORD:
            styles.remove(style)
    defaults = w("docDefaults", w("rPrDefault", _text_properties(NORMAL)), w("pPrDefault"))
    styles.replace(styles.find(qn("w:docDefaults")), defaults)
    styles.extend(map(_element, STYLES))


def _element(style: Style) -> Element:
    return w(
        "style",
        w("name", val=style.name),
        *([w("basedOn", val=NORMAL.identity)] if style is not NORMAL else []),
        w("qFormat"),
        w("pPr", *_paragraph_properties(style)),
        _text_properties(style),
        type="paragraph",
        styleId=style.identity,
        **({"default": 1} if style is NORMAL else {}),
    )


def _paragraph_properties(style: Style) -> Iterator[Element]:
    if style.keep:
        yield w("keepNext")
    yield w("widowControl")
    if style.number:
        yield number_properties(*style.number)
    rule = "exact" if style.exact else "auto"
    yield w("spacing", before=style.before, after=style.after, line=style.line, lineRule=rule)
    yield w("ind", left=style.left, right=0, firstLine=style.indent)
    yield w("jc", val=style.align)
    if style.outline is not None:
        yield w("outlineLvl", val=style.outline)


def _text_properties(style: Style) -> Element:
    switches = {"b": style.bold, "bCs": style.bold, "i": style.italic, "iCs": style.italic}
    return w(
        "rPr",
        w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        *(w(name, val=int(switch)) for name, switch in switches.items()),
        w("color", val="000000"),
        w("kern", val=0),
        w("sz", val=2 * style.size),
        w("szCs", val=2 * style.size),
        w("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"),
    )

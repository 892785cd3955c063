"""The paper against decree 30/2020: ours keeps every rule, and each rule is named when a layout breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from povertyplan.documents import pdf as pdf_module
from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Basis,
    Closing,
    Column,
    Document,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Row,
    Table,
    Title,
)
from povertyplan.documents.html import render_parts
from povertyplan.documents.lint import Code, UnreadableError, lint
from povertyplan.documents.lint.contract import RULES
from povertyplan.documents.pdf import STYLE_SHEET, render_in_process
from tests.documents.printed import differences
from tests.documents.sample import REFERENCE, duties_table, hamlet_table, sample, section, text

LONG = (
    "Các phòng, đơn vị và các xóm căn cứ nhiệm vụ được giao chủ động triển khai, lồng ghép với nhiệm vụ "
    "thường xuyên của đơn vị, bảo đảm đúng đối tượng, đúng thời gian và báo cáo kết quả về Phòng Kinh tế."
)


def words(number: int, *inline: str, style: ParagraphStyle = ParagraphStyle.BODY) -> Paragraph:
    return text("short", number, *(inline or (LONG,)), style=style)


def short(*, draft: bool = True, paragraphs: int = 3) -> Document:
    """A plan on one page: every element, no table, no appendix."""
    whole = sample(draft=draft)
    return replace(
        whole,
        bases=whole.bases[:2],
        blocks=(
            words(1, f"{LONG} Nội dung cụ thể như sau:", style=ParagraphStyle.OPENING),
            section("aim", "MỤC ĐÍCH, YÊU CẦU", section("aim-1", "Mục đích", *[words(2)] * paragraphs)),
            section("work", "TỔ CHỨC THỰC HIỆN", words(3)),
            words(4, style=ParagraphStyle.CLOSING),
        ),
        appendices=(),
    )


def narrow_table(size: int) -> Table:
    columns = (
        Column(key="name", label="Tên xóm", width=4, align=Align.LEFT),
        Column(key="poor", label="Hộ nghèo"),
    )
    rows = tuple(Row(key=str(n), cells=(f"Xóm Ngọc Thượng {n}", "1.234")) for n in range(size))
    return Table(key="narrow", columns=columns, rows=rows)


def with_appendix(table: Table, *, paragraphs: int = 3) -> Document:
    appendix = Appendix(key="a", title="Chỉ tiêu giao cho các xóm", reference=REFERENCE, blocks=(table,))
    return replace(short(paragraphs=paragraphs), appendices=(appendix,))


@pytest.fixture
def draw(tmp_path, monkeypatch):
    """Draws a document with rules added to our style sheet and its HTML changed."""
    sheet = tmp_path / "document.css"
    monkeypatch.setattr(pdf_module, "STYLE_SHEET", sheet)

    def drawn(document: Document, css: str = "", change: Callable[[str], str] = str) -> bytes:
        sheet.write_text(STYLE_SHEET.read_text() + css)
        return render_in_process(map(change, render_parts(document)))

    return drawn


# --- every rule is named when it is broken, and no other ---

WIDE_RIGHT = " .document .letterhead .left { width: 35% } .document .letterhead .right { width: 65% }"
ONE_PAGE = [
    (Code.PAPER, "@page { size: Letter }"),
    (Code.PAPER, "@page { size: A4 landscape }"),
    (Code.MARGIN_LEFT, "@page { margin-left: 20mm }"),
    (Code.MARGIN_LEFT, "@page { margin-left: 38mm }" + WIDE_RIGHT),
    (Code.MARGIN_RIGHT, "@page { margin-right: 10mm }"),
    (Code.MARGIN_RIGHT, "@page { margin-right: 23mm }" + WIDE_RIGHT),
    (Code.MARGIN_TOP, "@page { margin-top: 12mm }"),
    (Code.MARGIN_TOP, "@page { margin-top: 30mm }"),
    (Code.OUTSIDE, ".document .opening { margin-left: -10mm; text-indent: 22.7mm }"),
    (Code.OUTSIDE, ".document .opening { white-space: nowrap }"),
    (Code.OVERLAP, ".document .opening { letter-spacing: -5pt }"),
    (Code.FONT, ".document .opening { font-family: monospace }"),
    (Code.BLACK, ".document .opening { color: #555 }"),
    (Code.BLACK, ".document .rule { border-color: #00f }"),
    (Code.DRAFT_MARK, ".document .watermark { display: none }"),
    (
        Code.LETTERHEAD_COLUMNS,
        ".document .letterhead .left, .document .letterhead .right { display: block; width: auto }",
    ),
    (Code.NATION, ".document .nation { font-size: 11pt }"),
    (Code.NATION, ".document .nation { font-weight: normal }"),
    (Code.NATION, ".document .nation { text-transform: lowercase }"),
    (Code.MOTTO, ".document .motto { font-style: italic }"),
    (Code.MOTTO, ".document .motto { font-weight: normal }"),
    (Code.MOTTO_LINE, ".document .motto .rule { display: none }"),
    (Code.MOTTO_LINE, ".document .motto .rule { width: 50% }"),
    (Code.ISSUER, ".document .issuer { font-weight: normal }"),
    (Code.ISSUER, ".document .issuer { text-transform: none }"),
    (Code.ISSUER_LINE, ".document .issuer .rule { display: none }"),
    (Code.ISSUER_LINE, ".document .issuer .rule { width: 100% }"),
    (Code.NUMBER_LINE, ".document .number { font-size: 12pt }"),
    (Code.DATE_LINE, ".document .date { font-style: normal }"),
    (Code.NUMBER_ROW, ".document .letterhead .date { padding-top: 40pt; vertical-align: top }"),
    (Code.SIZES_AGREE, ".document .nation { font-size: 12pt }"),
    (Code.SIZES_AGREE, ".document .closing { font-size: 13pt }"),
    (Code.TITLE_KIND, ".document .title .kind { text-align: left }"),
    (Code.TITLE_KIND, ".document .title .kind { text-transform: lowercase }"),
    (Code.TITLE_SUBJECT, ".document .subject { font-size: 15pt }"),
    (Code.TITLE_SUBJECT, ".document .subject { text-align: left }"),
    (Code.TITLE_LINE, ".document .subject .rule { display: none }"),
    (Code.TITLE_LINE, ".document .subject .rule { width: 80% }"),
    (Code.BASIS, ".document .basis { font-style: normal }"),
    (Code.BASIS, ".document .basis { font-size: 12pt }"),
    (Code.BODY_TYPE, ".document .body { font-size: 12pt }"),
    (Code.BODY_TYPE, ".document .body { font-style: italic }"),
    (Code.JUSTIFIED, ".document .body { text-align: left }"),
    (Code.INDENT, ".document .body { text-indent: 0 }"),
    (Code.INDENT, ".document .body { text-indent: 2cm }"),
    (Code.LINE_SPACING, ".document .opening { line-height: 2 }"),
    (Code.LINE_SPACING, ".document .opening { line-height: 1 }"),
    (Code.PARAGRAPH_SPACING, ".document .body { margin-top: 2pt }"),
    (Code.HEADING, ".document h2 { font-weight: normal }"),
    (Code.HEADING, ".document h3 { font-size: 15pt }"),
    (Code.CLOSING_LEVEL, ".document .recipients { padding-top: 20pt }"),
    (Code.CLOSING_COLUMNS, ".document .recipients, .document .signing { display: block; width: auto }"),
    (Code.AUTHORITY, ".document .authority { font-weight: normal }"),
    (Code.SIGNER, ".document .signer { text-transform: uppercase }"),
    (Code.SIGNER, ".document .signer { text-align: left }"),
    (Code.RECIPIENTS_HEAD, ".document .recipients-title { font-style: normal }"),
    (Code.RECIPIENTS_HEAD, ".document .recipients-title { font-weight: normal }"),
    (Code.RECIPIENTS, ".document .recipient { font-size: 13pt }"),
]


@pytest.mark.parametrize(("code", "css"), ONE_PAGE)
def test_broken_layout_of_one_page_is_named(code, css, draw):
    assert {broken.code for broken in lint(draw(short(), css), draft=True)} == {code}


NO_NUMBER = "@page { @top-center { content: none } }"
NUMBER = "content: counter(page); font: 14pt Paper"
NARROW = ".document .w80 { width: 14% } .document .w20 { width: 86% }"
FIRST = "@page :first { @bottom-center { content: none } @top-right { content: none } }"

SEVERAL_PAGES = [
    (Code.MARGIN_BOTTOM, "@page { margin-bottom: 10mm }"),
    (Code.MARGIN_BOTTOM, "@page { margin-bottom: 40mm }"),
    (Code.PAGE_NUMBER, NO_NUMBER),
    (Code.PAGE_NUMBER, "@page { @top-center { content: '5' } }"),
    (Code.PAGE_NUMBER_FIRST, "@page :first { @top-center { content: counter(page) } }"),
    (Code.PAGE_NUMBER_PLACE, f"{NO_NUMBER} @page {{ @bottom-center {{ {NUMBER} }} }} {FIRST}"),
    (Code.PAGE_NUMBER_PLACE, f"{NO_NUMBER} @page {{ @top-right {{ {NUMBER} }} }} {FIRST}"),
    (Code.PAGE_NUMBER_TYPE, "@page { @top-center { font-size: 11pt } }"),
    (Code.PAGE_NUMBER_TYPE, "@page { @top-center { font-style: italic } }"),
    (Code.TABLE_HEAD, ".document thead { display: table-row-group }"),
    (Code.TABLE_TYPE, ".document td { font-size: 9pt }"),
    (Code.CROSSED, f"{NARROW} .document td {{ white-space: nowrap; overflow: hidden }}"),
    (Code.HEADING_LAST, ".document .opening { height: 205mm } .document h2 { break-after: page }"),
    (Code.SIGNATURE_ALONE, ".document .closing-block { break-before: page }"),
    (
        Code.SIGNATURE_SPLIT,
        ".document .closing-block { break-inside: auto } .document .signer { break-before: page }",
    ),
    (Code.APPENDIX_LABEL, ".document .appendix-head .label { font-size: 13pt }"),
    (Code.APPENDIX_LABEL, ".document .appendix-head .label { text-transform: uppercase }"),
    (Code.APPENDIX_TITLE, ".document .appendix-head .name { text-align: left }"),
    (Code.APPENDIX_TITLE, ".document .appendix-head .name { font-weight: normal }"),
    (Code.APPENDIX_REFERENCE, ".document .appendix-head .reference { font-style: normal }"),
    (Code.APPENDIX_REFERENCE, ".document .appendix-head .reference { text-align: left }"),
    (Code.APPENDIX_REFERENCE, ".document .appendix-head .reference { display: none }"),
]


@pytest.mark.parametrize(("code", "css"), SEVERAL_PAGES)
def test_broken_layout_of_several_pages_is_named(code, css, draw):
    pdf = draw(with_appendix(narrow_table(50), paragraphs=8), css)

    assert {broken.code for broken in lint(pdf, draft=True)} == {code}


# What the words of an approved plan are changed into.
WRONG_WORDS = [
    (Code.NATION, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA"),
    (Code.NUMBER_LINE, "Số: 07/", "Số: 7/"),
    (Code.NUMBER_LINE, "Số: 07/", "07/"),
    (Code.DATE_LINE, "tháng 5 năm", "tháng 05 năm"),
    (Code.DATE_LINE, "ngày 05 tháng", "ngày 5 tháng"),
    (Code.BASIS_MARKS, "2025;", "2025."),
    (Code.END_MARK, "./.", "."),
    (Code.RECIPIENTS_HEAD, "Nơi nhận:", "Gửi:"),
    (Code.HEADING, "MỤC ĐÍCH", "Mục đích"),
]


@pytest.mark.parametrize(("code", "old", "new"), WRONG_WORDS)
def test_wrong_words_are_named(code, old, new, draw):
    capitals = ".document h2 { text-transform: none }"

    pdf = draw(short(draft=False), capitals, lambda html: html.replace(old, new))

    assert {broken.code for broken in lint(pdf, draft=False)} == {code}


PROVINCE = "Ủy ban nhân dân tỉnh Thái Nguyên"
OFFICE = (
    "Sở Nông nghiệp và Môi trường tỉnh Thái Nguyên, Ban Chỉ đạo các chương trình mục tiêu quốc gia của tỉnh"
)


@pytest.mark.parametrize("addressees", [(PROVINCE,), (PROVINCE, OFFICE)])
def test_addressees_stand_below_the_title_as_the_decree_says(addressees, draw):
    document = replace(with_appendix(narrow_table(2)), addressees=addressees)

    assert lint(draw(document), draft=True) == ()
    assert differences(document) == []


WRONG_ADDRESSEES = [
    (".document .addressees { font-size: 12pt }", ""),
    (".document .addressees { font-weight: bold }", ""),
    (".document .addressees .line + .line > div { padding-left: 12pt }", ""),
    ("", f"- {PROVINCE};"),
    ("", f"{OFFICE}."),
]


@pytest.mark.parametrize(("css", "words"), WRONG_ADDRESSEES)
def test_addressees_set_otherwise_are_named(css, words, draw):
    document = replace(short(), addressees=(PROVINCE, OFFICE))

    pdf = draw(document, css, lambda html: html.replace(words, words.rstrip(";.") + ",") if words else html)

    assert Code.ADDRESSEES in {broken.code for broken in lint(pdf, draft=True)}


def test_every_rule_is_broken_by_a_test_and_has_a_sentence():
    broken = {code for code, *_ in (*ONE_PAGE, *SEVERAL_PAGES, *WRONG_WORDS)}
    broken |= {Code.SUPERIOR, Code.ADDRESSEES}

    assert broken == set(Code) == set(RULES)


SUPERIOR = ("Ủy ban nhân dân tỉnh Thái Nguyên", "Ủy ban nhân dân xã Đồng Phúc")


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("", set()),
        (".document .superior { font-weight: bold }", {Code.SUPERIOR}),
        (".document .superior { font-size: 11pt }", {Code.SUPERIOR}),
    ],
)
def test_superior_body_is_told_from_the_issuing_one(css, expected, draw):
    head = replace(short().letterhead, superior=SUPERIOR[0], issuer=(SUPERIOR[1],))

    pdf = draw(replace(short(), letterhead=head), css)

    assert {broken.code for broken in lint(pdf, draft=True)} == expected


def test_paper_that_is_none_of_ours_is_read_too():
    text = b"BT /F 12 Tf 100 700 Td (Plan) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 841.89] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 841.89] >>",
    )
    body = b"".join(b"%d 0 obj %s endobj\n" % (number, each) for number, each in enumerate(objects, 1))

    broken = lint(b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 7 >>\n%%EOF", draft=False)

    fonts = [each.found for each in broken if each.code == Code.FONT]
    assert fonts == ["Phông Times-Roman không nhúng trong tệp"]
    assert {Code.NATION, Code.MOTTO, Code.RECIPIENTS_HEAD} < {each.code for each in broken}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04"])
def test_bytes_that_are_no_pdf_are_refused_with_a_sentence(content):
    with pytest.raises(UnreadableError, match="hỏng"):
        lint(content, draft=True)


def test_draft_mark_belongs_to_drafts_alone(draw):
    assert {broken.code for broken in lint(draw(short()), draft=False)} == {Code.DRAFT_MARK}
    assert {broken.code for broken in lint(draw(short(draft=False)), draft=True)} == {Code.DRAFT_MARK}


def test_number_of_pages_of_each_part_may_be_given(draw):
    pdf = draw(with_appendix(narrow_table(4)))

    assert lint(pdf, draft=True, parts=(2, 1)) == ()
    assert Code.PAGE_NUMBER in {broken.code for broken in lint(pdf, draft=True, parts=(3,))}


def test_a_broken_rule_says_page_finding_and_rule(draw):
    (broken,) = lint(draw(short(), ".document .nation { font-size: 11pt; font-weight: normal }"), draft=True)

    assert (broken.code, broken.page) == ("nation", 1)
    assert broken.message == (
        "Trang 1: Quốc hiệu cỡ 11, không đậm. Quốc hiệu chữ in hoa, cỡ 12 đến 13, đứng, đậm."
    )


# --- ours keeps every rule, whatever it is given ---

NAMES = (
    "Ủy ban Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội xã Đồng Phúc",
    "Thường trực Đảng ủy, Thường trực Hội đồng nhân dân, Chủ tịch và các Phó Chủ tịch Ủy ban nhân dân xã",
    "Phòng giao dịch Ngân hàng Chính sách xã hội",
    "Các xóm",
)
DASHES = "Rà-soát-" * 30
UNBROKEN = "x" * 200


def closing(**changes: object) -> Closing:
    return replace(sample().closing, **changes)  # type: ignore[arg-type]


def wide_table() -> Table:
    """As many columns as stand in 11 points, with long words in narrow columns."""
    columns = tuple(
        Column(key=str(index), label=f"Chỉ tiêu {index}", width=1, align=Align.CENTER) for index in range(10)
    )
    rows = tuple(Row(key=str(index), cells=("1.234", DASHES[:24], *["x" * 12] * 8)) for index in range(3))
    return Table(key="wide", columns=columns, rows=rows)


HOSTILE = {
    "one page": replace(short(), blocks=short().blocks[1:2] + short().blocks[3:], bases=()),
    "no bases": replace(short(), bases=()),
    "no appendix, two pages": short(paragraphs=9),
    "long superior and issuer": replace(
        short(),
        letterhead=replace(
            short().letterhead,
            superior="Ủy ban nhân dân thành phố trực thuộc trung ương Đồng Phúc Thượng",
            issuer=("Ủy ban nhân dân đặc khu", "Quần đảo Nam Bắc Đồng Phúc Thượng Hạ Trung"),
            locality="Quần đảo Nam Bắc",
        ),
    ),
    **{
        f"long place: {place}": replace(
            short(),
            letterhead=replace(
                short().letterhead,
                number="120",
                issuer=("Ủy ban nhân dân", f"phường {place}"),
                locality=place,
                day=28,
                month=12,
                year=2026,
            ),
        )
        for place in ("Xuân Trường - Đà Lạt", "Văn Miếu - Quốc Tử Giám")  # the longest of all communes
    },
    "long title": replace(short(), title=Title(kind="KẾ HOẠCH", subject=f"{short().title.subject} " * 4)),
    "12 recipients": replace(
        short(paragraphs=9),
        closing=closing(recipients=tuple(RecipientLine(name=n, mark="(b/c)") for n in NAMES * 3)),
    ),
    "long signer": replace(
        short(),
        closing=closing(
            authority=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH THƯỜNG TRỰC"),
            signer="Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thị Hồng Ngát Thùy Dương",
        ),
    ),
    "short signature": replace(short(), closing=closing(authority=("CHỦ TỊCH",))),
    "no signer": replace(short(), closing=closing(signer="")),
    "no recipients": replace(short(), closing=closing(recipients=())),
    "drafter's mark": replace(short(), closing=closing(drafter_mark="NTH.(15)")),
    "long words": replace(
        short(), blocks=(*short().blocks[:2], words(9, f"Xem {DASHES} {UNBROKEN} hết."), *short().blocks[2:])
    ),
    "long basis": replace(short(), bases=(Basis(text=f"Căn cứ {LONG} {DASHES}", place="basis:1"),)),
    "table of 400 rows": with_appendix(narrow_table(400)),
    "wide table": with_appendix(wide_table()),
    "table with groups and column numbers": with_appendix(hamlet_table(4)),
    "two appendices, one landscape": replace(
        short(),
        appendices=(
            replace(with_appendix(narrow_table(4)).appendices[0], title=f"{LONG[:80]} " * 2),
            Appendix(key="b", title="Tiến độ", reference=REFERENCE, blocks=(duties_table(),), landscape=True),
        ),
    ),
    "appendix of text": replace(
        short(),
        appendices=(
            Appendix(
                key="c",
                title="Danh mục việc làm",
                reference=REFERENCE,
                blocks=(section("c", "Việc chung", words(1), words(2, "Ngắn.")), words(3)),
            ),
        ),
    ),
    "table ends the body": replace(short(), blocks=(*short().blocks[:3], duties_table(), short().blocks[3])),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ours_keeps_every_rule(name, draw):
    assert lint(draw(HOSTILE[name]), draft=True) == ()


@pytest.mark.parametrize("lines", range(14, 24))
def test_a_body_may_end_anywhere_on_its_page(lines, draw):
    end = words(2, "Hết", style=ParagraphStyle.CLOSING)
    document = replace(short(), blocks=(words(0), *[words(1, "Một dòng của kế hoạch.")] * lines, end))

    assert lint(draw(document), draft=True) == ()

"""Files made to hurt: Word files, texts, PDFs and pictures, beside the workbooks that the tests have."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

from PIL import Image

from tests.documents.hostile_workbooks import HARMLESS, LAUGHS, REFUSED, bomb, declared, deflated
from tests.documents.test_images import HOSTILE, file_of, png_that_claims
from tests.documents.workbooks import archive, plain

Made = Callable[[], bytes]
MB = 1 << 20
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_START, _END = f"<w:document {_W}><w:body>", "</w:body></w:document>"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_NOTHING_RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_SAID = "<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>"


def word(document: str, **more: str) -> bytes:
    """A Word file of this document."""
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document}
    return archive({**parts, "word/_rels/document.xml.rels": _NOTHING_RELATED, **more})


def filled(filling: str, megabytes: int) -> str:
    """A document of one thing over and over."""
    return _START + filling * (megabytes * MB // len(filling)) + _END


def nested(tag: str, depth: int) -> str:
    """A document of one thing within itself."""
    return f"{_START}{f'<w:{tag}>' * depth}{_SAID}{f'</w:{tag}>' * depth}{_END}"


TABLE = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"


def tables_in_tables(depth: int) -> str:
    text = _SAID
    for _ in range(depth):
        text = TABLE.format(text)
    return _START + text + _END


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalog."""
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)


_PAGES = b"<</Type /Pages /Kids [] /Count 0>>"
_CATALOG = b"<</Type /Catalog /Pages 2 0 R %s>>"


def _repeated(start: bytes, filling: bytes, times: int) -> bytes:
    packed, _, _ = deflated(start, filling, times, b"")
    return packed


def _jpeg(size: tuple[int, int], mode: str = "RGB") -> bytes:
    return file_of(Image.new(mode, size), "JPEG")


def _many_frames() -> bytes:
    frames = [Image.new("P", (16, 16), at % 255) for at in range(2000)]
    made = io.BytesIO()
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:])
    return made.getvalue()


WORKBOOKS: dict[str, Made] = {name: made for name, (made, _) in REFUSED.items()} | HARMLESS

WORDS: dict[str, Made] = {
    **{
        name: WORKBOOKS[name]
        for name in (
            *(
                "empty",
                "PDF",
                "picture",
                "old .xls",
                "old .doc",
                "encrypted",
                "zip in a zip",
                "zip of nothing",
            ),
            *("RAR", "65,536 parts", "overlapped parts", "symbolic link", "name above", "half a file"),
            *("a password on a part", "another way of packing", "bytes behind a packed part"),
        )
    },
    "workbook": plain,
    "macros": lambda: word(filled(_SAID, 1), **{"word/vbaProject.bin": "x"}),
    "a lie about a size": lambda: declared(word(_START + _SAID + _END), size=9),
    "text of 100 MB": lambda: bomb(_START, "a", _END, times=100, name="word/document.xml"),
    "60 MB of paragraphs": lambda: word(filled("<w:p/>", 60)),
    "8 MB of paragraphs with text": lambda: word(filled(_SAID, 8)),
    "one paragraph of 40 MB": lambda: word(
        f"{_START}<w:p>{'<w:r><w:t>Kế hoạch </w:t></w:r>' * (MB)}</w:p>{_END}"
    ),
    "one word of 20 MB": lambda: word(f"{_START}<w:p><w:r><w:t>{'a' * 20 * MB}</w:t></w:r></w:p>{_END}"),
    "deep paragraphs": lambda: word(nested("p", 100_000)),
    "deep tables": lambda: word(tables_in_tables(20_000)),
    "a table of a million cells": lambda: word(
        f"{_START}<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * MB}</w:tr></w:tbl>{_END}"
    ),
    "rows of a table": lambda: word(
        f"{_START}<w:tbl>{f'<w:tr><w:tc>{_SAID}</w:tc></w:tr>' * 60_000}</w:tbl>{_END}"
    ),
    "billion laughs": lambda: word(f"<!DOCTYPE w [{LAUGHS}]>{_START}&b;{_END}"),
    "file by entity": lambda: word(
        f'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>{_START}&a;{_END}'
    ),
    "half an element": lambda: word(_START + "<w:p"),
    "no document": lambda: archive({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}),
    "text of 11 MB": lambda: b"a\n" * (11 * MB // 2),
    "text of 1 MB in one line": lambda: b"a" * (MB - 1),
    "1 MB of numbers": lambda: b"1.1.1.1.1.1.1.1.1.1." * (MB // 21),
    "50,000 headings": lambda: "I. ĐẶC ĐIỂM\n".encode() * 50_000,
    "20,000 headings": lambda: "I. ĐẶC ĐIỂM\n".encode() * 20_000,
    "20,000 lines of marks": lambda: ("a" + "\u0301\u0323" * 9 + "\n").encode() * 20_000,
    "1 MB of brackets": lambda: b"(" * (MB - 1),
    "1 MB of blanks": lambda: b"1. " + b" " * (MB - 9) + b"x",
    "1 MB of commas": lambda: "giảm 5 hộ, ".encode() * 65_000,
    "1 MB of dates": lambda: "ngày 01 tháng 01 năm 2026 ".encode() * 33_000,
    "1 MB of hyphens": lambda: b"- \n" * (MB // 3 - 9),
    "1 MB of marks": lambda: ("a" + "\u0301\u0323" * 200_000).encode(),
    "text with zeros": lambda: b"Ke hoach\0\0\0" * 900,
    "text of an old code page": lambda: b"K\xd5 ho\xb9ch gi\xb6m ngh\xd2o\n" * 90,
    "UTF-16 that is none": lambda: b"\xff\xfe" + b"\x00\xd8" * 900,
}

PICTURES: dict[str, Made] = {
    name: (lambda content=content: content) for name, (content, _) in HOSTILE.items()
} | {
    "40 megapixels": lambda: _jpeg((8000, 5000)),
    "40 megapixels, transparent": lambda: file_of(Image.new("LA", (8000, 5000)), "PNG"),
    "40 megapixels, palette": lambda: file_of(Image.new("P", (8000, 5000)), "PNG"),
    "40 megapixels, 16 bits": lambda: file_of(Image.new("I;16", (8000, 5000)), "PNG"),
    "40 megapixels, inks": lambda: _jpeg((8000, 5000), "CMYK"),
    "a line of 40 million dots": lambda: png_that_claims(40_000_000, 1),
    "two thousand frames": _many_frames,
    "SVG named PNG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "picture and page": lambda: _jpeg((60, 40)) + b"<html><script>alert(1)</script>",
    "picture and archive": lambda: _jpeg((60, 40)) + plain(),
    "page in a comment": lambda: file_of(
        Image.new("RGB", (60, 40)), "JPEG", comment=b"<script>alert(1)</script>"
    ),
}

PDFS: dict[str, Made] = {
    "empty": lambda: b"",
    "page": lambda: b"<html><script>alert(1)</script>",
    "picture": lambda: _jpeg((60, 40)),
    "page that begins as a PDF": lambda: b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF",
    "script": lambda: pdf(_CATALOG % b"/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>", _PAGES),
    "program": lambda: pdf(_CATALOG % b"/OpenAction <</S /Launch /F (cmd.exe)>>", _PAGES),
    "file inside": lambda: pdf(
        _CATALOG % b"/Names <</EmbeddedFiles <</Names [(a) 3 0 R]>>>>",
        _PAGES,
        b"<</Type /Filespec /F (a.exe) /EF <</F 4 0 R>>>>",
        _stream(b"MZ"),
    ),
    "stream of 1 GB": lambda: pdf(
        _CATALOG % b"",
        _PAGES,
        b"<</Filter /FlateDecode /Length 9>>\nstream\n" + _repeated(b"", b"\0" * MB, 1000) + b"\nendstream",
    ),
    "pages within themselves": lambda: pdf(
        _CATALOG % b"", b"<</Type /Pages /Kids [2 0 R] /Count 999999999>>"
    ),
    "cut off": lambda: pdf(_CATALOG % b"", _PAGES)[:-20],
    "19 MB": lambda: b"%PDF-1.7\n" + b"\0" * 19 * MB + b"\n%%EOF",
    "21 MB": lambda: b"%PDF-1.7\n" + b"\0" * 21 * MB + b"\n%%EOF",
}

"""Workbooks made to hurt or to deceive."""

from __future__ import annotations

import io
import random
import stat
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile, ZipInfo

from tests.documents.workbooks import (
    MACRO_TYPE,
    MAIN,
    WORD_TYPE,
    archive,
    cell,
    parts,
    plain,
    row,
    workbook,
    worksheet,
)

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MB = 1 << 20


def deflated(start: bytes, filling: bytes, times: int, end: bytes) -> tuple[bytes, int, int]:
    """Packed bytes, size and checksum of a part that is never held whole."""
    packer, packed = zlib.compressobj(6, zlib.DEFLATED, -15), bytearray()
    size = checksum = 0
    for piece in (start, *([filling] * times), end):
        packed += packer.compress(piece)
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
    return bytes(packed + packer.flush()), size, checksum


def bomb(start: str, filling: str, end: str, *, times: int, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook one part of which is `filling` repeated up to 1 MB, that many times."""
    block = (filling * (MB // len(filling))).encode()
    packed, size, checksum = deflated(start.encode(), block, times, end.encode())
    entries = parts(worksheet(row(1, cell("A1", 0, "s"))))
    entries[name] = b"\0" * len(packed)
    whole = bytearray(archive({key: value for key, value in entries.items() if key != name} | {name: b""}))
    return _with_packed(whole, name, packed, size, checksum)


def _with_packed(whole: bytearray, name: str, packed: bytes, size: int, checksum: int) -> bytes:
    """The archive with other packed bytes in its last part, whose headers are written again."""
    local = whole.rindex(name.encode(), 0, whole.index(b"PK\1\2")) - 30
    central = whole.rindex(name.encode()) - 46
    directory = whole.index(b"PK\1\2")
    fields = struct.pack("<III", checksum, len(packed), size)
    whole[local + 14 : local + 26] = fields
    whole[central + 16 : central + 28] = fields
    end = whole.rindex(b"PK\5\6")
    begin = local + 30 + len(name)
    struct.pack_into("<I", whole, end + 16, begin + len(packed))
    return bytes(whole[:begin] + packed + whole[directory:])


def declared(content: bytes, *, size: int | None = None, packed: int | None = None, flags: int = 0) -> bytes:
    """The archive with a lie about its last part: its size, its packed size, or flags."""
    whole = bytearray(content)
    for header, shift in ((whole.rindex(b"PK\3\4"), 0), (whole.rindex(b"PK\1\2"), 2)):
        if packed is not None:
            struct.pack_into("<I", whole, header + 18 + shift, packed)
        if size is not None:
            struct.pack_into("<I", whole, header + 22 + shift, size)
        whole[header + 6 + shift] |= flags
    return bytes(whole)


def trailing() -> bytes:
    """A part with a few bytes behind the end of its packed content."""
    sheet = worksheet(row(1, cell("A1")))
    packed, size, checksum = deflated(sheet.encode(), b"", 0, b"")
    whole = bytearray(archive(parts("")))
    return _with_packed(whole, "xl/worksheets/sheet1.xml", packed + b"more", size, checksum)


def overlapped() -> bytes:
    """Two entries that unpack the same bytes, as the smallest bombs do."""
    whole = bytearray(plain())
    first = whole.index(b"PK\1\2")
    last = whole.rindex(b"PK\1\2")
    whole[last + 42 : last + 46] = whole[first + 42 : first + 46]
    return bytes(whole)


def linked() -> bytes:
    """A part that is a symbolic link to a file of the machine."""
    made = io.BytesIO(plain())
    with ZipFile(made, "a") as target:
        link = ZipInfo("xl/media/image1.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
    return made.getvalue()


def twice() -> bytes:
    """Two parts whose names differ by case alone: programs disagree on which one counts."""
    entries = parts(worksheet(row(1, cell("A1"))))
    return archive(entries | {"xl/Worksheets/Sheet1.xml": worksheet(row(1, cell("A1", 2)))})


def with_part(name: str, content: str | bytes = b"x") -> bytes:
    """The small workbook with one part more."""
    return archive(parts(worksheet(row(1, cell("A1")))) | {name: content})


def compound(*names: str) -> bytes:
    """The container of old Office files with these entries."""
    return (
        COMPOUND + b"\0" * 504 + b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in names)
    )


def entities(declaration: str) -> bytes:
    """A sheet with a document type and a reference to what it declares."""
    body = worksheet(row(1, '<c r="A1" t="str"><v>&a;</v></c>'))
    return workbook(f'<?xml version="1.0"?><!DOCTYPE worksheet [{declaration}]>{body}')


LAUGHS = '<!ENTITY z "ha">' + "".join(
    f'<!ENTITY {name} "{"&" + inner + ";"}{("&" + inner + ";") * 9}">'
    for inner, name in zip("zyxwvutsrqponmlkjihgfedcb", "yxwvutsrqponmlkjihgfedcba", strict=True)
)
NESTED = f'<worksheet xmlns="{MAIN}">' + "<a>" * 100_000 + "</a>" * 100_000 + "</worksheet>"
ROWS = f'<worksheet xmlns="{MAIN}"><sheetData>'
CELLS = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
GHOST_ROWS = range(2, 1_048_577, 4)

# What is made, and a word or two of the sentence that answers.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "rỗng"),
    "white space": (lambda: b" \r\n" * 9, "rỗng"),
    "text renamed": (lambda: "STT,Họ và tên\n1,Nguyễn Thị Mơ\n".encode(), "csv, txt"),
    "text in UTF-16": (lambda: "STT\tHọ và tên\n".encode("utf-16"), "csv, txt"),
    "text of an old code page": (lambda: b"STT;H\xe4 v\xb5 t\xaan\r\n1;\xa7inh\r\n", "csv, txt"),
    "PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
    "page saved as .xls": (lambda: b"\xef\xbb\xbf\r\n<html><table><tr><td>1</td></tr></table>", "trang web"),
    "XML spreadsheet of 2003": (
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        "trang web",
    ),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "không phải bảng tính Excel"),
    "old .xls": (lambda: compound("Root Entry", "Workbook"), "(.xls)"),
    "old .xls of Excel 95": (lambda: compound("Root Entry", "Book"), "(.xls)"),
    "old .doc": (lambda: compound("Root Entry", "WordDocument"), "không phải bảng tính Excel"),
    "encrypted": (lambda: compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), "mật khẩu"),
    ".xlsb": (lambda: with_part("xl/workbook.bin"), ".xlsb"),
    ".ods": (
        lambda: archive(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            kind=ZIP_STORED,
        ),
        ".ods",
    ),
    ".docx": (lambda: with_part("word/document.xml"), "không phải bảng tính Excel"),
    "another document's type": (
        lambda: workbook(worksheet(), main_type=WORD_TYPE),
        "không phải bảng tính Excel",
    ),
    "macros in a part": (lambda: with_part("xl/vbaProject.bin"), "macro"),
    "macros by type": (lambda: workbook(worksheet(), main_type=MACRO_TYPE), "macro"),
    "macros of Excel 4": (lambda: with_part("xl/macrosheets/sheet1.xml"), "macro"),
    "zip in a zip": (lambda: archive({"so-lieu.xlsx": plain()}), "giải nén"),
    "zip of nothing": (lambda: archive({}), "giải nén"),
    "RAR": (lambda: b"Rar!\x1a\x07\x01\x00" + b"\0" * 64, "giải nén"),
    "11 MB": (
        lambda: with_part("xl/media/image1.png", bytes(range(256)) * 4)[:4] + b"\0" * (11 * MB),
        "10 MB",
    ),
    "one string of 100 MB": (
        lambda: bomb(
            f'<sst xmlns="{MAIN}"><si><t>', "a", "</t></si></sst>", times=100, name="xl/sharedStrings.xml"
        ),
        "bất thường",
    ),
    "8 million strings": (
        lambda: bomb(
            f'<sst xmlns="{MAIN}">', "<si><t/></si>", "</sst>", times=100, name="xl/sharedStrings.xml"
        ),
        "bất thường",
    ),
    "4 million strings within the size": (
        lambda: bomb(
            f'<sst xmlns="{MAIN}">', "<si><t/></si>", "</sst>", times=50, name="xl/sharedStrings.xml"
        ),
        "bất thường",
    ),
    "white space of 70 MB": (lambda: bomb(ROWS, " ", "</sheetData></worksheet>", times=70), "bất thường"),
    "a million rows of values": (
        lambda: bomb(ROWS, "<row><c><v>1</v></c></row>", "</sheetData></worksheet>", times=26),
        "dòng đầu",
    ),
    "a million cells in a row": (
        lambda: bomb(CELLS, "<c><v>1</v></c>", "</row></sheetData></worksheet>", times=15),
        "60 cột đầu",
    ),
    "parts of 130 MB in all": (
        lambda: archive(parts(worksheet()) | {f"xl/media/{at}.bin": b"\0" * (26 * MB) for at in range(5)}),
        "bất thường",
    ),
    "201 parts": (
        lambda: archive(parts(worksheet()) | {f"xl/media/{at}.png": b"" for at in range(200)}),
        "bất thường",
    ),
    "65,536 parts": (
        lambda: plain() + b"PK\1\2".ljust(46, b"\0") * 65_536,
        "bất thường",
    ),
    "overlapped parts": (overlapped, "bất thường"),
    "a part behind the directory": (lambda: declared(plain(), packed=1 << 20), "bất thường"),
    "a size that is too small": (lambda: declared(plain(), size=9), "bị hỏng"),
    "a size that is too large": (lambda: declared(plain(), size=1 << 20), "bị hỏng"),
    "a password on a part": (lambda: declared(plain(), flags=1), "mật khẩu"),
    "bytes behind a packed part": (trailing, "bị hỏng"),
    "another way of packing": (
        lambda: archive(parts(worksheet(row(1, cell("A1")))), kind=ZIP_BZIP2),
        "bị hỏng",
    ),
    "symbolic link": (linked, "bị hỏng"),
    "name above": (lambda: with_part("../../etc/cron.d/x"), "bị hỏng"),
    "name from the root": (lambda: with_part("/etc/cron.d/x"), "bị hỏng"),
    "name of another system": (lambda: with_part("xl\\..\\..\\x"), "bị hỏng"),
    "names that differ by case": (twice, "bị hỏng"),
    "half a file": (lambda: plain()[:700], "bị hỏng"),
    "billion laughs": (lambda: entities(LAUGHS), "DOCTYPE"),
    "quadratic entities": (lambda: entities(f'<!ENTITY a "{"a" * 100_000}">'), "DOCTYPE"),
    "file by entity": (lambda: entities('<!ENTITY a SYSTEM "file:///etc/passwd">'), "DOCTYPE"),
    "address by entity": (lambda: entities('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;'), "DOCTYPE"),
    "DOCTYPE in UTF-16": (
        lambda: workbook('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
        "DOCTYPE",
    ),
    "DOCTYPE in the strings": (
        lambda: with_part("xl/sharedStrings.xml", '<!DOCTYPE sst [<!ENTITY a "a">]><sst/>'),
        "DOCTYPE",
    ),
    "DOCTYPE in the content types": (
        lambda: archive(parts(worksheet()) | {"[Content_Types].xml": "<!DOCTYPE Types><Types/>"}),
        "DOCTYPE",
    ),
    "deep nesting": (lambda: workbook(NESTED), "bị hỏng"),
    "corners": (
        lambda: workbook(worksheet(row(1, cell("A1")), row(1_048_576, cell("XFD1048576")))),
        "XFD1048576",
    ),
    "corner in a column": (lambda: workbook(worksheet(row(1, cell("A1"), cell("XFD1")))), "ô XFD1"),
    "row 20,001": (lambda: workbook(worksheet(row(20_001, cell("A20001")))), "ô A20001"),
    "column 61": (lambda: workbook(worksheet(row(1, cell("BI1")))), "ô BI1"),
    "31 sheets of corners": (
        lambda: workbook(
            worksheet(row(1, cell("BH1")), row(10_000, cell("A10000"))), names=(f"s{at}" for at in range(31))
        ),
        "600.000 ô",
    ),
    "60,000 merged ranges": (
        lambda: workbook(
            worksheet(after=f'<mergeCells>{"""<mergeCell ref="A1:B2"/>""" * 60_000}</mergeCells>')
        ),
        "bất thường",
    ),
    "5 million digits": (lambda: workbook(worksheet(row(1, cell("A1", "9" * 5_000_000)))), "bị hỏng"),
    "infinity": (lambda: workbook(worksheet(row(1, cell("A1", "1E999")))), "bị hỏng"),
    "no number": (lambda: workbook(worksheet(row(1, cell("A1", "NaN")))), "bị hỏng"),
    "a number in other digits": (lambda: workbook(worksheet(row(1, cell("A1", "१२")))), "bị hỏng"),
    "a string that is not there": (lambda: workbook(worksheet(row(1, cell("A1", 7, "s")))), "bị hỏng"),
    "cell of no kind": (lambda: workbook(worksheet(row(1, cell("A1", 7, "x")))), "bị hỏng"),
    "cell of no place": (lambda: workbook(worksheet(row(1, cell("1A")))), "bị hỏng"),
    "cell beyond the sheet": (lambda: workbook(worksheet(row(1, cell("XFE1")))), "bị hỏng"),
    "a row twice": (lambda: workbook(worksheet(row(2, cell("A2")), row(2, cell("B2")))), "ô A2"),
    "rows out of order": (lambda: workbook(worksheet(row(3, cell("A3")), row(2, cell("A2")))), "ô A2"),
    "a cell twice": (lambda: workbook(worksheet(row(1, cell("B1"), cell("B1", 2)))), "ô B1"),
    "a cell of another row": (lambda: workbook(worksheet(row(1, cell("A2")))), "ô A2"),
    "rows missing at the end": (
        lambda: workbook(worksheet(row(1, cell("A1")), before='<dimension ref="A1:C9"/>')),
        "chỉ đến dòng 1",
    ),
    "rows that were not declared": (
        lambda: workbook(
            worksheet(*(row(at, cell(f"A{at}")) for at in range(1, 6)), before='<dimension ref="A1:A4"/>')
        ),
        "đến ô A5",
    ),
    "a sheet that is not there": (
        lambda: archive({k: v for k, v in parts(worksheet()).items() if "sheet1" not in k}),
        "bị hỏng",
    ),
    "a sheet elsewhere": (
        lambda: archive(
            {
                name: content.replace('Target="worksheets', 'TargetMode="External" Target="worksheets')
                for name, content in parts(worksheet(row(1, cell("A1")))).items()
            }
        ),
        "bị hỏng",
    ),
    "no sheet": (lambda: workbook(worksheet(), names=()), "không có trang tính"),
    "no workbook": (
        lambda: archive({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<x/>"}),
        "không phải bảng tính",
    ),
    "half an element": (lambda: workbook(worksheet()[:-5]), "bị hỏng"),
    "a formula shared with nobody": (
        lambda: workbook(worksheet(row(1, '<c r="A1"><f t="shared" si="3"/><v>1</v></c>'))),
        "bị hỏng",
    ),
}

# What looks frightening and must be read.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "formatted rows to the last one": lambda: workbook(
        worksheet(row(1, cell("A1")), *(f'<row r="{at}" s="1" hidden="1"/>' for at in GHOST_ROWS))
    ),
    "a column of ghosts": lambda: workbook(worksheet(row(1, cell("A1"), '<c r="XFD1" s="3"/>'))),
    "the whole sheet merged": lambda: workbook(
        worksheet(row(1, cell("A1")), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "all columns hidden": lambda: workbook(
        worksheet(row(1, cell("A1")), before='<cols><col min="1" max="16384" hidden="1"/></cols>')
    ),
    "white space of 50 MB": lambda: bomb(
        ROWS + row(1, cell("A1")), " ", "</sheetData></worksheet>", times=50
    ),
    "a string of 50 MB": lambda: bomb(
        f'<sst xmlns="{MAIN}"><si><t>', "a\n", "</t></si></sst>", times=50, name="xl/sharedStrings.xml"
    ),
    "an attribute of 20 MB": lambda: bomb(
        f'<worksheet xmlns="{MAIN}" x="',
        "a",
        f'"><sheetData>{row(1, cell("A1"))}</sheetData></worksheet>',
        times=20,
    ),
    "a zip inside a part": lambda: with_part("xl/embeddings/1.xlsx", plain()),
    "a dimension that says nothing": lambda: workbook(
        worksheet(row(1, cell("A1")), row(2, cell("C2")), before='<dimension ref="A1"/>')
    ),
}


def mutated(content: bytes, seed: int) -> bytes:
    """The workbook with a few bytes changed: in one of its parts or in the archive."""
    choice = random.Random(seed)
    if choice.random() < 0.3:
        return _with_changes(content, choice)
    with ZipFile(io.BytesIO(content)) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    name = choice.choice([name for name in entries if not name.startswith("docProps")])
    entries[name] = _with_changes(entries[name], choice)
    return archive(entries)


def _with_changes(content: bytes, choice: random.Random) -> bytes:
    whole = bytearray(content)
    for _ in range(choice.randint(1, 6)):
        at, length = choice.randrange(len(whole)), choice.randint(1, 40)
        match choice.randrange(6):
            case 0:
                whole[at] = choice.randrange(256)
            case 1:
                del whole[at : at + length]
            case 2:
                whole[at:at] = whole[at - length : at]
            case 3:
                del whole[max(at, len(whole) // 2) :]
            case 4 if digits := [place for place, byte in enumerate(whole) if chr(byte).isdigit()]:
                whole[choice.choice(digits)] = ord("0") + choice.randrange(10)
            case _:
                whole[at : at + length] = choice.choice([b"<c>", b"</row>", b'"', b"&#0;", b"-1", b"9" * 30])
        if not whole:
            break
    return bytes(whole)

"""Word files that somebody sends us: their text, a paragraph a line, read in a process apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from povertyplan.common.errors import DomainError
from povertyplan.documents import apart
from povertyplan.documents.docx.numbered import Numbering, Styles, value, whole
from povertyplan.documents.package import (
    Fault,
    Office,
    Package,
    PackageError,
    PartReader,
    check_container,
)

WORD = Office(folder="word/", old_streams=("WordDocument",))
LIMITS = apart.Limits(memory=700 << 20, cpu=10, wall=15.0, answer=16 << 20)
MAX_LINES = 20_000
_LAYOUT = ("CỘNG HÒA", "CỘNG HOÀ", "Nơi nhận")

_SAVE_AS = "Hãy mở tệp bằng Word, chọn Lưu thành (Save As), kiểu Word Document (.docx), rồi gửi lại."
_SENTENCES = {
    Fault.EMPTY: "Tệp rỗng, không có nội dung. Hãy chọn lại tệp.",
    Fault.OTHER: "Đây không phải tệp Word. Hãy chọn tệp .docx hoặc .txt.",
    Fault.PDF: "Đây là tệp PDF. Hãy gửi tệp Word (.docx) mà từ đó đã in ra PDF.",
    Fault.TEXT: "Tệp mang tên Word nhưng bên trong là văn bản thường. Hãy đổi đuôi thành .txt rồi gửi lại.",
    Fault.WEB_PAGE: f"Tệp mang tên Word nhưng bên trong là trang web (HTML, XML). {_SAVE_AS}",
    Fault.OLD: f"Đây là tệp Word kiểu cũ (.doc). {_SAVE_AS}",
    Fault.BINARY: f"Đây không phải tệp Word .docx. {_SAVE_AS}",
    Fault.OPEN_DOCUMENT: f"Đây là văn bản OpenDocument (.odt). {_SAVE_AS}",
    Fault.ARCHIVE: "Đây là tệp nén. Hãy giải nén rồi gửi tệp .docx ở bên trong.",
    Fault.PASSWORD: "Tệp được khóa bằng mật khẩu. Hãy bỏ mật khẩu mở tệp trong Word rồi gửi lại.",
    Fault.MACROS: f"Tệp có chứa macro nên không được nhận. {_SAVE_AS}",
    Fault.TOO_LARGE: "Tệp lớn hơn 10 MB. Hãy bỏ ảnh trong tệp rồi gửi lại.",
    Fault.BOMB: "Nội dung nén trong tệp lớn bất thường nên không mở. Hãy chép lời văn sang tệp Word mới.",
    Fault.DOCTYPE: f"Trong tệp có khai báo lạ (DOCTYPE) mà Word không bao giờ ghi. {_SAVE_AS}",
    Fault.DAMAGED: f"Tệp bị hỏng hoặc không đúng chuẩn .docx. {_SAVE_AS}",
}
_TOO_SLOW = "Tệp quá phức tạp nên máy không đọc xong. Hãy chép lời văn sang một tệp Word mới rồi gửi lại."
TOO_LONG = "Tệp quá dài để là một kế hoạch. Hãy chia nhỏ rồi gửi lại."


class WordFileError(DomainError):
    """A file that is no Word file we read; the sentence says what is wrong and what to do."""


def read_docx(content: bytes, *, limits: apart.Limits = LIMITS) -> list[str]:
    """The lines of a .docx file: paragraphs with the numbers that Word prints before them, rows of tables
    with their cells divided by tabs; deleted text is left out. Raises WordFileError.
    """
    with _in_words():
        check_container(content, WORD)
    lines: list[str] = json.loads(_zygote.answer(content, limits=limits))
    return lines


def warm_up() -> None:
    """Nothing more than this module's imports."""


def work(content: bytes) -> bytes:
    """A child's job: a Word file to its lines as JSON. Raises WordFileError."""
    with _in_words():
        package = Package(content)
        main = package.main_part("wordprocessingml")
        numbering, styles = Numbering(), Styles()
        for kind, part in package.related(main).values():
            if kind == "numbering":
                numbering.read(package.read(part))
            elif kind == "styles":
                styles.read(package.read(part))
        text = _Text(numbering, styles)
        text.read(package.read(main))
    return json.dumps(text.lines, ensure_ascii=False).encode()


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except PackageError as error:
        raise WordFileError(_SENTENCES[error.fault]) from error


@dataclass
class _Paragraph:
    runs: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str = ""
    level: int | None = None


@dataclass
class _Table:
    rows: list[list[list[str]]] = field(default_factory=list)  # rows of cells of paragraphs

    def lines(self) -> Iterator[str]:
        """A row a line; one that only arranges the head or foot of a page gives its paragraphs."""
        cells = [cell for row in self.rows for cell in row]
        is_layout = any(mark in line for cell in cells for line in cell for mark in _LAYOUT)
        for row in self.rows:
            if is_layout:
                yield from (line for cell in row for line in cell)
            else:
                yield "\t".join(" ".join(cell) for cell in row)


class _Text(PartReader):
    """word/document.xml as lines."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._numbering, self._styles = numbering, styles
        self._paragraphs: list[_Paragraph] = []  # the one that is open stands last; text boxes nest
        self._tables: list[_Table] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "tbl":
                self._tables.append(_Table())
            case "tr" if self._tables:
                self._tables[-1].rows.append([])
            case "tc" if self._tables and self._tables[-1].rows:
                self._tables[-1].rows[-1].append([])
            case _ if self._paragraphs:
                self._within(self._paragraphs[-1], name, attributes)

    def _within(self, paragraph: _Paragraph, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "t":
                self.listening = True
            case "tab" | "br" | "cr" if "r" in self.path:
                paragraph.runs.append(" ")
            case "noBreakHyphen":
                paragraph.runs.append("-")
            case "pStyle":
                paragraph.style = value(attributes)
            case "numId" if "numPr" in self.path:
                paragraph.list_id = value(attributes)
            case "ilvl" if "numPr" in self.path:
                paragraph.level = whole(value(attributes))

    def end(self, name: str) -> None:
        if name == "t" and self._paragraphs:
            self._paragraphs[-1].runs.append(self.taken())
        elif name == "p" and self._paragraphs:
            self._say(self._paragraphs.pop())
        elif name == "tbl" and self._tables:
            table = self._tables.pop()
            for line in table.lines():
                self._write(line)

    def _say(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.runs).strip()
        if not text:
            return
        list_id, level = self._styles.numbered.get(paragraph.style, ("", 0))
        list_id = paragraph.list_id or list_id  # "0" takes the number of the style away
        label = self._numbering.label(list_id, level if paragraph.level is None else paragraph.level)
        self._write(f"{label} {text}" if label else text)

    def _write(self, line: str) -> None:
        if self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1].append(line.replace("\t", " "))
        else:
            self.lines.append(line)
        if len(self.lines) > MAX_LINES:
            raise WordFileError(TOO_LONG)


_zygote = apart.Zygote(
    "docx",
    warm_up=warm_up,
    work=work,
    sentences=apart.Sentences(
        error=WordFileError,
        busy="Máy đang đọc nhiều tệp. Hãy thử lại sau ít phút.",
        failed=_SENTENCES[Fault.DAMAGED],
        over=_TOO_SLOW,
    ),
)

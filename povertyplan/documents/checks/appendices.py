"""Appendices that the body announces against those that the document has (decree 30/2020, annex I)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from povertyplan.documents.blocks import Document
from povertyplan.documents.checks.findings import Code, Finding, Level, finding, place_label
from povertyplan.documents.checks.passages import Passage
from povertyplan.documents.numbering import appendix_label, roman

_ROMAN = {roman(number): number for number in range(1, 40)}
_NUMERAL = r"(?:\d{1,2}|[IVX]{1,6})(?![\w/]|\s+hộ)"
_NUMBERED = re.compile(
    rf"\b(?i:phụ\s+lục)(?i:\s+số)?:?\s+({_NUMERAL}(?:\s*(?:,|-|–|và|đến)\s*(?:(?i:phụ\s+lục)\s+)?{_NUMERAL})*)"
)
_ATTACHED = r"(?:kèm\s+theo|đính\s+kèm)"
_UNNUMBERED = re.compile(
    rf"""
    (?:theo|tại|ở|trong|có|xem|như)\s+(?:các\s+|bảng\s+|biểu\s+)?phụ\s+lục\b
    | \bphụ\s+lục\s+(?:[^\d.;,():]{{1,40}}?\s+)?{_ATTACHED}
    """,
    re.VERBOSE,
)
_TABLE = re.compile(
    rf"""
    (?:\b(?:có|theo|tại|xem|như)\s+(?:chi\s+tiết\s+)?(?:tại\s+|theo\s+)?|\(\s*(?:chi\s+tiết\s+)?)
    (?:các\s+)?(?P<kind>biểu|bảng|danh\s+sách|lộ\s+trình)\b
    (?P<between>[^.;()]{{0,90}}?)\s{_ATTACHED}(?=\s*(?:[.,;:)/]|$|kế\s+hoạch\s+này|văn\s+bản\s+này))
    | \(\s*(?:có\s+)?kèm\s+theo\s+(?:các\s+)?(?P<kind2>biểu|bảng|danh\s+sách|lộ\s+trình)\b[^)]*\)
    """,
    re.VERBOSE,
)
_FOREIGN = re.compile(
    r"""
    \s*(?:\([^)]*\)\s*)?(?:,\s*)?(?:ban\s+hành\s+)?(?:(?:kèm\s+theo|của|tại|theo|trong)\s+)*
    (?:(?:nghị\s+(?:định|quyết)|thông\s+tư|quyết\s+định|công\s+văn|văn\s+bản|hướng\s+dẫn|luật|chỉ\s+thị
      |báo\s+cáo|đề\s+án|chương\s+trình|kế\s+hoạch)(?!\s+này)
     |hợp\s+đồng|mẫu|(?:cấp\s+)?(?:tỉnh|huyện|bộ|sở|trung\s+ương))\b
    """,
    re.VERBOSE,
)


def check_appendices(document: Document, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Announced but not there, there but not announced, and numbers the decree wants in Roman numerals.

    What an unnumbered reference ("Phụ lục kèm theo") means is not known: it announces every appendix.
    """
    size = len(document.appendices)
    titles = {appendix.place for appendix in document.appendices}
    announced: set[int] = set()
    missing: dict[str, tuple[str, str]] = {}
    arabic: list[tuple[str, str, int]] = []
    for passage in passages:
        if "phụ" not in passage.lower and "kèm" not in passage.lower:
            continue
        for printed, number, is_arabic in _numbered(passage):
            if is_arabic:
                arabic.append((passage.place, printed, number))
            if passage.place in titles:
                continue
            announced.add(number)
            if number > size:
                missing.setdefault(f"phụ lục {number}", (passage.place, printed))
        if passage.place in titles:
            continue
        for printed, answered in _unnumbered(passage, document):
            announced.update(range(1, size + 1))
            if not answered:
                missing.setdefault(printed.lower(), (passage.place, printed))
    for place, printed in missing.values():
        yield _missing(place, printed, size)
    for index, appendix in enumerate(document.appendices, start=1):
        if index not in announced:
            yield _unannounced(appendix.place, appendix_label(index, size))
    if arabic:
        yield _numeral_notice(document, arabic)


def _numbered(passage: Passage) -> Iterator[tuple[str, int, bool]]:
    """The document's own appendices named by number: as printed, the number, whether in Arabic digits."""
    for match in _NUMBERED.finditer(passage.text):
        if _FOREIGN.match(passage.lower, match.end()):
            continue
        numbers = re.findall(r"\d+|\b[IVX]+\b|-|–|đến", match[1])
        last = 0
        for index, written in enumerate(numbers):
            number = int(written) if written.isdigit() else _ROMAN.get(written, 0)
            if not number:
                continue
            through = range(last + 1, number) if index and numbers[index - 1] in ("-", "–", "đến") else ()
            for each in (*through, number):
                printed = written if each == number else roman(each)
                yield f"Phụ lục {printed}", each, written.isdigit()
            last = number


def _unnumbered(passage: Passage, document: Document) -> Iterator[tuple[str, bool]]:
    """References without a number: as printed, and whether the document has something they may mean."""
    for match in _UNNUMBERED.finditer(passage.lower):
        numbered = _NUMBERED.match(passage.text, passage.lower.index("phụ", match.start()))
        if not numbered and not _FOREIGN.match(passage.lower, match.end()):
            yield passage.text[match.start() : match.end()], bool(document.appendices)
    for match in _TABLE.finditer(passage.lower):
        if "phụ lục" not in match[0]:
            tables = document.tables() if (match["kind"] or match["kind2"]) in ("biểu", "bảng") else ()
            printed = passage.text[match.start() : match.end()].strip("( )")
            yield printed, bool(document.appendices or tables)


def _missing(place: str, printed: str, size: int) -> Finding:
    return finding(
        Code.APPENDIX_MISSING,
        Level.WARNING,
        place,
        printed,
        f"{size} phụ lục" if size else "không có phụ lục",
        rule="Phụ lục nêu trong lời văn phải có trong văn bản",
        message=f"Nêu “{printed}”, văn bản {f'chỉ có {size} phụ lục' if size else 'không có phụ lục nào'}.",
    )


def _unannounced(place: str, label: str) -> Finding:
    return finding(
        Code.APPENDIX_UNANNOUNCED,
        Level.WARNING,
        place,
        label,
        "",
        rule="Văn bản chính phải dẫn tới từng phụ lục (Nghị định 30/2020/NĐ-CP, Phụ lục I)",
        message=f"Lời văn chưa nhắc tới {label}; thêm câu dẫn, ví dụ “({label} kèm theo)”.",
    )


def _numeral_notice(document: Document, arabic: Sequence[tuple[str, str, int]]) -> Finding:
    """All Arabic numbers of appendices as one notice."""
    several = len(document.appendices) > 1 or any(number > 1 for _, _, number in arabic)
    wanted = {printed: f"Phụ lục {roman(number)}" if several else "Phụ lục" for _, printed, number in arabic}
    listed = "; ".join(f"{place_label(document, place)}: {printed}" for place, printed, _ in arabic)
    return finding(
        Code.APPENDIX_NUMERAL,
        Level.NOTICE,
        arabic[0][0],
        "; ".join(wanted),
        "; ".join(dict.fromkeys(wanted.values())),
        rule="Phụ lục được đánh số bằng chữ số La Mã khi có từ hai phụ lục trở lên",
        message=f"Số phụ lục viết bằng chữ số Ả Rập ({listed}); theo quy định là "
        f"{'; '.join(dict.fromkeys(wanted.values()))}.",
    )

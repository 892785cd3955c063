"""Appendices that the body announces against those that the document has (decree 30/2020, annex I)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from povertyplan.documents.blocks import Document
from povertyplan.documents.checks.findings import Code, Finding, Level, finding, place_label
from povertyplan.documents.checks.passages import Passage
from povertyplan.documents.numbering import appendix_label, roman

_ROMAN = {roman(number): number for number in range(1, 40)}
_NUMERAL = r"(?:\d{1,2}|[IVX]{1,6})(?![\w/]|\s+hộ)"
_NUMBERED = re.compile(
    rf"\b(?i:phụ\s+lục)(?i:\s+số)?:?\s+({_NUMERAL}(?:\s*(?:,|và)\s*(?:(?i:phụ\s+lục)\s+)?{_NUMERAL})*)"
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
    | \(\s*(?:có\s+)?kèm\s+theo\s+(?:các\s+)?(?P<inside>biểu|bảng|danh\s+sách|lộ\s+trình)\b[^)]*\)
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


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Words that name an appendix; `number` is None where they give none, `arabic` where it is in digits."""

    place: str
    printed: str
    number: int | None = None
    arabic: bool = False
    table: bool = False

    def is_answered(self, document: Document) -> bool:
        """Whether the document has what the words may mean; a table may also stand in the body."""
        if self.number is not None:
            return self.number <= len(document.appendices)
        return bool(document.appendices or (self.table and document.tables()))


def check_appendices(document: Document, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Announced but not there, there but not announced, and numbers the decree wants in Roman numerals.

    What an unnumbered reference ("Phụ lục kèm theo") means is not known: it announces every appendix.
    """
    size = len(document.appendices)
    own = {appendix.place for appendix in document.appendices}
    references = [reference for passage in passages for reference in _references(passage)]
    body = [reference for reference in references if reference.place not in own]
    missing: dict[int | str, Reference] = {}
    for reference in body:
        if not reference.is_answered(document):
            missing.setdefault(reference.number or reference.printed.lower(), reference)
    for reference in missing.values():
        yield _missing(reference, size)
    announced = {reference.number for reference in body}
    for index, appendix in enumerate(document.appendices, start=1):
        if not announced & {index, None}:
            yield _unannounced(appendix.place, appendix_label(index, size))
    if arabic := [reference for reference in references if reference.arabic]:
        yield _numeral_notice(document, arabic)


def _references(passage: Passage) -> Iterator[Reference]:
    """What names an appendix of this document; those of other documents are left out."""
    lower, place = passage.lower, passage.place
    if "phụ" not in lower and "kèm" not in lower:
        return
    for match in _NUMBERED.finditer(passage.text):
        if not _FOREIGN.match(lower, match.end()):
            for written in re.findall(r"\d+|\b[IVX]+\b", match[1]):
                number = int(written) if written.isdigit() else _ROMAN.get(written)
                yield Reference(
                    place=place, printed=f"Phụ lục {written}", number=number, arabic=written.isdigit()
                )
    for match in _UNNUMBERED.finditer(lower):
        numbered = _NUMBERED.match(passage.text, lower.index("phụ", match.start()))
        if not numbered and not _FOREIGN.match(lower, match.end()):
            yield Reference(place=place, printed=passage.text[match.start() : match.end()])
    for match in _TABLE.finditer(lower):
        if "phụ lục" not in match[0]:
            printed = passage.text[match.start() : match.end()].strip("( )")
            table = (match["kind"] or match["inside"]) in ("biểu", "bảng")
            yield Reference(place=place, printed=printed, table=table)


def _missing(reference: Reference, size: int) -> Finding:
    has = f"chỉ có {size} phụ lục" if size else "không có phụ lục nào"
    return finding(
        Code.APPENDIX_MISSING,
        Level.WARNING,
        reference.place,
        reference.printed,
        f"{size} phụ lục",
        rule="Phụ lục nêu trong lời văn phải có trong văn bản",
        message=f"Nêu “{reference.printed}”, văn bản {has}.",
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


def _numeral_notice(document: Document, arabic: Sequence[Reference]) -> Finding:
    """All Arabic numbers of appendices as one notice."""
    several = len(document.appendices) > 1 or any(each.number != 1 for each in arabic)
    wanted = {
        each.printed: f"Phụ lục {roman(each.number)}" if several and each.number else "Phụ lục"
        for each in arabic
    }
    computed = "; ".join(dict.fromkeys(wanted.values()))
    listed = "; ".join(f"{place_label(document, each.place)}: {each.printed}" for each in arabic)
    return finding(
        Code.APPENDIX_NUMERAL,
        Level.NOTICE,
        arabic[0].place,
        "; ".join(wanted),
        computed,
        rule="Phụ lục được đánh số bằng chữ số La Mã khi có từ hai phụ lục trở lên",
        message=f"Số phụ lục viết bằng chữ số Ả Rập ({listed}); theo quy định là {computed}.",
    )

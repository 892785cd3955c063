"""An old plan, as text, to the plan that it is: head, bases, sections, foot, tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from plans.resources.written.bases import Basis, bases_in, is_basis
from plans.resources.written.content import NotUnderstood, WrittenPlan, WrittenTable
from plans.resources.written.foot import Foot, foot_of
from plans.resources.written.lines import BULLET, END, RECIPIENTS, ROMAN, cells, paragraphs
from plans.resources.written.sections import Sections, is_numbered
from plans.rules import PlanContent, SectionContentText

_TITLE = re.compile(r"KẾ\s+HOẠCH$")
_NUMBER = re.compile(r"Số\s*:?\s*(?P<number>\d*)\s*/\s*(?P<symbol>KH\s*-\s*[\wĐ]+)", re.IGNORECASE)
_DATE = re.compile(r"ngày\s*(\d{1,2})?\s*tháng\s*(\d{1,2})?\s*năm\s*(\d{4})?", re.IGNORECASE)
_YEAR = re.compile(r"năm\s+(\d{4})")
_PERIOD = re.compile(r"giai đoạn\s+(\d{4})\s*[-–]\s*\d{4}")
_LETTERHEAD = re.compile(r"cộng hòa|cộng hoà|độc lập|ủy ban nhân dân|uỷ ban nhân dân|^ubnd", re.IGNORECASE)
_OPENING = re.compile(r"(?:UBND|[UỦ]y ban nhân dân|Uỷ ban)\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"Trên đây là|Trong quá trình (?:triển khai|thực hiện)|(?:UBND|[UỦ]y ban nhân dân).*yêu cầu"
)
_SUBJECT_LIMIT = 300
_TEXT_LIMIT = 3000  # of the opening and the closing words


def written_plan(lines: Iterable[str]) -> WrittenPlan:
    """What the lines of an old plan say; a row of a table has its cells divided by tabs."""
    text = paragraphs(lines)
    title = next((at for at, line in enumerate(text) if _TITLE.match(line)), -1)
    not_understood: list[NotUnderstood] = []
    head, rest = text[: title + 1], text[title + 1 :]
    number, date, month = _head(head, not_understood)
    if title < 0:
        not_understood.append(
            NotUnderstood(text="", kept="", reason="không thấy dòng KẾ HOẠCH: đọc từ dòng đầu")
        )
    start = next((at for at, line in enumerate(rest) if _is_first_section(line)), len(rest))
    subject, bases, opening = _preamble(rest[:start], not_understood)
    body, closing, foot = _cut(rest[start:])
    sections = Sections()
    for line, following in zip_longest(body, body[1:], fillvalue=""):
        sections.take(line, following)
    tree = sections.tree()
    last, tables = _behind(foot, not_understood)
    if title < 0 and not tree:
        tree = (SectionContentText(heading="Nội dung", body="\n".join(text)),) if text else ()
    fields: dict[str, str | int] = {
        "subject": subject[:_SUBJECT_LIMIT],
        "opening": opening,
        "closing": closing,
        "drafter_mark": foot.drafter_mark[:40],
        "appendix_title": last,
        "month": month,
    }
    return WrittenPlan(
        content=PlanContent(
            fields={name: value for name, value in fields.items() if value},
            sections=tree,
            bases=tuple(bases),
            duties=tuple(sections.duties),
            funding_sources=tuple(sections.funding),
            recipients=foot.recipients,
            signatory_lines=foot.signatory_lines,
            signatory_name=foot.signatory_name,
        ),
        number=number,
        date=date,
        year=_year(subject, date),
        tables=(*sections.tables, *tables),
        not_understood=(*not_understood, *sections.not_understood),
    )


def _head(lines: Sequence[str], not_understood: list[NotUnderstood]) -> tuple[str, dt.date | None, int]:
    """Number and date; the month alone of a draft whose day is left for the pen, else 0."""
    number, date, month = "", None, 0
    for line in lines:
        if found := _NUMBER.search(line):
            number = f"{found['number']}/{found['symbol'].replace(' ', '')}" if found["number"] else ""
        if found := _DATE.search(line):
            date = _day(found)
            month = _month(found)
        known = _NUMBER.search(line) or _DATE.search(line) or _LETTERHEAD.search(line)
        if not known and not line.isupper() and not _TITLE.match(line) and len(line) > 3:
            not_understood.append(
                NotUnderstood(text=line, kept="", reason="dòng ở phần đầu văn bản, không đưa vào kế hoạch")
            )
    return number, date, month


def _day(found: re.Match[str]) -> dt.date | None:
    day, month, year = found.groups()
    try:
        return dt.date(int(year), int(month), int(day)) if day and month and year else None
    except ValueError:
        return None


def _month(found: re.Match[str]) -> int:
    day, month, _ = found.groups()
    return int(month) if month and not day and 1 <= int(month) <= 12 else 0


def _is_first_section(line: str) -> bool:
    found = ROMAN.match(line)
    return bool(found) and found is not None and found["number"] in ("I", "l")


def _preamble(lines: Sequence[str], not_understood: list[NotUnderstood]) -> tuple[str, list[Basis], str]:
    """What stands between the title and the first section."""
    subject: list[str] = []
    bases: list[Basis] = []
    opening: list[str] = []
    for line in lines:
        if is_basis(line) and (subject or line.startswith("Căn cứ")):
            for basis in bases_in(line):
                if isinstance(basis, str):
                    opening.append(basis)
                    not_understood.append(
                        NotUnderstood(text=basis, kept="lời dẫn", reason="căn cứ không rõ loại, số, ngày")
                    )
                else:
                    bases.append(basis)
        elif not bases and not opening and not _OPENING.match(line) and len(" ".join(subject)) < 200:
            subject.append(line)
        else:
            opening.append(line)
    words = "\n".join(opening)
    if len(words) > _TEXT_LIMIT:
        not_understood.append(NotUnderstood(text=words[_TEXT_LIMIT:], kept="", reason="lời dẫn quá dài"))
    return " ".join(subject), bases, words[:_TEXT_LIMIT]


def _cut(lines: Sequence[str]) -> tuple[list[str], str, Foot]:
    """The sections, the closing words, and the foot: behind "Nơi nhận:", or behind "./."."""
    end = next((at for at, line in enumerate(lines) if RECIPIENTS.match(line)), None)
    over = max((at for at, line in enumerate(lines[:end]) if END.search(line)), default=None)
    if end is None:
        end = len(lines) if over is None else over + 1
    body, behind = list(lines[:end]), lines[end:]
    body = [END.sub("." if at == over else "./.", line) for at, line in enumerate(body)]
    closing: list[str] = []
    while body and (_closes(body[-1]) or (not closing and over == len(body) - 1 and _stands_alone(body))):
        closing.insert(0, body.pop())
    foot = foot_of([line for line in behind if not RECIPIENTS.match(line)])
    return body, "\n".join(closing).removesuffix("."), foot


def _closes(line: str) -> bool:
    is_note = line.startswith("(") and line.endswith((")", ")."))
    return not BULLET.match(line) and not cells(line) and (is_note or bool(_CLOSING.match(line)))


def _stands_alone(body: Sequence[str]) -> bool:
    """Whether the last line is a plain paragraph below bullets: words to all, not to the last actor."""
    *_, before, last = ["", *body]
    return bool(BULLET.match(before)) and not BULLET.match(last) and not is_numbered(last)


def _behind(foot: Foot, not_understood: list[NotUnderstood]) -> tuple[str, list[WrittenTable]]:
    """The appendix that stands behind the signature: its title, and its table."""
    rows = [row for line in foot.rest if (row := cells(line))]
    words = [line for line in foot.rest if not cells(line)]
    title = next((line for line in words if len(line) > 20), "")
    for line in words:
        if line != title:
            not_understood.append(
                NotUnderstood(text=line, kept="", reason="dòng sau chữ ký, không đưa vào kế hoạch")
            )
    return title.partition("(")[0].strip()[:300], [WrittenTable(section="", rows=tuple(rows))] if rows else []


def _year(subject: str, date: dt.date | None) -> int | None:
    """The year that the plan is for: said in its subject, else that of its date."""
    found = _PERIOD.search(subject) or _YEAR.search(subject)
    return int(found[1]) if found else date.year if date else None

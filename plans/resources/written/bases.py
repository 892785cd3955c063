"""Legal bases as plans write them: a line each, or several in one paragraph."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

LIMITS = {"kind": 60, "number": 60, "body": 200, "subject": 600}
_LEADS = ("Căn cứ", "Thực hiện", "Theo", "Xét")
_KINDS = (
    r"(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị|Kế hoạch|Kết luận"
    r"|Công văn|Văn bản|Hướng dẫn|Chương trình|Đề án|Thông báo|Báo cáo|Tờ trình)(?:\s+liên tịch)?"
)
_DOCUMENT = rf"(?P<kind>{_KINDS})"
_NUMBER = r"(?:\s+số\s*:?\s*(?P<number>[\w.]+(?:\s*[/-]\s*[\w&-]+)+|\d+))?"
_DATE = (
    r"(?:\s*,?\s*(?:ngày\s+)?(?P<day>\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(?P<month>\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*"
    r"(?P<year>\d{4}))?"
)
_BODY = r"(?:\s*,?\s+của\s+(?P<body>.+?))?"
_SUBJECT = r"(?:\s*,?\s+(?P<about>về việc|về|phê duyệt|ban hành|quy định|Quy định|V/v)\s+(?P<subject>.+))?"
_BASIS = re.compile(rf"{_DOCUMENT}{_NUMBER}{_DATE}{_BODY}{_SUBJECT}\s*[;.,]?\s*$", re.IGNORECASE)
_BETWEEN = re.compile(rf";\s+(?={_KINDS}\s+số\s)", re.IGNORECASE)

Basis = dict[str, str | dt.date | None]


def is_basis(line: str) -> bool:
    """Whether the line names documents that the plan rests on."""
    lead = next((lead for lead in _LEADS if line.startswith(f"{lead} ")), "")
    rest = line.removeprefix(lead).lstrip()
    return bool(lead) and (lead == "Căn cứ" or bool(re.match(rf"{_KINDS}\s+(?:số|Đại hội)\s", rest, re.I)))


def bases_in(line: str) -> Iterator[Basis | str]:
    """Each document that a line of bases names, field by field; as text what does not fit a basis' form."""
    lead = next(lead for lead in _LEADS if line.startswith(f"{lead} "))
    for each in _BETWEEN.split(line.removeprefix(lead).strip()):
        basis = _basis(lead, each)
        fits = basis and all(len(str(basis.get(name) or "")) <= limit for name, limit in LIMITS.items())
        yield basis if basis and fits else f"{lead} {each}"


def _basis(lead: str, text: str) -> Basis | None:
    if text.endswith(":"):  # the words that open the plan follow on the same line
        return None
    found = _BASIS.match(text)
    if not found:
        named = re.match(rf"{_DOCUMENT}\s+(?P<subject>.+)", text, re.IGNORECASE)
        if not named:
            return None
        return {"lead": lead, "kind": named["kind"], "date": None, "subject": named["subject"].rstrip(" ;.")}
    about = found["about"] or ""
    subject = " ".join(filter(None, (about, found["subject"]))).strip()
    kind = found["kind"][0].upper() + found["kind"][1:]
    date = None
    if found["year"]:
        try:
            date = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
    return {
        "lead": lead,
        "kind": kind,
        "number": re.sub(r"\s*([/-])\s*", r"\1", found["number"] or ""),
        "date": date,
        "body": found["body"] or "",
        "subject": subject.rstrip(" ;."),
    }

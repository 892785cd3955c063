"""Deadlines that contradict themselves, the plan's year, or the month in which the plan is issued."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from povertyplan.documents.checks.findings import Code, Finding, Level, finding
from povertyplan.documents.checks.passages import Passage

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = r"(?:iii|ii|iv|i|[1-4])(?![\w])"
_YEAR = r"(?:\s*/\s*|\s*,?\s*năm\s+)(?:19|20)\d\d"
_END = r"(?![\w/]|[.,]\d)(?!\s*(?:(?:hộ|người|xóm|thôn|khu|tổ|tiêu\s+chí|chỉ\s+tiêu|điểm)\b|%))"
_DAY = rf"(?:ngày\s+)?\d{{1,2}}(?:\s*/\s*|\s+tháng\s+)\d{{1,2}}(?:{_YEAR})?{_END}"
_MONTH = rf"tháng\s+\d{{1,2}}(?:{_YEAR})?{_END}"
_POINT = re.compile(
    rf"""
    (?:ngày\s+)?(?P<day>\d{{1,2}})(?:\s*/\s*|\s+tháng\s+)(?P<month>\d{{1,2}})(?P<year>{_YEAR})?
    | tháng\s+(?P<only>\d{{1,2}})(?P<year2>{_YEAR})?
    | quý\s+(?P<quarter>{_QUARTER})(?P<year3>{_YEAR})?
    """,
    re.VERBOSE,
)
_ANY_POINT = rf"(?:{_DAY}|{_MONTH}|quý\s+{_QUARTER}(?:{_YEAR})?)"

_WRITTEN_DAYS = (
    re.compile(r"\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s*,?\s*năm\s+(\d{4}))?(?!\d)"),
    re.compile(r"\bngày\s+(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?(?![\w/])"),
    re.compile(r"(?<![\w/.,-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)\d\d)(?![\w/])"),
    re.compile(
        rf"\b(?:trước|đến|hết|từ|hạn|nhất|vào|xong)\s+(?:ngày\s+)?(\d{{1,2}})\s?/\s?(\d{{1,2}})(){_END}"
    ),
)
_CITED = re.compile(r"\bsố:?\s*\S*/[a-zđ][\w/-]*[^,;:.()]*")
_TIME = re.compile(r"\d\s*[/.-]\s*\d|(?:ngày|tháng|năm)\s+\d|quý\s+[iv\d]")
_CLAUSE = re.compile(r"(?:[^.;\n]|[.;](?=\S))+")

_DUE_WORD = r"(?:trước|chậm\s+nhất|muộn\s+nhất|hạn\s+(?:cuối|chót|nộp|gửi)|xong|hoàn\s+thành)"
_DUE = re.compile(
    rf"\b{_DUE_WORD}(?:\s+(?:là|vào|trong|trước|đến|hết|xong|hoàn\s+thành))*\s*:?\s+(?P<point>{_ANY_POINT})"
)
_WITHIN = re.compile(
    rf"\b(?:trong|hết|xong|kết\s+thúc)\s+(?P<point>{_MONTH}|quý\s+{_QUARTER}(?:{_YEAR})?)(?!\s*-)"
)
_TASK = re.compile(
    r"\b(?:hoàn thành|xong|gửi|báo cáo|nộp|trình|tổng hợp|lập|niêm yết|công bố|công khai|giải ngân|rà soát|"
    r"tổ chức|triển khai|thực hiện|chi trả|bàn giao|khởi công|sơ kết|tổng kết|đăng ký|kiểm tra|xem lại|"
    r"khảo sát|phê duyệt|ban hành|họp|bổ sung|cập nhật|thống nhất)\b"
)
_PAST = re.compile(
    r"\b(?:đã|tính đến|thời điểm|so với|hiệu lực|được công nhận|có tên|kết quả rà soát|theo số liệu"
    r"|vừa qua)\b"
)
_YEARLY = re.compile(r"\b(?:hằng|hàng|mỗi) năm\b|\bnăm (?:sau|học|tới|trước)\b|\bcác năm\b")
_CLOSING = re.compile(r"\b(?:cuối năm|báo cáo năm|năm sau|tổng kết|quyết toán|cả năm|thanh toán)\b")
_CARRIED = re.compile(r"\b(?:kéo dài|chuyển (?:nguồn )?sang|giai đoạn|tầm nhìn)\b")
CLOSING_MONTH = (
    3  # closing reports and the settlement of a year's money run into the next year's first quarter
)

_REPEATED = re.compile(
    r"(?<!trợ cấp )(?<!phụ cấp )(?<!lương )(?<!chi trả )\b(?P<word>(?:hằng|hàng|mỗi)\s+(?:tháng|quý|tuần))\b"
)
_REPEATED_FIXED = re.compile(
    rf"[\s,(:-]*(?:(?:chậm|muộn)\s+nhất\s+)?(?:(?:là|vào|trước|xong|gửi)\s+)*(?P<day>{_DAY})"
)
_FIXED_REPEATED = re.compile(rf"\b(?:trước|vào|nhất|là)\s+(?P<day>{_DAY})\s*,?\s*$")
_REPORT_THEN_FIXED = re.compile(
    rf"(?:(?!năm|quý|tháng|kỳ|từ|đến|bắt đầu|đầu tiên)[^.;,])*?\btrước\s+(?P<day>{_DAY})"
)
_REPORT = re.compile(r"\b(?:báo cáo|tổng hợp|gửi|thống kê)\b[^.;,]*$")

_RANGE = re.compile(
    rf"\btừ\s+(?:đầu\s+)?(?P<from>{_ANY_POINT}|ngày\s+\d{{1,2}})\s*,?\s+(?:đến|tới)\s+(?:hết\s+|cuối\s+)?"
    rf"(?P<to>{_ANY_POINT})"
)
_YEARS = re.compile(r"\btừ\s+năm\s+(\d{4})\s+(?:đến|tới)\s+(?:hết\s+|cuối\s+)?năm\s+(\d{4})")
_WHOLE_PERIOD = re.compile(r"\b(?:thời gian|trong năm|năm kế hoạch)\b")

_IN_QUARTER = re.compile(
    rf"\bquý\s+(?P<quarter>{_QUARTER})(?:{_YEAR})?"
    rf"(?P<between>(?:(?!\bquý\b|\btháng\b|\bbáo cáo\b|\bgửi\b|\btừ\b)[^.;:]){{0,60}}?)"
    rf"\b(?:trước|đến|hết|nhất|xong|hạn|vào)\s+(?:(?:là|vào|hết|trước)\s+)?(?P<point>{_DAY}|{_MONTH})"
)
_AROUND = re.compile(r"\b(?:trước|sau|từ|đến|so với|tới)\s+(?:đầu\s+|khi\s+)?$")
_REPORT_OF = re.compile(
    r"\b(?:báo cáo|sơ kết|tổng kết|kết quả|số liệu|tiến độ)(?:\s+(?:của|theo|kết quả))*\s+$"
)
_HALF_YEAR = re.compile(
    rf"\b(?:6|sáu)\s+tháng(?P<half>\s+(?:đầu|cuối)\s+năm)?\s*[(,:]?\s*(?:chậm\s+nhất\s+|gửi\s+)?(?:là\s+)?trước\s+(?P<point>{_DAY})"
)
_YEAR_END = re.compile(
    rf"\b(?:cuối\s+năm|tổng\s+kết\s+năm|báo\s+cáo\s+năm)(?:\s*[(,:]\s*|\s+(?=trước\s+ngày))(?:chậm\s+nhất\s+)?trước\s+(?P<point>{_DAY})"
)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A day, a month or the last month of a quarter; None is "not said"."""

    day: int | None
    month: int
    year: int | None

    @property
    def quarter(self) -> int:
        return (self.month + 2) // 3


def point_of(text: str) -> Point:
    """ "ngày 15 tháng 10 năm 2026", "15/10", "tháng 9", "quý ii" (in lower case)."""
    match = _POINT.match(text)
    if match is None:
        raise ValueError(text)
    written = match["year"] or match["year2"] or match["year3"]
    month = _QUARTERS[match["quarter"]] * 3 if match["quarter"] else int(match["month"] or match["only"])
    return Point(
        day=int(match["day"]) if match["day"] else None,
        month=month,
        year=int(written[-4:]) if written else None,
    )


def check_deadlines(
    passage: Passage, *, year: int, issued: int | None, last_year: int | None = None
) -> Iterator[Finding]:
    """What contradicts itself or the plan of `year`, issued in the month `issued` (None: not yet known);
    of a plan up to `last_year` a task may be due in any of its years.

    Dates in the citation of a document and dates of what is past are no deadlines. Only the first
    contradiction of a clause is told.
    """
    text = passage.lower
    if not _TIME.search(text):
        return
    for clause in _CLAUSE.finditer(text):
        if not _TIME.search(clause[0]):
            continue
        found = next(_contradictions(clause[0], year, issued, last_year or year), None)
        if found:
            span, message = found
            start = clause.start()
            printed = passage.text[start + span[0] : start + span[1]].strip(" ,:(")
            yield finding(
                Code.DEADLINE_CONTRADICTION,
                Level.WARNING,
                passage.place,
                printed,
                "",
                rule="Thời hạn không tự mâu thuẫn và nằm trong thời gian của kế hoạch",
                message=f"“{printed}”: {message}.",
            )


Contradiction = tuple[tuple[int, int], str]


def _contradictions(clause: str, year: int, issued: int | None, last: int) -> Iterator[Contradiction]:
    yield from _impossible_days(clause, year)
    masked = _CITED.sub(lambda match: "\0" * len(match[0]), clause)
    yield from _repeated(masked)
    yield from _reversed(masked, year)
    yield from _outside_quarter(masked)
    yield from _report_periods(masked, year)
    yield from _outside_plan(masked, year, issued, last)


def _impossible_days(clause: str, year: int) -> Iterator[Contradiction]:
    for pattern in _WRITTEN_DAYS:
        for match in pattern.finditer(clause):
            day, month = int(match[1]), int(match[2])
            of = int(match[3] or year)
            if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(of, month)[1]):
                yield match.span(), f"không có ngày {day}/{month}{f'/{of}' if match[3] or month == 2 else ''}"


def _repeated(clause: str) -> Iterator[Contradiction]:
    """Every month or quarter, and yet one day of one month."""
    for match in _REPEATED.finditer(clause):
        before, after = clause[: match.start()], match.end()
        day = _REPEATED_FIXED.match(clause, after)
        if day is None and _REPORT.search(before):
            day = _REPORT_THEN_FIXED.match(clause, after)
        ahead = _FIXED_REPEATED.search(before)
        if day:
            yield (match.start(), day.end()), f"{match['word']} mà lại ấn định một ngày của một tháng"
        elif ahead:
            yield (ahead.start(), match.end()), f"{match['word']} mà lại ấn định một ngày của một tháng"


def _reversed(clause: str, year: int) -> Iterator[Contradiction]:
    for match in _YEARS.finditer(clause):
        if int(match[1]) > int(match[2]):
            yield match.span(), "năm bắt đầu sau năm kết thúc"
    for match in _RANGE.finditer(clause):
        end = point_of(match["to"])
        start = (
            point_of(match["from"])
            if _POINT.match(match["from"])
            else Point(day=int(match["from"].split()[-1]), month=end.month, year=end.year)
        )
        if not (start.month <= 12 and end.month <= 12) or _YEARLY.search(clause):
            continue
        named = start.year or end.year
        if named is None and not (_WHOLE_PERIOD.search(clause) or (start.day and end.day)):
            continue  # a season of no year: "từ tháng 9 đến tháng 5"
        if start.year is None and end.year is not None and end.year > year:
            continue  # from this year into the next
        begins, ends = (point.year or named or year for point in (start, end))
        days = (start.day or 0, end.day or 31)
        if (begins, start.month, days[0]) > (ends, end.month, days[1]):
            yield match.span(), "thời điểm bắt đầu sau thời điểm kết thúc"


def _outside_quarter(clause: str) -> Iterator[Contradiction]:
    for match in _IN_QUARTER.finditer(clause):
        quarter, point = _QUARTERS[match["quarter"]], point_of(match["point"])
        before = clause[: match.start()]
        if _AROUND.search(before) or point.month > 12:
            continue
        # A quarter is reported on in its last month or in the month after.
        report = _REPORT_OF.search(before)
        allowed = (
            {3 * quarter, 3 * quarter % 12 + 1} if report else set(range(3 * quarter - 2, 3 * quarter + 1))
        )
        if point.month not in allowed:
            yield (
                match.span(),
                f"tháng {point.month} không thuộc quý {'I' * quarter if quarter < 4 else 'IV'}",
            )


def _report_periods(clause: str, year: int) -> Iterator[Contradiction]:
    for match in _HALF_YEAR.finditer(clause):
        point = point_of(match["point"])
        second = "cuối" in (match["half"] or "")
        late = point.year is not None and point.year > year and not second
        early = point.month < 5 and not late and (point.year or year) == year and not second
        if late or early:
            yield match.span(), f"báo cáo sáu tháng {'sau khi hết năm' if late else 'khi chưa hết sáu tháng'}"
    for match in _YEAR_END.finditer(clause):
        point = point_of(match["point"])
        if CLOSING_MONTH < point.month < 10:
            yield match.span(), f"cuối năm mà thời hạn ở tháng {point.month}"


def _outside_plan(clause: str, year: int, issued: int | None, last: int) -> Iterator[Contradiction]:
    if not _TASK.search(clause) or _PAST.search(clause):
        return
    dues = [(match, point_of(match["point"])) for match in _DUE.finditer(clause)]
    for match, point in dues:
        named = point.year or year
        if year <= named <= last or (named == last + 1 and point.month <= CLOSING_MONTH):
            continue
        if not _CARRIED.search(clause):
            yield match.span(), f"thời hạn ở năm {point.year}, kế hoạch của năm {year}"
    if issued is None or last > year or _YEARLY.search(clause):
        return
    within = [(match, point_of(match["point"])) for match in _WITHIN.finditer(clause)]
    for match, point in (*dues, *within):
        closing = point.month <= CLOSING_MONTH and point.year is None and _CLOSING.search(clause)
        if point.year in (None, year) and point.month < issued and not closing:
            yield match.span(), f"thời hạn trước tháng {issued}, tháng ban hành kế hoạch"


def due_dates(text: str, *, year: int) -> tuple[dt.date, ...]:
    """The days by which a text of a year's plan asks for something, in order; of a month or quarter its last.

    Days of cited documents, of what is past, and days that do not exist are none.
    """
    found = set()
    for clause in _CLAUSE.findall(text.lower()):
        masked = _CITED.sub(lambda match: "\0" * len(match[0]), clause)
        if _PAST.search(masked):
            continue
        for match in _DUE.finditer(masked):
            point = point_of(match["point"])
            of = point.year or year
            if 1 <= point.month <= 12:
                last = calendar.monthrange(of, point.month)[1]
                if 1 <= (point.day or last) <= last:
                    found.add(dt.date(of, point.month, point.day or last))
    return tuple(sorted(found))

"""Counts and rates that prose gives side by side: each implies a total of households, and those must agree.

"21 hộ nghèo, chiếm 0,27%" is true for 7.637 to 7.924 households rounded half-up. Two statements of one moment
that no total satisfies contradict each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import Document, Figure, ParagraphStyle, Rate, Table
from povertyplan.documents.checks.findings import Code, Finding, Level, finding
from povertyplan.documents.checks.passages import Passage
from povertyplan.documents.checks.text import differing
from povertyplan.documents.figures import exact_rate, printed_value, rounded, source_value

_COUNT = r"(?<![\d.,/])(?:\d{1,3}(?:\.\d{3})+|\d+)(?![\d.,]*\d|%)"
_CLASS = r"hộ\s+(?:cận\s+)?nghèo\b"
_KIND = r"(?:cận\s+nghèo|nghèo)\b"
_RATE_WORD = r"t[ỷỉ]\s+lệ\b"
_LINK = rf"""
    (?:\s*[,(:–-]\s*
    | \s+(?:đa\s+chiều\b|và\b|chiếm\b|bằng\b|tương\s+ứng\b|tương\s+đương\b|ứng\s+với\b|đạt\b|là\b|khoảng\b
      |với\b|tức\b|{_RATE_WORD}(?:\s+{_CLASS})?|trong\s+{_COUNT}\s+hộ\s+dân\b(?!\s+tộc)|theo\s+chuẩn\b[^.;,()%]{{0,40}},)
    )*
"""
_RATE = r"\s*(?P<rate{0}>\d+(?:[.,]\d+)?)\s*%"
_STATED = r"""
    (?:\s*:
    | \s+(?:còn|có|là|giảm\s+còn|giảm\s+xuống\s+còn|xuống\s+còn|hiện\s+còn|hiện\s+có|toàn\s+(?:xã|phường))\b
    )*
"""
_PART = re.compile(
    rf"""
    (?P<moment>
        \b(?P<part>đầu|cuối|hết)?\s*\bnăm\s+(?P<year>20\d\d)(?!\s*[-–]|\d)
      | \b(?:ngày\s+)?31\s*(?:/|\s+tháng\s+)\s*12\s*(?:/|\s+năm\s+)\s*(?P<eve>20\d\d)
      | \b(?P<bare>đầu|cuối)\s+năm(?!\s+\d)
      | \b(?P<now>hiện\s+nay|đến\s+nay|hiện\s+tại)\b
    )
    | (?P<total>
        \btổng\s+số\s+(?:hộ\s+)?(?:dân\s+)?(?!(?:hộ\s+)?(?:nghèo|cận))(?:(?!nghèo|\d)[^.;%]){{0,30}}?
        (?P<t1>{_COUNT})\s*hộ(?!\s+(?:nghèo|cận))
      | (?P<t2>{_COUNT})\s+hộ\s+(?:dân\b(?!\s+tộc)|toàn\s+(?:xã|phường))
    )
    | (?P<stated>
        (?P<n1>{_COUNT})\s+hộ\s+{_KIND}{_LINK}{_RATE.format(1)}
      | \bhộ\s+{_KIND}{_STATED}\s+(?P<n2>{_COUNT})\s+hộ\b{_LINK}{_RATE.format(2)}
      | \b{_RATE_WORD}\s+hộ\s+{_KIND}(?:\s+đa\s+chiều)?{_STATED}{_RATE.format(3)}
        \s*[,(]?\s*(?:tương\s+ứng|tương\s+đương|bằng|tức|với|là)*\s*(?P<n3>{_COUNT})\s+hộ\b
    )
    | (?P<stock>(?P<n4>{_COUNT})\s+hộ\s+{_KIND})
    | (?P<share>
        (?P<n5>{_COUNT})\s+hộ\b(?!\s+dân\b(?!\s+tộc))(?:\s+(?!nghèo|cận)[^\d.;,()%]{{1,50}}?)?{_LINK}{_RATE.format(5)}
    )
    | (?P<within>\btrong\s+(?:đó|số\s+đó|số\s+này)\b)
    | (?P<hamlet>\b(?:tổ\s+dân\s+phố|khu\s+phố|tdp|xóm|thôn|bản|ấp|buôn|làng|khóm)\s+(?!\d+\s+hộ)\S)
    | (?P<whole>\btoàn\s+(?:xã|phường|đặc\s+khu)\b)
    | (?P<stop>\.(?=\s|$))
    """,
    re.VERBOSE,
)
_TOTAL_INSIDE = re.compile(rf"\btrong\s+({_COUNT})\s+hộ\s+dân\b(?!\s+tộc)")
_COMPARED = re.compile(r"\b(?:so với|như|hơn)\s+(?:đến\s+|cùng kỳ\s+)?$")
_CHANGE = re.compile(r"\b(giảm|tăng|thêm|thoát|phát sinh|giao|giúp|hỗ trợ|còn|có|là|xuống)\b")
_CHANGES = {"giảm", "tăng", "thêm", "thoát", "phát sinh", "giao", "giúp", "hỗ trợ"}
_DATE_IN_HEAD = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")

Moment = str  # "2025-12-31", "2025", "now", or the place of a passage that names none


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A count of households and its rate, as prose puts them side by side."""

    place: str
    printed: str
    count: int
    rate: Decimal
    moment: Moment

    @property
    def decimals(self) -> int:
        return -int(self.rate.as_tuple().exponent)

    def fits(self, total: Decimal | int) -> bool:
        """Whether some rounding of the count over this total gives the rate."""
        exact = exact_rate(self.count, total)
        ways = (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING)
        return exact is not None and any(self.rate == rounded(exact, self.decimals, way) for way in ways)

    def totals(self, *, any_rounding: bool) -> tuple[Decimal, Decimal]:
        """The least and the greatest total that give the rate, half-up or by any rounding (ends excluded)."""
        step = Decimal(1).scaleb(-self.decimals)
        margin = step if any_rounding else step / 2
        hundred = 100 * Decimal(self.count)
        low, high = self.rate - margin, self.rate + margin
        return hundred / high, hundred / low if low > 0 else Decimal("Infinity")


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a count with its rate, "trong đó 23 hộ …, chiếm 56,1%"; the rate may also be of all."""

    part: Stated
    whole: int


Counted = tuple[int, str]  # households, and "nghèo", "cận nghèo" or "" for all


@dataclass
class Reading:
    """What prose says about counts, rates and totals, and where in it the reader stands."""

    year: int
    stated: list[Stated] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    totals: defaultdict[Moment, set[int]] = field(default_factory=lambda: defaultdict(set))
    moment: Moment = ""
    whole: Counted | None = None  # what "trong đó" divides
    latest: Counted | None = None
    elsewhere: bool = False  # the sentence speaks of one hamlet

    def read(self, passage: Passage) -> None:
        """Add what one passage says; figures that are wrong already are findings of their own."""
        self.whole, self.latest, self.elsewhere = None, None, False
        doubtful = _holds_a_differing_figure(passage)
        for match in _PART.finditer(passage.lower):
            kind = next(mark for mark in _MARKS if match[mark])
            if kind in ("stated", "share") and not doubtful:
                self._state(passage, match)
            elif kind == "total" and not self.elsewhere and not doubtful:
                self.latest = (_number(match["t1"] or match["t2"]), "")
                self.totals[self.moment].add(self.latest[0])
            else:
                self._turn(kind, match)

    def _turn(self, kind: str, match: re.Match[str]) -> None:
        """Words that say when, where or of what the next numbers are."""
        match kind:
            case "moment" if not _COMPARED.search(match.string[: match.start()]):
                self.moment = _moment(match, self.year)
            case "stop":
                self.whole, self.elsewhere = None, False
            case "hamlet" | "whole":
                self.elsewhere = kind == "hamlet"
            case "within":
                self.whole = self.latest
            case "stock":
                self.latest = (_number(match["n4"]), _class(match))

    def _state(self, passage: Passage, match: re.Match[str]) -> None:
        stated, start = _stated(passage, match, self.moment)
        if inner := _TOTAL_INSIDE.search(match[0]):
            self.totals[self.moment].add(_number(inner[1]))
        if match["stated"] and self.whole and self.whole[1] != _class(match):
            self.whole = None  # another class is no part of it, and all households are no whole to be told
        if not (self.elsewhere or _is_change(passage.lower[max(0, start - 60) : start])):
            if self.whole:
                self.shares.append(Share(part=stated, whole=self.whole[0]))
            elif match["stated"]:
                self.stated.append(stated)
        if match["stated"] and not self.whole:
            self.latest = (stated.count, _class(match))


_MARKS = ("moment", "total", "stated", "stock", "share", "within", "hamlet", "whole", "stop")


def check_totals(document: Document, passages: Sequence[Passage], *, year: int) -> Iterator[Finding]:
    """Rates of prose against the total printed for their moment, or else against each other.

    An error when no rounding explains it, a warning when another rounding than half-up might.
    """
    reading = read(passages, year=year)
    totals = table_totals(document, year=year)
    for moment, found in reading.totals.items():
        totals[moment] |= found
    by_moment: defaultdict[Moment, list[Stated]] = defaultdict(list)
    for stated in reading.stated:
        by_moment[stated.moment].append(stated)
    for moment, group in by_moment.items():
        if known := totals.get(moment):
            yield from (_against(each, known) for each in group if not any(map(each.fits, known)))
        else:
            yield from _among(group)
    for share in reading.shares:
        wholes = {share.whole, *totals.get(share.part.moment, ())}
        if not any(map(share.part.fits, wholes)):
            yield _against(share.part, {share.whole})


def table_totals(document: Document, *, year: int) -> defaultdict[Moment, set[int]]:
    """The totals under a table's rates, printed and computed, by the day its head names."""
    found: defaultdict[Moment, set[int]] = defaultdict(set)
    for table in document.tables():
        for column in table.columns:
            if table.total and column.key in _denominators(table):
                day = _DATE_IN_HEAD.search(f"{column.group} {column.label} {table.caption}")
                moment = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else _eve(year - 1)
                cell = table.cell(table.total, column.key)
                found[moment] |= {int(n) for n in (printed_value(cell), source_value(cell)) if n is not None}
    return found


def _denominators(table: Table) -> set[str]:
    relations = [relation for column in table.columns for relation in column.relations]
    return {relation.denominator for relation in relations if isinstance(relation, Rate)}


def read(passages: Sequence[Passage], *, year: int) -> Reading:
    """What the passages say; a sentence inherits the moment before it, a list that of its first line."""
    reading = Reading(year)
    for run in _runs(passages):
        if any("%" in passage.text for passage in run):
            reading.moment = run[0].place
            for passage in run:
                reading.read(passage)
    return reading


def _runs(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages that read on: a line that ends with ":" and the list below it; others stand alone."""
    run: list[Passage] = []
    for passage in passages:
        listed = passage.paragraph and passage.paragraph.style in (
            ParagraphStyle.BULLET,
            ParagraphStyle.SUB_BULLET,
        )
        if run and not (run[-1].text.rstrip().endswith(":") or (listed and len(run) > 1)):
            yield run
            run = []
        run.append(passage)
    if run:
        yield run


def _class(match: re.Match[str]) -> str:
    return "cận nghèo" if "cận" in match[0] else "nghèo"


def _holds_a_differing_figure(passage: Passage) -> bool:
    """A figure that is wrong already is a finding of its own."""
    inline = passage.paragraph.inline if passage.paragraph else ()
    return any(isinstance(part, Figure) and differing(part, passage.place) for part in inline)


def _stated(passage: Passage, match: re.Match[str], moment: Moment) -> tuple[Stated, int]:
    """What a match states, and where its count begins."""
    index = next(index for index in (1, 2, 3, 5) if match[f"n{index}"])
    stated = Stated(
        place=passage.place,
        printed=passage.text[match.start() : match.end()],
        count=_number(match[f"n{index}"]),
        rate=Decimal(match[f"rate{index}"].replace(",", ".")),
        moment=moment,
    )
    return stated, match.start(f"n{index}")


def _moment(match: re.Match[str], year: int) -> Moment:
    if match["eve"]:
        return _eve(int(match["eve"]))
    if match["now"]:
        return "now"
    if match["bare"]:
        return _eve(year - 1 if match["bare"] == "đầu" else year)
    named = int(match["year"])
    match match["part"]:
        case "đầu":
            return _eve(named - 1)
        case "cuối" | "hết":
            return _eve(named)
        case _:
            return str(named)


def _eve(year: int) -> Moment:
    """The year's last day, which is also how the next one begins."""
    return f"{year}-12-31"


def _is_change(before: str) -> bool:
    """Whether the last word on it says that the count is a change, no stock ("giảm 9 hộ")."""
    words = _CHANGE.findall(re.split(r"[.;,()]|\d", before)[-1])
    return bool(words) and words[-1] in _CHANGES


def _number(written: str) -> int:
    return int(written.replace(".", ""))


def _against(stated: Stated, totals: Collection[int]) -> Finding:
    """The rate is none of the count over a printed total."""
    total = min(totals, key=lambda each: abs(100 * stated.count - stated.rate * each))
    computed = format_number(exact_rate(stated.count, total), stated.decimals)
    return finding(
        Code.IMPLIED_TOTALS_DIFFER,
        Level.ERROR,
        stated.place,
        stated.printed,
        f"{computed}%",
        rule="Tỷ lệ = số hộ × 100 / tổng số",
        message=f"“{stated.printed}”: {format_number(stated.count)} trên {format_number(total)} hộ là "
        f"{computed}%.",
    )


def _among(group: Sequence[Stated]) -> Iterator[Finding]:
    """Statements of one moment that share no total with the first ones; the first is taken as right."""
    agreed: list[Stated] = []
    for stated in group:
        other = next((each for each in agreed if not _overlap(stated, each, any_rounding=False)), None)
        if other is None:
            agreed.append(stated)
            continue
        explained = _overlap(stated, other, any_rounding=True)
        yield finding(
            Code.IMPLIED_TOTALS_DIFFER,
            Level.WARNING if explained else Level.ERROR,
            stated.place,
            stated.printed,
            _between(other),
            rule="Các tỷ lệ ở cùng một thời điểm tính trên cùng một tổng số hộ",
            message=f"“{stated.printed}” ứng với tổng số {_between(stated)} hộ, còn “{other.printed}” "
            f"ứng với {_between(other)} hộ.",
        )


def _overlap(one: Stated, two: Stated, *, any_rounding: bool) -> bool:
    (low, high), (least, most) = (each.totals(any_rounding=any_rounding) for each in (one, two))
    return max(low, least) < min(high, most)


def _between(stated: Stated) -> str:
    low, high = stated.totals(any_rounding=False)
    first = format_number(low.to_integral_value(ROUND_CEILING))
    return (
        f"{first}…{format_number(high.to_integral_value(ROUND_FLOOR))}" if high.is_finite() else f"từ {first}"
    )

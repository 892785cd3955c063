"""What the heading of a column says, in the words, abbreviations and misspellings of officers. Pure.

A heading is understood only when every word of it is: "Số hộ nghèo" is the poor households, "Số hộ nghèo dân
tộc thiểu số" is not, and is left to the officer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from plans.rules import INPUTS
from povertyplan.common.text import fold

NAME = "name"
COLUMN_KEYS = (NAME, *INPUTS)


class Role(StrEnum):
    """A column that says whose row it is."""

    ORDER = "order"
    NAME = NAME
    UNIT = "unit"


class Moment(StrEnum):
    """When a figure holds, seen from the year of the table."""

    BEGIN = "begin"
    LAST_YEAR = "last year"
    THIS_YEAR = "this year"
    END = "end"
    OTHER = "other"


class Labour(StrEnum):
    """What a heading says on being able to work."""

    ABLE = "able"
    NOT_ABLE = "not able"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the words of one level of a heading say; `unread` are those that are not understood."""

    subjects: frozenset[str] = frozenset()
    loosely_poor: bool = False  # "giảm nghèo" names the aim, and the poor only where nothing else is named
    labour: Labour | None = None
    rate: bool = False
    reduction: bool = False
    target: bool = False
    expected: bool = False
    result: bool = False
    households: bool = False
    total: bool = False
    counted: bool = False
    moments: frozenset[tuple[Moment | dt.date, int]] = frozenset()
    read: bool = False
    unread: str = ""

    @property
    def says_something(self) -> bool:
        """Whether these are the words of a heading of figures, all of them."""
        return self.read and not self.unread


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """Which of `INPUTS` a heading means, "" for none.

    `marked` when it says so itself that it is this year's; `unclear` is why a heading that may mean the key
    cannot be taken for it.
    """

    key: str = ""
    marked: bool = False
    unclear: str = ""


NO_MEANING = Meaning()

_ABBREVIATIONS = {
    "hn": "ho ngheo",
    "hcn": "ho can ngheo",
    "cn": "can ngheo",
    "h": "ho",
    "tsh": "tong so ho",
    "ts": "tong so",
    "sh": "so ho",
    "sl": "so luong",
    "tl": "ty le",
    "hgd": "ho gia dinh",
    "knld": "kha nang lao dong",
    "kcknld": "khong co kha nang lao dong",
    "kknld": "khong co kha nang lao dong",
    "ko": "khong",
    "k": "khong",
    "ct": "chi tieu",
    "kh": "ke hoach",
    "tg": "thoi gian",
    "cng": "can ngheo",
}
_WORD = re.compile(r"[a-z0-9]+|%")
_SEPARATOR = r"\s*[/.\-]\s*"
_LABEL_WORDS = (
    "to dan pho|to dan cu|khu dan cu|khu pho|thon|xom|ban|ap|buon|bon|lang|khu|khom|to|tdp|kp|kdc|soc|phum"
)
_ORDER = re.compile(r"s?tt|so (?:tt|thu tu)|thu tu|tt so")
_NAME = re.compile(
    rf"(?:(?:danh sach|ten|cac|don vi|dia ban) )*(?:{_LABEL_WORDS})(?: (?:va |hoac )?(?:{_LABEL_WORDS}))*"
    r"|(?:ten )?(?:don vi|dia ban)|ten"
)
_UNIT_KINDS = "xa|phuong|dac khu|thi tran"
_UNIT = re.compile(rf"(?:ten |don vi |thuoc )?(?:{_UNIT_KINDS})(?: (?:{_UNIT_KINDS}))*")

_STANDARD = re.compile(
    r"\b(?:theo )?chuan (?:ho )?ngheo(?: da chieu)?(?: quoc gia)?(?: giai doan)?(?: 20\d\d *[-–—] *20\d\d)?\b"
)
_PART_OF_YEAR = re.compile(r"\b\d{1,2} thang(?: (?:dau|cuoi) nam)?(?:(?: nam)? (20\d\d))?\b")
_PERIOD = re.compile(r"\b(?:giai doan )?(20\d\d) *[-–—] *(20\d\d)\b")
_DATE = re.compile(
    rf"\b(?:ngay )?(\d{{1,2}})(?:{_SEPARATOR}| thang )(\d{{1,2}})(?:{_SEPARATOR}| nam )(20\d\d)\b"
)
_DAY = re.compile(r"\b(?:ngay )?(31/12|0?1/0?1)\b")
_MONTH = re.compile(rf"\b(?:thang )?(\d{{1,2}})(?:{_SEPARATOR}| nam )(20\d\d)\b")
_YEAR_BEFORE = re.compile(r"\b(?:(?:cuoi|het) )?nam truoc\b")
_BEGIN = re.compile(r"\bdau (?:(?:nam|ky)(?: ke hoach)?(?:,? (20\d\d))?|(20\d\d))\b")
_END = re.compile(r"\b(?:cuoi|het|ket thuc) (?:(?:nam|ky)(?: ke hoach)?(?:,? (20\d\d))?|(20\d\d))\b")
_YEAR = re.compile(r"\b(?:nam )?(20\d\d)\b")


@lru_cache(maxsize=4096)
def role(text: str) -> Role | None:
    """What a column of a table's left side is, judged by its heading ("Tên xóm", "STT", "Xã/Phường")."""
    words = " ".join(_WORD.findall(fold(text))) if len(text) <= 60 else ""
    for pattern, found in ((_ORDER, Role.ORDER), (_NAME, Role.NAME), (_UNIT, Role.UNIT)):
        if pattern.fullmatch(words):
            return found
    return None


@lru_cache(maxsize=4096)
def heading_words(text: str) -> Words:
    """What the words of a heading say, whatever the year they are read in."""
    moments: set[tuple[Moment | dt.date, int]] = set()
    rest = _take_moments(_STANDARD.sub(" ", fold(text)), moments)
    rest = re.sub(r"[(\[]\d+[)\]]", " ", rest)
    rest = " ".join(_ABBREVIATIONS.get(word, word) for word in _WORD.findall(rest))
    found: dict[str, list[str]] = {}
    for name, pattern in _VOCABULARY:
        rest, count = pattern.subn(" ", rest)
        if count:
            rest = " ".join(rest.split())
            found.setdefault(name, []).append(name)
    subjects = {key for key in ("poor", "near_poor") if found.keys() & {key, f"escape {key}"}}
    labours = (each for each in Labour if each.value in found)
    return Words(
        subjects=frozenset(subjects),
        loosely_poor="less poverty" in found,
        labour=next(labours, None),
        rate="rate" in found,
        reduction=bool(found.keys() & {"reduction", "less poverty", "escape poor", "escape near_poor"}),
        target="target" in found,
        expected="expected" in found,
        result="result" in found,
        households="households" in found,
        total="total" in found,
        counted=bool(found.keys() & {"total", "counted"}),
        moments=frozenset(moments),
        read=bool(found or moments),
        unread=rest,
    )


# In this order: what is longer, or would be misread as a part, comes first.
_VOCABULARY = [
    (name, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"))
    for name, pattern in (
        ("review", r"(?:ket qua )?ra soat"),
        (
            Labour.NOT_ABLE,
            r"khong (?:con |co )?(?:(?:thanh vien|nguoi) )?(?:co |con )?(?:kha nang|suc) lao dong"
            r"|mat (?:kha nang|suc) lao dong|khong co lao dong",
        ),
        (Labour.ABLE, r"(?:co|con) (?:kha nang|suc) lao dong"),
        (Labour.UNCLEAR, r"(?:kha nang|suc) lao dong"),
        ("escape near_poor", r"(?:thoat|giam) (?:so )?(?:ho )?(?:can|c) ngheo"),
        ("escape poor", r"thoat (?:so )?(?:ho )?ngheo"),
        ("less poverty", r"giam ngheo(?: ben vung)?"),
        ("reduction", r"giam|thoat"),
        ("near_poor", r"(?:ho )?(?:can|c) ngheo(?: da chieu)?"),
        ("poor", r"(?:ho )?ngheo(?: da chieu)?"),
        ("time", r"(?:tai |tinh )?thoi (?:diem|gian)|tinh den(?: ngay)?|den(?: ngay| thang| nam)?"),
        ("time", r"hien (?:nay|tai|co|trang)|trong nam|ca nam|trong ky"),
        ("rate", r"%|t[iy] le|phan tram|diem %"),
        ("target", r"(?:(?:cap )?tren|tinh|huyen|xa|phuong) giao|(?:duoc )?giao"),
        ("target", r"chi tieu|ke hoach|phan dau|muc tieu|dang ky|nhiem vu"),
        ("expected", r"du kien|uoc(?: tinh| dat)?|con lai|con"),
        ("result", r"ket qua|thuc hien|da"),
        ("total", r"tong (?:so|cong)|tong|^cong$"),
        ("households", r"ho gia dinh|ho dan(?: cu)?|ho"),
        ("counted", r"so luong|so"),
        (
            "place",
            r"(?:tren dia ban |toan |ca |cua )(?:xa|phuong|thon|xom|ban|khu pho|to dan pho)|tren dia ban",
        ),
        ("joint", r"trong do|trong|noi dung|thong tin|so lieu|don vi tinh|dvt|va|cac|cua"),
    )
]


def _take_moments(text: str, moments: set[tuple[Moment | dt.date, int]]) -> str:
    """The folded text without its dates and years, which are put into `moments`; 0 is a year not named."""

    def take(pattern: re.Pattern[str], read: Callable[[re.Match[str]], tuple[Moment | dt.date, int]]) -> None:
        nonlocal text

        def put(match: re.Match[str]) -> str:
            moments.add(read(match))
            return " "

        text = pattern.sub(put, text)

    def year(match: re.Match[str]) -> int:
        return int(next(filter(None, match.groups()), 0))

    take(_DATE, lambda match: _day(int(match[3]), int(match[2]), int(match[1])))
    take(_PART_OF_YEAR, lambda match: (Moment.OTHER, year(match)))
    take(_PERIOD, lambda match: (Moment.OTHER, 0))
    take(_YEAR_BEFORE, lambda match: (Moment.LAST_YEAR, 0))
    take(_DAY, lambda match: (Moment.BEGIN if match[1].endswith("1") else Moment.THIS_YEAR, 0))
    take(_MONTH, lambda match: _day(int(match[2]), int(match[1]), 1))
    take(_BEGIN, lambda match: (Moment.BEGIN, year(match)))
    take(_END, lambda match: (Moment.END, year(match)))
    take(_YEAR, lambda match: (Moment.THIS_YEAR, year(match)))
    return text


def _day(year: int, month: int, day: int) -> tuple[Moment | dt.date, int]:
    try:
        return dt.date(year, month, day), 0
    except ValueError:
        return Moment.OTHER, 0


def _moment(when: Moment | dt.date, named: int, year: int) -> Moment:
    """The moment seen from the table's year: the review of the autumn before is its beginning."""
    if isinstance(when, dt.date):
        if dt.date(year - 1, 10, 1) <= when <= dt.date(year, 1, 31):
            return Moment.BEGIN
        return Moment.END if (when.year, when.month) == (year, 12) else Moment.OTHER
    if named in (0, year):
        return when
    if named != year - 1:
        return Moment.OTHER
    return {Moment.THIS_YEAR: Moment.LAST_YEAR, Moment.END: Moment.BEGIN}.get(when, Moment.OTHER)


def meaning(levels: Sequence[str], year: int) -> Meaning:
    """What a heading means in the table of `year`, its levels given from the top to the lowest.

    The lowest level decides; those above it fill in what it leaves open.
    """
    words = [heading_words(level) for level in levels]
    if not words or any(each.unread for each in words) or _is_rate(words):
        return NO_MEANING
    own = _moments(words[-1:], year)
    moments = own or _moments(words[:-1], year)
    reduction = words[-1].reduction or (
        any(each.reduction for each in words) and not own & {Moment.BEGIN, Moment.END, Moment.LAST_YEAR}
    )
    subject = _subject(words, reduction=reduction)
    if labour := next((each.labour for each in reversed(words) if each.labour), None):
        stock = NO_MEANING if reduction else _stock("no_labour", words, moments)
        return _labour_meaning(labour, subject, stock)
    if reduction:
        return _reduction(subject, words, moments)
    return _stock(subject, words, moments) if subject else NO_MEANING


def contradicts(levels: Sequence[tuple[str, int]]) -> bool:
    """Whether a heading says two things, its levels given as (text, columns it stretches over).

    A level over one column alone cannot be a group: "Tổng số hộ" above "Số hộ nghèo" is then no reading of
    either. A wider one may be "Tổng số hộ", but not the poor over the near-poor.
    """
    named: set[str] = set()
    for text, width in levels:
        words = heading_words(text)
        if words.unread or words.rate:
            continue
        if len(words.subjects) == 1 and not words.loosely_poor:
            named |= words.subjects
        elif width == 1 and words.total and words.households and not words.subjects and not words.reduction:
            named.add("households")
    return len(named) > 1


def _is_rate(words: Sequence[Words]) -> bool:
    return words[-1].rate or (any(each.rate for each in words) and not words[-1].counted)


def _moments(words: Sequence[Words], year: int) -> set[Moment]:
    return {_moment(when, named, year) for each in words for when, named in each.moments}


def _subject(words: Sequence[Words], *, reduction: bool) -> str:
    """ "poor", "near_poor", "households", or "" for none or both at once."""
    for each in reversed(words):
        if len(each.subjects) == 1:
            return next(iter(each.subjects))
        if each.subjects and each is words[-1]:
            return ""
    if any(each.subjects for each in words):
        return ""
    if reduction and any(each.loosely_poor for each in words) and not words[-1].total:
        return "poor"
    return "households" if any(each.households for each in words) else ""


def _labour_meaning(labour: Labour, subject: str, found: Meaning) -> Meaning:
    if subject == "near_poor" or labour is Labour.ABLE:
        return NO_MEANING
    if labour is Labour.UNCLEAR:
        return Meaning(key="no_labour", unclear="không rõ là có hay không có khả năng lao động")
    return found


def _reduction(subject: str, words: Sequence[Words], moments: set[Moment]) -> Meaning:
    target = any(each.target or each.expected for each in words)
    if subject not in ("poor", "near_poor") or not moments <= {Moment.THIS_YEAR, Moment.END}:
        return NO_MEANING
    if any(each.result for each in words) and not target:
        return NO_MEANING
    return Meaning(key=f"{subject}_reduction", marked=target or bool(moments))


def _stock(key: str, words: Sequence[Words], moments: set[Moment]) -> Meaning:
    if moments and moments <= {Moment.BEGIN, Moment.LAST_YEAR}:
        return Meaning(key=key, marked=True)
    if moments - {Moment.THIS_YEAR} or any(each.expected for each in words):
        return NO_MEANING
    if any(each.target for each in words):
        return Meaning(key=key, unclear="không rõ là số hộ giảm hay số hộ còn lại")
    if moments:
        return Meaning(key=key, unclear="không rõ là số đầu năm hay cuối năm")
    return Meaning(key=key)

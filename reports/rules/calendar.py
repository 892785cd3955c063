"""A year's calendar of reports: which periods there are, when they close and are due, who owes what, where
each stands.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plans.rules import REPORT_PERIOD_LABELS, ReportPeriod
from povertyplan.common.dates import short_date
from povertyplan.common.text import name_key
from reports.rules.periods import PeriodKind

DECISION = "Quyết định 24/2021/QĐ-TTg"
HABIT = "thường lệ"
CLOSING_DAY = 14  # decree 09/2019, article 12: data close on the 14th of the period's last month
MONTHLY_DAY = 5
NEXT_MONTH_UP_TO = 10  # "hằng tháng, trước ngày 05" is a day of the month after the one reported on
NEAR = dt.timedelta(days=7)
_QUARTERS = ("I", "II", "III", "IV")
_DAY = re.compile(r"\b(?:ngày|mùng|mồng)\s+(\d{1,2})(?!\d|\s*[/.-]\s*\d|\s+tháng\s+\d)")
_NEXT = re.compile(r"\b(?:tháng|quý)\s+(?:đầu\s+)?(?:quý\s+)?(?:sau|kế|tiếp)")


@dataclass(frozen=True, kw_only=True, order=True)
class Slot:
    """Which period of a year: its kind, and its number among those of the kind."""

    kind: PeriodKind
    number: int = 1


SIX_MONTHS, NINE_MONTHS, YEAR = (
    Slot(kind=kind) for kind in (PeriodKind.SIX_MONTHS, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)
)
PRELIMINARY, OFFICIAL = (
    Slot(kind=kind) for kind in (PeriodKind.REVIEW_PRELIMINARY, PeriodKind.REVIEW_OFFICIAL)
)
MONTHS = tuple(Slot(kind=PeriodKind.MONTH, number=number) for number in range(1, 13))
QUARTERS = tuple(Slot(kind=PeriodKind.QUARTER, number=number) for number in range(1, 5))
ASKED_FOR: Mapping[ReportPeriod, tuple[Slot, ...]] = {
    ReportPeriod.MONTHLY: MONTHS,
    ReportPeriod.QUARTERLY: QUARTERS,
    ReportPeriod.HALF_YEARLY: (SIX_MONTHS, YEAR),
    ReportPeriod.YEARLY: (YEAR,),
}


def period_name(slot: Slot, year: int) -> str:
    """ "Tháng 3 năm 2026", "Sáu tháng đầu năm 2026"."""
    names = {
        PeriodKind.MONTH: f"Tháng {slot.number} năm {year}",
        PeriodKind.QUARTER: f"Quý {_QUARTERS[(slot.number - 1) % 4]} năm {year}",
        PeriodKind.SIX_MONTHS: f"Sáu tháng đầu năm {year}",
        PeriodKind.NINE_MONTHS: f"Chín tháng năm {year}",
        PeriodKind.YEAR: f"Cả năm {year}",
        PeriodKind.REVIEW_PRELIMINARY: f"Kết quả rà soát sơ bộ năm {year}",
        PeriodKind.REVIEW_OFFICIAL: f"Kết quả rà soát chính thức năm {year}",
        PeriodKind.AD_HOC: f"Đột xuất lần {slot.number} năm {year}",
    }
    return names[slot.kind]


def last_day(slot: Slot, year: int) -> dt.date:
    """The last day of the time that a period is about."""
    months = {
        PeriodKind.MONTH: slot.number,
        PeriodKind.QUARTER: 3 * slot.number,
        PeriodKind.SIX_MONTHS: 6,
        PeriodKind.NINE_MONTHS: 9,
    }
    month = months.get(slot.kind, 12)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def first_day(slot: Slot, year: int) -> dt.date:
    """Where figures of a period begin: with the year, or the yearly review (decision 24/2021, article 4)."""
    return dt.date(year, 9 if slot in (PRELIMINARY, OFFICIAL) else 1, 1)


def closing_date(slot: Slot, year: int, *, due: dt.date) -> dt.date:
    """When the data of a period close: with its time, or, where the report is due earlier, on the last 14th
    before that (decree 09/2019, article 12); never before the period begins.
    """
    if (end := last_day(slot, year)) <= due:
        return end
    month, this_year = due.month, due.year
    if due.day < CLOSING_DAY:
        month, this_year = (month - 1, this_year) if month > 1 else (12, this_year - 1)
    closing = dt.date(this_year, month, CLOSING_DAY)
    return closing if closing >= first_day(slot, year) else due


def date_refusals(
    *, year: int, start_date: dt.date, closing_date: dt.date, due_date: dt.date
) -> dict[str, str]:
    """What is wrong with the dates of a period of a year, by the date that is to be corrected."""
    found = {}
    start, closing, due = (short_date(date) for date in (start_date, closing_date, due_date))
    if start_date > closing_date:
        found["start_date"] = f"Từ ngày {start} sau ngày chốt số liệu {closing}; sửa một trong hai ngày."
    elif not dt.date(year - 1, 12, 1) <= start_date <= dt.date(year, 12, 31):
        found["start_date"] = f"Kỳ báo cáo năm {year} bắt đầu từ tháng 12 năm {year - 1} đến hết năm {year}."
    if closing_date > due_date:
        found["closing_date"] = f"Chốt số liệu ngày {closing} sau hạn báo cáo {due}; sửa một trong hai ngày."
    elif closing_date.year != year:
        found["closing_date"] = f"Ngày chốt số liệu phải trong năm {year}."
    if due_date.year > year + 1:
        found["due_date"] = f"Hạn báo cáo của năm {year} không quá năm {year + 1}."
    return found


# --- what a plan asks ---


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A report that a plan asks of an actor: how often, or by which days, as its words say."""

    actor: str
    addressee: str
    said: str
    period: ReportPeriod | None = None
    due: str = ""  # beside the period: "trước ngày 25"
    dates: tuple[dt.date, ...] = ()

    def days(self, year: int) -> dict[Slot, dt.date | None]:
        """The periods it is asked for, each with the day by which; None where none is said."""
        asked_for = ASKED_FOR[self.period] if self.period else ()
        found = {slot: _repeated_day(slot, year, self.due.lower()) for slot in asked_for}
        for date in self.dates:
            about = _slot_of(date, year)
            if about and (about in asked_for or not self.period):
                found[about] = date
        return found


def _repeated_day(slot: Slot, year: int, due: str) -> dt.date | None:
    """The day of a period that returns every month or quarter; None for a day of one month."""
    match = _DAY.search(due)
    if match is None or slot.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return None
    day, end = int(match[1]), last_day(slot, year)
    if not 1 <= day <= 31:
        return None
    if day <= NEXT_MONTH_UP_TO or _NEXT.search(due):
        end += dt.timedelta(days=1)
        end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    return end.replace(day=min(day, end.day))


def _slot_of(date: dt.date, year: int) -> Slot | None:
    """The period that a report due on a day is about, by its month."""
    slots = {
        **dict.fromkeys((3, 4), QUARTERS[0]),
        **dict.fromkeys((6, 7), SIX_MONTHS),
        **dict.fromkeys((9, 10), NINE_MONTHS),
        **dict.fromkeys((11, 12), YEAR),
    }
    if date.year == year:
        return slots.get(date.month)
    return YEAR if date.year == year + 1 else None


def asked_in_words(period: ReportPeriod, due: str) -> str:
    """ "hằng tháng, trước ngày 25"."""
    return ", ".join(filter(None, (REPORT_PERIOD_LABELS[period], due)))


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What an actor owes for a period."""

    actor: str
    addressee: str
    due_date: dt.date


def owed_for(slot: Slot, year: int, asked: Iterable[Asked], *, due_date: dt.date) -> list[Owed]:
    """What each actor owes for a period, once each, in the plan's order; by the period's own day where the
    plan says none. Whoever reports at all owes what is asked for out of turn.
    """
    found: dict[str, Owed] = {}
    for each in asked:
        days = each.days(year)
        if slot.kind == PeriodKind.AD_HOC:
            days = {slot: None}
        if slot in days:
            owed = Owed(actor=each.actor, addressee=each.addressee, due_date=days[slot] or due_date)
            found.setdefault(name_key(each.actor), owed)
    return list(found.values())


# --- what is proposed ---


@dataclass(frozen=True, kw_only=True)
class PeriodProposal:
    """A period that a year should have; `sources` says who asks for it, `is_usual` whether to tick it."""

    slot: Slot
    name: str
    start_date: dt.date
    closing_date: dt.date
    due_date: dt.date
    sources: tuple[str, ...]
    is_usual: bool


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """When a period is reported whatever the plan says."""

    due: dt.date
    source: str = HABIT
    is_usual: bool = True


def _standing(year: int) -> Iterator[tuple[Slot, _Standing]]:
    for slot in MONTHS:
        due = last_day(slot, year) + dt.timedelta(days=MONTHLY_DAY)
        in_turn = slot.number <= 8  # in September the yearly review begins
        yield slot, _Standing(due=due, source=DECISION if in_turn else HABIT, is_usual=in_turn)
    for slot in QUARTERS:
        due = last_day(slot, year) + dt.timedelta(days=MONTHLY_DAY)
        yield slot, _Standing(due=due, is_usual=False)
    yield SIX_MONTHS, _Standing(due=dt.date(year, 6, 20))
    yield NINE_MONTHS, _Standing(due=dt.date(year, 9, 20), is_usual=False)
    yield YEAR, _Standing(due=dt.date(year, 11, 30))
    yield PRELIMINARY, _Standing(due=dt.date(year, 11, 15), source=DECISION)
    yield OFFICIAL, _Standing(due=dt.date(year, 12, 20), source=DECISION)


def proposals(*, year: int, asked: Sequence[Asked], standing: Collection[Slot]) -> list[PeriodProposal]:
    """The periods that a year lacks, by due date: those of the decree and of habit, and those the plan asks
    for, by the latest day it names. The decree's days stand whatever the plan says.
    """
    days = [(each, each.days(year)) for each in asked]
    found = []
    for slot, usual in _standing(year):
        if slot in standing:
            continue
        by_plan = [(each, named[slot]) for each, named in days if slot in named]
        named_days = [day for _, day in by_plan if day]
        due = max(named_days) if named_days and usual.source == HABIT else usual.due
        sources = tuple(f"{each.actor}: {each.said}" for each, _ in by_plan)
        if usual.is_usual or not sources:
            sources = (usual.source, *sources)
        found.append(
            PeriodProposal(
                slot=slot,
                name=period_name(slot, year),
                start_date=first_day(slot, year),
                closing_date=closing_date(slot, year, due=due),
                due_date=due,
                sources=sources,
                is_usual=usual.is_usual or bool(by_plan),
            )
        )
    return sorted(found, key=lambda each: (each.due_date, each.closing_date, each.slot))


# --- where a period stands ---


class PeriodState(StrEnum):
    """Where a period stands on a day."""

    UPCOMING = "upcoming"
    NEAR = "near"
    OVERDUE = "overdue"
    CLOSED = "closed"
    REPORTED = "reported"


PERIOD_STATE_LABELS = {
    PeriodState.UPCOMING: "chưa đến",
    PeriodState.NEAR: "sắp đến hạn",
    PeriodState.OVERDUE: "quá hạn",
    PeriodState.CLOSED: "đã khóa",
    PeriodState.REPORTED: "đã có báo cáo",
}


def period_state(
    *, closing_date: dt.date, due_date: dt.date, is_closed: bool, is_reported: bool, today: dt.date
) -> PeriodState:
    """Closed figures are not a report yet: a period without one is overdue after its day all the same."""
    if is_reported:
        return PeriodState.REPORTED
    if today > due_date:
        return PeriodState.OVERDUE
    if is_closed:
        return PeriodState.CLOSED
    return PeriodState.NEAR if today >= min(closing_date, due_date - NEAR) else PeriodState.UPCOMING

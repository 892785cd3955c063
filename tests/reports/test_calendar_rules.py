"""The calendar of a year: closing dates, what a plan asks for, what is proposed, where a period stands."""

from __future__ import annotations

import datetime as dt

import pytest

from plans.rules import ReportPeriod
from reports.rules import (
    Asked,
    PeriodKind,
    PeriodState,
    Slot,
    closing_date,
    date_refusals,
    first_day,
    owed_for,
    period_name,
    period_state,
    proposals,
)

YEAR = 2026


def day(text: str) -> dt.date:
    """ "20/6" of the year, or "5/1/2027"."""
    given, month, *year = map(int, text.split("/"))
    return dt.date(year[0] if year else YEAR, month, given)


def slot(kind: str, number: int = 1) -> Slot:
    return Slot(kind=PeriodKind(kind), number=number)


@pytest.mark.parametrize(
    ("kind", "number", "due", "closing"),
    [
        ("month", 1, "5/2", "31/1"),
        ("month", 2, "5/3", "28/2"),
        ("month", 3, "25/3", "14/3"),  # due within the month: the 14th
        ("month", 1, "10/1", "10/1"),  # no 14th of the year before that
        ("quarter", 2, "5/7", "30/6"),
        ("six_months", 1, "20/6", "14/6"),
        ("six_months", 1, "10/6", "14/5"),
        ("six_months", 1, "30/6", "30/6"),
        ("nine_months", 1, "20/9", "14/9"),
        ("year", 1, "30/11", "14/11"),
        ("year", 1, "14/11", "14/11"),
        ("year", 1, "15/1/2027", "31/12"),
        ("review_preliminary", 1, "15/11", "14/11"),
        ("review_official", 1, "20/12", "14/12"),
    ],
)
def test_data_close_with_the_period_or_on_the_14th_before_the_report(kind, number, due, closing):
    assert closing_date(slot(kind, number), YEAR, due=day(due)) == day(closing)


@pytest.mark.parametrize(
    ("kind", "number", "name", "start"),
    [
        ("month", 3, "Tháng 3 năm 2026", "1/1"),
        ("quarter", 4, "Quý IV năm 2026", "1/1"),
        ("six_months", 1, "Sáu tháng đầu năm 2026", "1/1"),
        ("year", 1, "Cả năm 2026", "1/1"),
        ("review_official", 1, "Kết quả rà soát chính thức năm 2026", "1/9"),
    ],
)
def test_period_has_its_name_and_begins_with_the_year_or_the_review(kind, number, name, start):
    assert period_name(slot(kind, number), YEAR) == name
    assert first_day(slot(kind, number), YEAR) == day(start)


@pytest.mark.parametrize(
    ("start", "closing", "due", "refused"),
    [
        ("1/1", "14/6", "20/6", {}),
        ("14/6", "14/6", "14/6", {}),
        ("15/12/2025", "14/6", "20/6", {}),
        ("1/1", "14/12", "5/1/2027", {}),
        ("15/6", "14/6", "20/6", {"start_date": "Từ ngày 15/06/2026 sau ngày chốt số liệu 14/06/2026"}),
        ("1/1", "25/6", "20/6", {"closing_date": "Chốt số liệu ngày 25/06/2026 sau hạn báo cáo 20/06/2026"}),
        ("30/11/2025", "14/6", "20/6", {"start_date": "từ tháng 12 năm 2025 đến hết năm 2026"}),
        ("15/12/2025", "20/12/2025", "5/1", {"closing_date": "phải trong năm 2026"}),
        ("1/1", "14/6", "1/1/2028", {"due_date": "không quá năm 2027"}),
        ("30/6", "25/6", "20/6", {"start_date": "sau ngày chốt", "closing_date": "sau hạn báo cáo"}),
    ],
)
def test_dates_out_of_order_or_of_another_year_are_refused_in_words(start, closing, due, refused):
    dates = {"start_date": day(start), "closing_date": day(closing), "due_date": day(due)}

    found = date_refusals(year=YEAR, **dates)

    assert found.keys() == refused.keys()
    assert all(refused[name] in sentence for name, sentence in found.items())


def asked(actor: str = "Phòng Mẫu", *, period: str = "", due: str = "", dates: tuple[str, ...] = ()) -> Asked:
    return Asked(
        actor=actor,
        addressee="Ủy ban nhân dân",
        said="lời của kế hoạch",
        period=ReportPeriod(period) if period else None,
        due=due,
        dates=tuple(map(day, dates)),
    )


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        (asked(period="monthly", due="trước ngày 25"), {("month", 3): "25/3", ("month", 12): "25/12"}),
        (asked(period="monthly", due="trước ngày 31"), {("month", 2): "28/2", ("month", 4): "30/4"}),
        (asked(period="monthly", due="trước ngày 05"), {("month", 1): "5/2", ("month", 12): "5/1/2027"}),
        (asked(period="monthly", due="ngày 15 tháng sau"), {("month", 1): "15/2"}),
        (asked(period="monthly"), {("month", 1): None, ("month", 12): None}),
        # contradicts itself: a day of one month every month
        (
            asked(period="monthly", due="trước ngày 15 tháng 10", dates=("15/10",)),
            {("month", 10): None, ("nine_months", 1): "–"},
        ),
        (asked(period="monthly", due="trước ngày 99"), {("month", 1): None}),
        (asked(period="quarterly", due="trước ngày 20"), {("quarter", 1): "20/3", ("quarter", 4): "20/12"}),
        (asked(period="quarterly", due="ngày 05 tháng đầu quý sau"), {("quarter", 2): "5/7"}),
        (
            asked(period="half_yearly", due="trước 20/6 và 30/11", dates=("20/6", "30/11")),
            {("six_months", 1): "20/6", ("year", 1): "30/11", ("month", 1): "–"},
        ),
        (asked(period="half_yearly"), {("six_months", 1): None, ("year", 1): None}),
        (asked(period="yearly", dates=("15/12",)), {("year", 1): "15/12", ("six_months", 1): "–"}),
        (
            asked(dates=("25/3", "20/6", "20/9", "30/11")),
            {
                ("quarter", 1): "25/3",
                ("six_months", 1): "20/6",
                ("nine_months", 1): "20/9",
                ("year", 1): "30/11",
            },
        ),
        (asked(dates=("15/1/2027",)), {("year", 1): "15/1/2027"}),
        (asked(dates=("10/2", "10/5", "10/8")), {("six_months", 1): "–", ("year", 1): "–"}),
    ],
)
def test_duty_asks_for_periods_by_its_rhythm_and_by_the_days_it_names(duty, expected):
    days = duty.days(YEAR)

    found = {key: days.get(slot(*key), "–") for key in expected}
    assert found == {key: day(text) if text and text != "–" else text for key, text in expected.items()}


def test_calendar_of_a_year_without_a_plan_is_that_of_the_decree_and_of_habit():
    found = proposals(year=YEAR, asked=[], standing=())

    usual = [(each.slot.kind.value, each.slot.number, each.due_date) for each in found if each.is_usual]
    assert usual == [
        ("month", 1, day("5/2")),
        ("month", 2, day("5/3")),
        ("month", 3, day("5/4")),
        ("month", 4, day("5/5")),
        ("month", 5, day("5/6")),
        ("six_months", 1, day("20/6")),
        ("month", 6, day("5/7")),
        ("month", 7, day("5/8")),
        ("month", 8, day("5/9")),
        ("review_preliminary", 1, day("15/11")),
        ("year", 1, day("30/11")),
        ("review_official", 1, day("20/12")),
    ]
    assert [each.slot for each in found if not each.is_usual and each.slot.kind == PeriodKind.QUARTER] == [
        slot("quarter", number) for number in (1, 2, 3, 4)
    ]


def test_plan_adds_periods_and_moves_days_of_habit_but_none_of_the_decree():
    duties = [
        asked("A", dates=("25/6",)),
        asked("B", dates=("22/6",)),
        asked("C", period="monthly", due="ngày 20"),
    ]

    found = {each.slot: each for each in proposals(year=YEAR, asked=duties, standing=())}

    half, may, october = found[slot("six_months")], found[slot("month", 5)], found[slot("month", 10)]
    assert (half.due_date, half.closing_date) == (day("25/6"), day("14/6"))
    assert half.sources == ("thường lệ", "A: lời của kế hoạch", "B: lời của kế hoạch")
    assert may.due_date == day("5/6")
    assert (october.due_date, october.is_usual, october.sources) == (
        day("20/10"),
        True,
        ("C: lời của kế hoạch",),
    )


def test_only_what_a_year_lacks_is_proposed():
    standing = {slot("six_months"), slot("month", 3)}

    found = {each.slot for each in proposals(year=YEAR, asked=[], standing=standing)}

    assert not found & standing
    assert slot("month", 4) in found


def test_actors_owe_once_by_their_own_day_or_the_periods():
    duties = [
        asked("Phòng A", dates=("18/6",)),
        asked("Phòng B", period="half_yearly"),
        asked("phòng a", period="half_yearly"),
        asked("Phòng C", period="monthly"),
    ]

    half = owed_for(slot("six_months"), YEAR, duties, due_date=day("20/6"))
    out_of_turn = owed_for(slot("ad_hoc"), YEAR, duties, due_date=day("8/9"))

    assert [(each.actor, each.due_date) for each in half] == [
        ("Phòng A", day("18/6")),
        ("Phòng B", day("20/6")),
    ]
    assert [(each.actor, each.due_date) for each in out_of_turn] == [
        (actor, day("8/9")) for actor in ("Phòng A", "Phòng B", "Phòng C")
    ]
    assert owed_for(slot("review_official"), YEAR, duties, due_date=day("20/12")) == []


@pytest.mark.parametrize(
    ("today", "closed", "reported", "state"),
    [
        ("12/6", False, False, PeriodState.UPCOMING),
        ("13/6", False, False, PeriodState.NEAR),  # a week before its day
        ("20/6", False, False, PeriodState.NEAR),
        ("21/6", False, False, PeriodState.OVERDUE),
        ("16/6", True, False, PeriodState.CLOSED),
        ("21/6", True, False, PeriodState.OVERDUE),
        ("21/6", True, True, PeriodState.REPORTED),
        ("1/3", False, True, PeriodState.REPORTED),
    ],
)
def test_state_of_a_period(today, closed, reported, state):
    found = period_state(
        closing_date=day("14/6"),
        due_date=day("20/6"),
        is_closed=closed,
        is_reported=reported,
        today=day(today),
    )

    assert found == state


def test_period_that_closes_long_before_its_report_is_near_once_closed():
    found = period_state(
        closing_date=day("14/11"),
        due_date=day("30/11"),
        is_closed=False,
        is_reported=False,
        today=day("14/11"),
    )

    assert found == PeriodState.NEAR

"""Pure facts of support: the same help twice, what a list in public says, spans of time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from assignments.rules import (
    DISCLOSED_LABELS,
    Help,
    HelpContent,
    Quarter,
    Span,
    disclosed,
    doubles,
    quarter_span,
    tells_too_much,
    year_span,
)
from povertyplan.common.forms import AmountField

DAY = dt.date(2026, 6, 10)


def help_(key: int, *, giver: str, day: dt.date = DAY, content: HelpContent = HelpContent.LIVELIHOOD) -> Help:
    return Help(key=key, content=content, giver=giver, day=day)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (help_(2, giver="b"), {1: 2, 2: 1}),
        (help_(2, giver="b", day=dt.date(2027, 6, 9)), {1: 2, 2: 1}),
        (help_(2, giver="b", day=dt.date(2027, 6, 10)), {}),
        (help_(2, giver="b", day=dt.date(2025, 6, 11)), {1: 2, 2: 1}),
        (help_(2, giver="b", day=dt.date(2025, 6, 10)), {}),
        (help_(2, giver="a"), {}),
        (help_(2, giver="b", content=HelpContent.HOUSING), {}),
    ],
)
def test_double_is_the_same_kind_by_another_within_twelve_months(other: Help, found: dict[int, int]):
    assert doubles([help_(1, giver="a"), other]) == found
    assert doubles([other, help_(1, giver="a")]) == found


def test_help_of_no_kind_doubles_nothing():
    items = [help_(key, giver=giver, content=HelpContent.OTHER) for key, giver in enumerate("ab")]

    assert doubles(items) == {}


def test_each_of_three_givers_is_told_of_another():
    items = [help_(key, giver=giver, day=DAY + dt.timedelta(days=key)) for key, giver in enumerate("abc")]

    assert doubles(items) == {0: 1, 1: 0, 2: 1}


@pytest.mark.parametrize(
    "what",
    [
        "Tiền mổ tim cho con",
        "Hỗ trợ chữa bệnh hiểm nghèo",
        "Thẻ BHYT",
        "Một chiếc XE LĂN",
        "chi phi dieu tri noi tru",
        "Trợ cấp người khuyết tật nặng",
        "Chuyển khoản 0912 345 678",
        "Theo CCCD 001080123456",
        "Mua thuốc",
    ],
)
def test_words_that_tell_of_health_or_hold_a_number_are_not_for_the_public(what: str):
    assert tells_too_much(what)
    assert disclosed(content=HelpContent.OTHER, what=what) == "giúp đỡ khác"


@pytest.mark.parametrize(
    "what",
    ["Một con bò giống", "Sửa mái nhà", "10.000.000 đồng tiền mặt", "Xe đạp", "100 kg gạo", "Tết 2026"],
)
def test_plain_words_stand_in_public_as_they_are(what: str):
    assert disclosed(content=HelpContent.LIVELIHOOD, what=what) == what


def test_kind_of_health_is_never_said():
    said = {disclosed(content=content, what="Tiền thuốc") for content in HelpContent}

    assert disclosed(content=HelpContent.HEALTH, what="Khoản 1") == "giúp đỡ khác"
    assert said <= set(DISCLOSED_LABELS.values())
    assert not any(tells_too_much(label) for label in DISCLOSED_LABELS.values())


def test_quarters_make_up_the_year():
    spans = [quarter_span(2024, quarter) for quarter in Quarter]

    assert spans[0] == Span(first=dt.date(2024, 1, 1), last=dt.date(2024, 3, 31))
    assert [span.last + dt.timedelta(days=1) for span in spans[:3]] == [span.first for span in spans[1:]]
    assert spans[3].last == year_span(2024).last
    assert [span.label for span in (*spans[:2], year_span(2024))] == [
        "quý I năm 2024",
        "quý II năm 2024",
        "năm 2024",
    ]
    part = Span(first=dt.date(2024, 1, 2), last=dt.date(2024, 3, 31))
    assert part.label == "từ ngày 02/01/2024 đến hết ngày 31/03/2024"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("18.000.000", 18_000_000),
        ("18 000 000", 18_000_000),
        ("18000000", 18_000_000),
        ("18.000.000 đồng", 18_000_000),
        ("500.000đ", 500_000),
        ("1 VNĐ", 1),
        ("", None),
        ("  ", None),
    ],
)
def test_amount_is_read_as_it_is_written(typed: str, value: int | None):
    assert AmountField(at_most=10**9, required=False).clean(typed) == value


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "âm"),
        ("-18.000.000 đồng", "âm"),
        ("18,5", "số nguyên"),
        ("18 triệu", "số nguyên"),
        ("1e9", "số nguyên"),
        ("NaN", "số nguyên"),
        ("1.000.000.001", "quá lớn"),
        ("9" * 5000, "quá lớn"),
        ("1\x002", "số nguyên"),
        ("١٢٣", "số nguyên"),
    ],
)
def test_amount_that_is_none_is_refused(typed: str, sentence: str):
    with pytest.raises(ValidationError, match=sentence):
        AmountField(at_most=10**9, required=False).clean(typed)


def test_amount_is_shown_as_it_is_typed():
    field = AmountField(at_most=10**9, required=False)

    assert field.prepare_value(18_000_000) == "18.000.000"
    assert not field.has_changed(18_000_000, "18.000.000")

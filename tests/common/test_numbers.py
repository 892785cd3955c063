"""Numbers as Vietnamese offices write them; what is unclear is refused and never misread."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertyplan.common.numbers import MAX_COUNT, format_number, format_plain, parse_count, parse_decimal


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", None),
        (" \t\u00a0", None),
        ("0", 0),
        ("7", 7),
        ("007", 7),
        (" 12 ", 12),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("9.999.999", MAX_COUNT),
        ("9999999", MAX_COUNT),
        ("0" * 10_000, 0),
        ("0" * 10_000 + "12", 12),
    ],
)
def test_count_is_read(text, count):
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "−1",
        "+1",
        "1.5",
        "1,5",
        "1.23",
        "12.34.567",
        "1.2345",
        ".123",
        "0.123",
        "012.345",
        "1,234",
        "1'234",
        "1_234",
        "１２",
        "١٢",
        "²",
        "1e3",
        "0x10",
        "1 2",
        "1\n234",
        "1\t234",
        "1  234",
        "12 hộ",
        "NaN",
        "∞",
        "=1+1",
        "1\x00",
        "10000000",
        "10.000.000",
        "1" * 10_000,
        "1." * 5_000,
        "x" * 10_000,
    ],
)
def test_count_that_is_unclear_is_refused_in_vietnamese(text):
    with pytest.raises(ValueError, match=r"^(Chỉ nhập số nguyên không âm|Số quá lớn)"):
        parse_count(text)


@given(st.integers(0, MAX_COUNT))
def test_count_reads_what_was_formatted(number):
    assert parse_count(format_number(number)) == number
    assert parse_count(format_plain(number)) == number


@given(st.text())
def test_count_reads_or_refuses_and_never_misreads(text):
    try:
        number = parse_count(text)
    except ValueError as error:
        outcome = str(error)
    else:
        digits = "".join(letter for letter in text if letter.isdigit())
        outcome = "read" if number == (int(digits) if digits else None) else "misread"

    assert outcome.startswith(("read", "Chỉ nhập", "Số quá lớn"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        (" % ", None),
        ("0,79", "0.79"),
        ("0.79", "0.79"),
        ("0.5", "0.5"),
        ("12", "12"),
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("1 234,5", "1234.5"),
        ("0,79%", "0.79"),
        ("0,79 %", "0.79"),
        ("1,2345", "1.2345"),
    ],
)
def test_decimal_is_read(text, number):
    assert parse_decimal(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "text",
    [
        "-0,1",
        "0,",
        ",5",
        "1,2,3",
        "1.23,4",
        "0.785",
        "0.123,4",
        "1 2",
        "0,1 2",
        "１,2",
        "1e3",
        "abc",
        "1" * 10_000,
    ],
)
def test_decimal_that_is_unclear_is_refused_in_vietnamese(text):
    with pytest.raises(ValueError, match=r"^Chỉ nhập số không âm"):
        parse_decimal(text)


def test_decimal_with_too_many_places_is_refused():
    with pytest.raises(ValueError, match="Nhiều nhất 4 chữ số sau dấu phẩy"):
        parse_decimal("0,12345")
    with pytest.raises(ValueError, match="Nhiều nhất 2 chữ số sau dấu phẩy"):
        parse_decimal("0,123", places=2)


def test_decimal_above_the_largest_count_is_refused():
    assert parse_decimal("9999999,9999") == Decimal("9999999.9999")
    with pytest.raises(ValueError, match="Số quá lớn"):
        parse_decimal("10000000")


@given(st.decimals(0, MAX_COUNT, places=4))
def test_decimal_reads_what_was_formatted(number):
    assert parse_decimal(format_plain(number)) == number
    assert parse_decimal(format_number(number, 4)) == number


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, 0, ""),
        (0, 0, "0"),
        (5441, 0, "5.441"),
        (1_234_567, 0, "1.234.567"),
        (Decimal("0.785"), 2, "0,79"),
        (Decimal("0.784999"), 2, "0,78"),
        (Decimal("1234.5"), 2, "1.234,50"),
        (Decimal("2.5"), 0, "3"),
        (2026, 0, "2.026"),
    ],
)
def test_number_is_formatted_half_up(value, decimals, text):
    assert format_number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (100, "100"),
        (Decimal("0.7900"), "0,79"),
        (Decimal("0.0000"), "0"),
        (Decimal("1E+2"), "100"),
    ],
)
def test_plain_number_is_as_typed(value, text):
    assert format_plain(value) == text

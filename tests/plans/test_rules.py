"""Pure rules: comparators, wording, a hamlet's line, tokens in prose."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules import (
    COUNTS,
    INPUTS,
    RATES,
    TABLE_COLUMNS,
    TOKENS,
    BrokenToken,
    Comparator,
    Line,
    Measure,
    TargetIndicator,
    Token,
    is_met,
    prose_parts,
    target_wording,
    typed_counts,
    wording_names,
)


@pytest.mark.parametrize(
    ("comparator", "below", "equal", "above"),
    [
        (Comparator.EXACTLY, False, True, False),
        (Comparator.AT_LEAST, False, True, True),
        (Comparator.ABOVE, False, False, True),
        (Comparator.AT_MOST, True, True, False),
        (Comparator.BELOW, True, False, False),
    ],
)
def test_target_is_met_as_its_comparator_means(comparator, below, equal, above):
    target = Decimal("0.79")

    met = [
        is_met(value, comparator, target) for value in (Decimal("0.78"), Decimal("0.7900"), Decimal("0.80"))
    ]

    assert met == [below, equal, above]


def test_from_seven_up_is_met_by_eight():
    assert is_met(8, Comparator.AT_LEAST, Decimal(7))
    assert is_met(0, Comparator.EXACTLY, Decimal("0.0000"))


@pytest.mark.parametrize(
    ("comparator", "value", "measure", "wording"),
    [
        (Comparator.EXACTLY, "25", Measure.HOUSEHOLD, "25 hộ"),
        (Comparator.AT_LEAST, "7.0000", Measure.HOUSEHOLD, "từ 7 hộ trở lên"),
        (Comparator.ABOVE, "0.79", Measure.PERCENTAGE_POINT, "trên 0,79 điểm %"),
        (Comparator.AT_MOST, "1.5", Measure.PERCENT, "không quá 1,5%"),
        (Comparator.BELOW, "100", Measure.PERCENT, "dưới 100%"),
    ],
)
def test_target_is_worded_as_meant(comparator, value, measure, wording):
    assert target_wording(comparator=comparator, value=Decimal(value), measure=measure) == wording
    assert wording_names(wording, Decimal(value))


@pytest.mark.parametrize(
    ("wording", "value", "named"),
    [
        ("", "7", True),
        ("Giảm hộ nghèo", "7", True),
        ("Giảm từ 7 hộ trở lên", "7.0000", True),
        ("Giảm 8 hộ", "7", False),
        ("Giảm 1.234 hộ", "1234", True),
        ("Giảm 0,79 điểm %", "0.79", True),
        ("Giảm 0,79%", "0.7", False),
        ("Năm 2026 giảm 7 hộ", "7", True),
        ("Năm 2026 giảm hộ nghèo", "7", True),
        ("Giảm 43 hộ, tương đương 0,79%", "0.79", True),
    ],
)
def test_wording_names_its_number(wording, value, named):
    assert wording_names(wording, Decimal(value)) == named


def test_line_computes_rates_half_up_and_the_year_end():
    line = Line(households=240, poor=5, near_poor=3, poor_reduction=2, near_poor_reduction=None)

    assert (line.end_poor, line.end_near_poor) == (3, 3)
    assert {column: line.rate(column, 2) for column in RATES} == {
        "poor_rate": Decimal("2.08"),
        "near_poor_rate": Decimal("1.25"),
        "poor_reduction_rate": Decimal("0.83"),
        "near_poor_reduction_rate": None,
        "end_rate": Decimal("1.25"),
        "end_near_poor_rate": Decimal("1.25"),
    }
    assert line.rate("near_poor_rate", 1) == Decimal("1.3")


@pytest.mark.parametrize("households", [None, 0])
def test_rate_without_households_is_blank(households):
    line = Line(households=households, poor=0, near_poor=0)

    assert {line.rate(column, 2) for column in RATES} == {None}


def test_year_end_is_blank_where_the_start_is_and_not_where_the_target_is():
    assert (Line(poor_reduction=2).end_poor, Line(poor=5).end_poor) == (None, 5)
    assert (Line(near_poor_reduction=2).end_near_poor, Line(near_poor=5).end_near_poor) == (None, 5)
    assert Line(poor=5, poor_reduction=0).end_poor == 5


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (Line(), set()),
        (Line(poor=5, poor_reduction=5), set()),
        (Line(poor=5, poor_reduction=6), {"poor_reduction"}),
        (Line(poor=0, poor_reduction=1), {"poor_reduction"}),
        (Line(poor_reduction=6), set()),
        (Line(households=4, poor=5, no_labour=6, poor_reduction=6), {"poor", "no_labour", "poor_reduction"}),
        (Line(near_poor=1, near_poor_reduction=2), {"near_poor_reduction"}),
        (
            Line(poor=1, poor_reduction=2, near_poor=1, near_poor_reduction=2),
            {"poor_reduction", "near_poor_reduction"},
        ),
    ],
)
def test_target_is_at_most_the_stock(line, fields):
    assert line.violations().keys() == fields


def test_violation_says_how_many_there_are():
    assert Line(poor=5, poor_reduction=6).violations() == {
        "poor_reduction": "Chỉ có 5 hộ nghèo, chỉ tiêu giảm không thể là 6."
    }


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("Không có số.", ["Không có số."]),
        ("{{ho-ngheo}}", [Token(name="ho-ngheo")]),
        ("Có {{ so-ho }} hộ.", ["Có ", Token(name="so-ho"), " hộ."]),
        ("{{ho-ngheo@khu-pho-9}}", [Token(name="ho-ngheo", place="khu-pho-9")]),
        ("{{giam-ho-ngheo=43}}", [Token(name="giam-ho-ngheo", declared="43")]),
        ("{{so-ho=5.441}}{{so-ho}}", [Token(name="so-ho", declared="5.441"), Token(name="so-ho")]),
        ("{{a@b=0,79}}", [Token(name="a", place="b", declared="0,79")]),
        ("{{Hộ nghèo}}", [BrokenToken(text="{{Hộ nghèo}}")]),
        ("{{}}", [BrokenToken(text="{{}}")]),
        ("{{a@}} {{a=}}", [BrokenToken(text="{{a@}}"), " ", BrokenToken(text="{{a=}}")]),
        ("{{a=-1}}", [BrokenToken(text="{{a=-1}}")]),
        ("{{a=1,}}", [BrokenToken(text="{{a=1,}}")]),
        ("{so-ho} {{so-ho", ["{so-ho} {{so-ho"]),
        ("{{{so-ho}}}", ["{", Token(name="so-ho"), "}"]),
    ],
)
def test_prose_is_cut_into_words_and_tokens(text, parts):
    assert list(prose_parts(text)) == parts


@given(st.text(alphabet="{}@=,.-ab1 \n"))
def test_prose_loses_nothing_but_spaces_within_braces(text):
    written = "".join(part.text if isinstance(part, BrokenToken) else str(part) for part in prose_parts(text))

    assert "".join(written.split()) == "".join(text.split())


@given(
    st.sampled_from(sorted(TOKENS)),
    st.sampled_from(["", "ba-giang", "khu-pho-9"]),
    st.sampled_from(["", "7", "0,79"]),
)
def test_token_is_read_as_it_is_written(name, place, declared):
    token = Token(name=name, place=place, declared=declared)

    assert list(prose_parts(str(token))) == [token]


def test_columns_and_tokens_speak_of_what_a_line_has():
    line = Line(households=1)

    for columns in TABLE_COLUMNS.values():
        assert set(columns) <= {*COUNTS, *RATES}
    assert {spec.column for spec in TOKENS.values()} <= {*COUNTS, *RATES}
    assert set(RATES.values()) <= set(COUNTS)
    assert [line.count(column) for column in INPUTS] == [1, None, None, None, None, None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("còn 29 hộ nghèo", [("29", TargetIndicator.POOR)]),
        ("1.234 hộ cận nghèo", [("1.234", TargetIndicator.NEAR_POOR)]),
        ("7 hộ nghèo, 8 hộ nghèo", [("7", TargetIndicator.POOR), ("8", TargetIndicator.POOR)]),
        ("{{ho-ngheo}} hộ nghèo", []),
        ("{{giam-ho-ngheo=7}} hộ nghèo", []),
        ("12 hộ dân", []),
        ("năm 2026, hộ nghèo", []),
    ],
)
def test_typed_counts_are_found_in_prose(text: str, found: list[tuple[str, TargetIndicator]]) -> None:
    assert list(typed_counts(text)) == found

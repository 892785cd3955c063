"""Vietnamese numbers and half-up rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest

from povertyplan.documents.blocks import Figure
from povertyplan.documents.figures import figure_text, inline_text, rate


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (5441, {}, "5.441"),
        (1234567, {}, "1.234.567"),
        (Decimal("0.79"), {"decimals": 2}, "0,79"),
        (Decimal("1.005"), {"decimals": 2}, "1,01"),
        (Decimal("1234.5"), {"decimals": 1}, "1.234,5"),
        (Decimal("-0.001"), {"decimals": 2}, "0,00"),
        (8, {"pad": 2}, "08"),
        (12, {"pad": 2}, "12"),
        (0, {}, "0"),
        (None, {}, ""),
        (None, {"blank": "-"}, "-"),
        (None, {"pad": 2}, ""),
        (-3, {}, "-3"),
    ],
)
def test_figure_text(value, options, text):
    assert figure_text(Figure(key="x", value=value, **options)) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "expected"),
    [
        (41, 6833, 1, "0.6"),
        (1, 8, 2, "12.50"),
        (1, 800, 2, "0.13"),  # 0,125 goes up
        (1, 0, 2, None),
        (None, 5, 2, None),
        (5, None, 2, None),
        (0, 5, 2, "0.00"),
    ],
)
def test_rate_is_half_up_or_nothing(numerator, denominator, decimals, expected):
    assert rate(numerator, denominator, decimals) == (None if expected is None else Decimal(expected))


def test_inline_text_reads_figures_in_place():
    inline = ("giảm ", Figure(key="cut", value=5, pad=2), " hộ")

    assert inline_text(inline) == "giảm 05 hộ"

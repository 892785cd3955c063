"""Checks of prose: years."""

from __future__ import annotations

from dataclasses import replace

import pytest

from povertyplan.documents.blocks import (
    Paragraph,
)
from povertyplan.documents.checks import Code, check
from tests.documents.checks_prose.prose import codes, document


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Đến cuối năm 2025 không còn hộ nghèo người có công.", True),
        ("Đến cuối năm 2028 không còn hộ nghèo người có công.", True),
        ("Giảm 7 hộ nghèo so với đầu năm 2025.", False),
        ("Giảm từ 2,51% cuối năm 2025 xuống 1,62%.", False),
    ],
)
def test_another_year_in_a_target_is_an_aim_unless_compared_with(text, fires):
    target = Paragraph(inline=(text,), place="target:1")
    found = check(replace(document(), blocks=(target,)))

    assert [each.code for each in found] == [Code.YEAR_IN_TEXT] * fires


@pytest.mark.parametrize("year", ["2025", "2026"])
def test_an_expectation_for_last_year_is_carried_over(year):
    found = codes(document(f"Dự kiến cuối năm {year} còn ít hộ nghèo."), Code.YEAR_IN_TEXT)

    assert len(found) == (year == "2025")

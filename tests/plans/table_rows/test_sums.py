"""Totals that are and that are not the sum."""

from __future__ import annotations

import pytest

from tests.plans.officer_sheets import number, paper
from tests.plans.table_rows.reading import HEAD, read, refused


@pytest.mark.parametrize("total", ["|Tổng|312|9", "||312|9", "|Tổng|=|9"])
def test_total_that_is_not_the_sum_is_said_with_both_numbers(total):
    sheet = paper(HEAD, "1|Ba Giăng|199|3", "2|Lê Lợi|113|4", total)
    if "=" in total:
        sheet.cells[4, 3] = number(312, "=SUM(C2:C3)")

    content = read(sheet)

    assert content.notes == ("Ô D4 (dòng tổng, số hộ nghèo) ghi 9, cộng các dòng được 7.",)
    assert content.errors == ()


def test_totals_of_parts_and_of_all_are_both_sums():
    lines = (
        "1|Ba Giăng|10|1",
        "2|Lê Lợi|20|2",
        "|Cộng|30|3",
        "3|Ninh Giang|5|1",
        "|Cộng|5|1",
        "|Tổng cộng|35|4",
    )

    assert read(paper(HEAD, *lines)).notes == ()


def test_total_says_nothing_of_a_column_with_a_refused_cell():
    content = read(paper(HEAD, "1|Ba Giăng|199|ba", "2|Lê Lợi|113|4", "|Tổng|312|7"))

    assert (refused(content), content.notes) == ({"D2": "ba"}, ())

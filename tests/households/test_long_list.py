"""A list of a round that is long goes hamlet by hamlet on paper."""

from __future__ import annotations

from households.compose.round_lists import by_hamlet
from households.queries import Reviewed, ReviewedLine
from households.queries.reviewed import Page


def line(number, hamlet):
    return ReviewedLine(
        number=number,
        household_id=number,
        found_id=None,
        head_name=f"Nông Văn {number}",
        code="",
        hamlet=hamlet,
        people=1,
        before="",
        after="",
        movement="",
        income_score=None,
        deprivation_score=None,
    )


def test_a_long_list_goes_by_hamlet_and_is_numbered_anew():
    hamlets = ["Xóm 10", "Xóm Đồi", "Xóm 2", "Xóm Dốc", "Xóm 2", "Xóm 10"]
    found = Reviewed(
        lines=[line(number, hamlet) for number, hamlet in enumerate(hamlets, start=1)],
        page=Page(number=1, households=6),
        sums={},
    )

    lines = by_hamlet(found).lines

    assert [each.hamlet for each in lines] == ["Xóm 2", "Xóm 2", "Xóm 10", "Xóm 10", "Xóm Dốc", "Xóm Đồi"]
    assert [each.number for each in lines] == [1, 2, 3, 4, 5, 6]
    assert [each.household_id for each in lines] == [3, 5, 1, 6, 4, 2]

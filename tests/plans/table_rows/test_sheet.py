"""Hidden rows, repeated heads, the order of errors, tables without a head."""

from __future__ import annotations

import pytest

from plans.resources import HamletName, SheetMapping, read_rows
from povertyplan.documents.xlsx import Workbook
from tests.plans.officer_sheets import paper
from tests.plans.table_rows.reading import HAMLETS, HEAD, figures, read, refused


def test_hidden_rows_count_and_hidden_columns_are_named():
    sheet = paper(f"{HEAD}|Hộ cận nghèo|Ghi chú", "1|Ba Giăng|199|3|1|a", "2|Lê Lợi|113|4|2|b")
    sheet.hidden_rows, sheet.hidden_columns = {3}, {5, 6}

    content = read(sheet)

    assert figures(content)["Lê Lợi"] == {"households": 113, "poor": 4, "near_poor": 2}
    assert content.notes == (
        "Dòng đang ẩn nhưng có số liệu và vẫn được đọc: 3.",
        "Cột E đang ẩn nhưng vẫn được đọc.",
        "Cột F đang ẩn và không được đọc.",
    )


def test_many_places_are_not_all_listed():
    hamlets = [HamletName(pk=pk, name=f"Xóm {pk}", label="xóm") for pk in range(1, 31)]

    content = read(paper(HEAD, *(f"{pk}|Xóm {pk}|9|-" for pk in range(1, 31))), hamlets=hamlets)

    assert content.notes[0].endswith("D12, D13 và 18 chỗ nữa.")


def test_repeated_head_that_says_something_else_is_refused():
    content = read(
        paper(HEAD, "1|Ba Giăng|199|3", "STT|Tên xóm|Số hộ nghèo|Tổng số hộ", "2|Lê Lợi|4|113"),
        columns={"name": 2, "households": 3, "poor": 4},
    )

    assert refused(content) == {"C3": "Số hộ nghèo", "D3": "Tổng số hộ"}


def test_errors_stand_in_the_order_of_the_cells():
    content = read(paper(HEAD, "1|Ba Giăng|a|b", "2||5|3", "3|Lê Lợi|113|c"))

    assert list(refused(content)) == ["C2", "D2", "B3", "D4"]


def test_table_without_a_head_is_read_by_the_officers_columns():
    sheet = paper("1|Ba Giăng|199|3", "2|Lê Lợi|113|4", "|Cộng|312|7")

    content = read(sheet, columns={"name": 2, "households": 3, "poor": 4})

    assert figures(content) == {
        "Ba Giăng": {"households": 199, "poor": 3},
        "Lê Lợi": {"households": 113, "poor": 4},
    }


@pytest.mark.parametrize(
    "changes", [{"sheet": "Không có"}, {"columns": {"households": 3}}, {"columns": {"name": 2, "poor": 40}}]
)
def test_mapping_of_another_workbook_is_refused(changes):
    with pytest.raises(ValueError, match="sheet"):
        read(paper(HEAD, "1|Ba Giăng|199|3"), **changes)


@pytest.mark.parametrize("heads", [(0, 0), (1, 1), (2, 9), (9, 99)])
def test_any_head_rows_can_be_tried(heads):
    mapping = SheetMapping(
        sheet="S", first_head=heads[0], last_head=heads[1], columns={"name": 2, "poor": 4}, names={}
    )
    book = Workbook(sheets=(paper(HEAD, "1|Ba Giăng|199|3").sheet("S"),))

    assert len(read_rows(book, mapping, hamlets=HAMLETS).rows) == (heads[1] < 2)

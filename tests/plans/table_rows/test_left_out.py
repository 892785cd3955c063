"""Rows that are no hamlet's are left out with a reason."""

from __future__ import annotations

import pytest

from plans.resources import HamletName, LeftOut
from tests.plans.officer_sheets import paper
from tests.plans.table_rows.reading import HEAD, figures, read


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        *(
            (f"|{name}|312|7", "Dòng tổng.")
            for name in (
                *(
                    "Tổng",
                    "Cộng",
                    "Tổng cộng",
                    "TỔNG SỐ (4 xóm)",
                    "Tổng số 4 xóm",
                    "Toàn xã",
                    "Tổng cộng toàn xã",
                ),
                *("Cộng:", "TỔNG", "Tổng số hộ", "Tổng (I+II)", "Cộng toàn xã"),
            )
        ),
        ("Tổng cộng||312|7", "Dòng tổng."),
        ("Tổng|4 xóm|312|7", "Dòng tổng."),
        ("||312|7", "Dòng tổng (không ghi tên)."),
        *(
            (row, "Dòng nhóm (cụm, khu vực), không phải một thôn, tổ dân phố.")
            for row in (
                *(
                    "|Cụm 1|312|7",
                    "|Cụm dân cư số 2|312|7",
                    "I|Khu vực thành thị|312|7",
                    "|I. Khu vực nông thôn||",
                ),
                *("II|Các xóm vùng cao|312|7", "A|Phía Đông|312|7", "|Cộng cụm 1|312|7", "|Cụm 1||"),
            )
        ),
        ("|Người lập biểu||", "“Người lập biểu” không có số nào."),
        ("|Ghi chú: đã rà soát||", "“Ghi chú: đã rà soát” không có số nào."),
        ("||TM. ỦY BAN NHÂN DÂN|", "Dòng chữ, không có số hộ."),
        ("|NGƯỜI LẬP|CHỦ TỊCH|", "Dòng chữ, không có số hộ."),
        ("3|Ninh Giang||", "“Ninh Giang” không có số nào."),
        ("Ghi chú||||", "Dòng không có tên và số hộ."),
        ("", "Dòng trống."),
        (HEAD, "Hàng tiêu đề lặp lại."),
    ],
)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_row_of_no_hamlet_is_left_out_with_its_reason(row, reason, place):
    lines = [HEAD, "1|Ba Giăng|199|3", "2|Lê Lợi|113|4"]
    lines.insert(place, row)
    sheet = paper(*lines, "||||.")

    content = read(sheet, first_head=1, last_head=1, columns={"name": 2, "households": 3, "poor": 4})

    assert content.left_out[0] == LeftOut(row=place + 1, reason=reason)
    assert (content.errors, content.unknown, content.notes) == ((), (), ())
    assert figures(content) == {
        "Ba Giăng": {"households": 199, "poor": 3},
        "Lê Lợi": {"households": 113, "poor": 4},
    }


def test_names_that_sound_like_a_total_are_hamlets_where_they_are_listed():
    names = ("Cộng Hòa", "Tổng Chúp", "Cụm 1", "Toàn Thắng", "Cộng")
    hamlets = [HamletName(pk=pk, name=name, label="thôn") for pk, name in enumerate(names)]

    content = read(paper(HEAD, *(f"|{name}|9|1" for name in names)), hamlets=hamlets)

    assert [row.name for row in content.rows] == list(names)


def test_numbered_row_is_a_hamlet_even_if_called_a_group():
    content = read(paper(HEAD, "1|Cụm 1|199|3"))

    assert [each.written for each in content.unknown] == ["Cụm 1"]


def test_rows_above_the_head_are_left_out():
    content = read(paper("BIỂU 01", "", HEAD, "1|Ba Giăng|199|3"))

    assert content.left_out == (LeftOut(row=1, reason="Dòng phía trên bảng."),)

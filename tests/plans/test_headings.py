"""What headings say: spellings, abbreviations, years and moments, and what is no figure of ours."""

from __future__ import annotations

import unicodedata

import pytest

from plans.resources.headings import Role, contradicts, meaning, role

YEAR = 2026
UNDERSTOOD = {
    "households": """
        Tổng số hộ / Tổng hộ / TSH / Số hộ / Số hộ dân / Số hộ dân cư / Tổng số hộ dân / Tổng số hộ gia đình
        TỔNG SỐ HỘ / tong so ho / Tổng  số   hộ / TS hộ / Tổng số hộ toàn xã / Hộ dân / Tổng số hộ (hộ)
        Tổng số hộ đầu năm 2026 / Tổng số hộ (31/12/2025) / Tổng số hộ dân trên địa bàn / SH
        Tổng cộng số hộ / Số hộ > Tổng số / Thời điểm 31/12/2025 > Tổng số hộ / Số hộ > Tổng cộng
        Đầu năm > TSH (1)
        """,
    "poor": """
        Số hộ nghèo / Hộ nghèo / HN / Số HN / hộ ngheo / ho ngheo / HỘ NGHÈO / Tổng số hộ nghèo / Nghèo
        H.Nghèo / Hộ nghèo đa chiều / Số hộ nghèo (hộ) / Tổng HN / Số lượng hộ nghèo / Hộ nghèo hiện có
        Hộ nghèo hiện nay / HN đầu năm / HN đầu kỳ / Hộ nghèo đầu năm 2026 / Hộ nghèo cuối năm 2025
        Số hộ nghèo 31/12/2025 / Số hộ nghèo tính đến 31/12/2025 / Hộ nghèo tại thời điểm 01/01/2026
        Số hộ nghèo năm 2025 / HN 2025 / Hộ nghèo cuối năm trước / Số hộ nghèo tháng 12/2025
        Hộ nghèo ngày 31 tháng 12 năm 2025 / HN (14/12/2025)
        Hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2022-2025 / Kết quả rà soát cuối năm 2025 > Hộ nghèo
        Số hộ > Nghèo / Hộ nghèo > Số hộ / Hộ nghèo > Tổng số / Thời điểm 31/12/2025 > Số hộ nghèo
        Năm 2025 > HN / Hộ nghèo, hộ cận nghèo > Hộ nghèo
        Kế hoạch giảm nghèo năm 2026 > Số hộ nghèo đầu năm / Trong đó > Hộ nghèo
        """,
    "near_poor": """
        Số hộ cận nghèo / Hộ cận nghèo / HCN / Số hộ CN / CN / Cận nghèo / Tổng hộ CN / Hộ can ngheo
        HỘ CẬN NGHÈO / Hộ cận nghèo đầu năm / HCN đầu năm 2026 / Số hộ cận nghèo (31/12/2025) / H. cận nghèo
        Hộ C.Nghèo / SL HCN / Số hộ > Cận nghèo / Hộ cận nghèo > Số lượng / Đầu năm 2026 > Hộ CN
        """,
    "no_labour": """
        Hộ nghèo không có khả năng lao động / KCKNLĐ / HN không có KNLĐ / Không KNLĐ / Hộ KCKNLĐ
        HN ko có KNLĐ / Hộ nghèo không còn khả năng lao động / Số hộ nghèo mất sức lao động
        Trong đó: hộ không có khả năng lao động / Hộ nghèo > Không có KNLĐ / Hộ nghèo không có lao động
        Hộ nghèo không có thành viên có khả năng lao động
        """,
    "poor_reduction": """
        Số hộ nghèo giảm / Giảm HN / Chỉ tiêu giảm HN / Thoát nghèo / Số hộ thoát nghèo / HN thoát nghèo
        Hộ nghèo giảm / Chỉ tiêu giảm hộ nghèo năm 2026 / CT giảm hộ nghèo / Kế hoạch giảm HN
        Chỉ tiêu xã giao giảm hộ nghèo / Dự kiến số hộ thoát nghèo năm 2026 / Đăng ký thoát nghèo
        Phấn đấu giảm hộ nghèo trong năm 2026 / Giảm nghèo
        Chỉ tiêu giao giảm nghèo năm 2026 > Số hộ nghèo giảm / Chỉ tiêu giảm năm 2026 > Số hộ nghèo
        Giảm > HN / Chỉ tiêu giảm nghèo năm 2026 > Số hộ / Hộ nghèo > Giảm trong năm / Số hộ giảm > Nghèo
        Hộ nghèo > Chỉ tiêu giảm / KH giảm đến cuối năm 2026 > Hộ nghèo / chi tieu giam ho ngheo
        Hộ nghèo > Thoát
        """,
    "near_poor_reduction": """
        Số hộ cận nghèo giảm / Giảm HCN / Chỉ tiêu giảm hộ CN / Thoát cận nghèo / Giảm cận nghèo
        Giảm hộ cận nghèo / Chỉ tiêu giao giảm nghèo năm 2026 > Số hộ cận nghèo giảm
        Chỉ tiêu giảm năm 2026 > HCN / Hộ CN > Giảm / Chỉ tiêu giảm nghèo > Hộ cận nghèo
        Số hộ thoát cận nghèo năm 2026
        """,
    "": """
        Tỷ lệ % / Tỷ lệ (%) / % / Tỉ lệ / TL% / Tỷ lệ hộ nghèo / Tỷ lệ hộ nghèo đầu năm (%)
        Hộ nghèo > Tỷ lệ / Chỉ tiêu giao giảm nghèo năm 2026 > Tỷ lệ giảm % / Tỷ lệ % > Hộ nghèo
        Mức giảm (điểm %) / Hộ nghèo > % / Số hộ nghèo cuối năm / Hộ nghèo cuối năm 2026
        Dự kiến HN cuối năm 2026 / Hộ nghèo 31/12/2026 / HN năm 2024 / Số hộ nghèo còn lại
        Dự kiến hộ nghèo / Hộ nghèo đầu năm 2025 / HN 30/6/2025 / Hộ nghèo 6 tháng đầu năm 2026
        31/12/2024 > Số hộ nghèo / Kết quả giảm hộ nghèo năm 2025 / Hộ nghèo đã giảm
        Chỉ tiêu giảm năm 2025 > HN / Chỉ tiêu giảm giai đoạn 2026-2030 > HN
        Chỉ tiêu giảm nghèo 2026 > Tổng số hộ / Hộ mới thoát nghèo / Tái nghèo / Hộ nghèo dân tộc thiểu số
        Hộ DTTS > Hộ nghèo / Hộ nghèo phát sinh / Số nhân khẩu / Nhân khẩu nghèo / Ghi chú
        Hộ nghèo có công / Hộ nghèo > Nam / Hộ nghèo tôn giáo / Hộ nghèo có khả năng lao động
        Số hộ nghèo, cận nghèo / Hộ cận nghèo không có khả năng lao động / Tổng số / Số dân / Họ và tên
        Tổng số hộ nghèo và cận nghèo / STT
        """,
}


def spellings() -> list[tuple[str, str]]:
    return [
        (heading.strip(), key)
        for key, text in UNDERSTOOD.items()
        for line in text.strip().splitlines()
        for heading in line.split(" / ")
    ]


def test_there_are_more_than_a_hundred_spellings():
    assert len({heading for heading, key in spellings() if key}) > 100


@pytest.mark.parametrize(("heading", "key"), spellings())
def test_heading_means_the_figure_it_names_and_no_other(heading, key):
    found = meaning(heading.split(" > "), YEAR)

    assert (found.key, found.unclear) == (key, "")


@pytest.mark.parametrize(("heading", "key"), spellings())
def test_heading_reads_the_same_decomposed(heading, key):
    found = meaning([unicodedata.normalize("NFD", level) for level in heading.split(" > ")], YEAR)

    assert (found.key, found.unclear) == (key, "")


@pytest.mark.parametrize(
    ("heading", "key", "why"),
    [
        ("Năm 2026 > Số hộ nghèo", "poor", "đầu năm hay cuối năm"),
        ("Hộ cận nghèo 2026", "near_poor", "đầu năm hay cuối năm"),
        ("Hộ nghèo 31/12", "poor", "đầu năm hay cuối năm"),
        ("Chỉ tiêu năm 2026 > Số hộ nghèo", "poor", "giảm hay số hộ còn lại"),
        ("Kế hoạch > Hộ cận nghèo", "near_poor", "giảm hay số hộ còn lại"),
        ("Hộ nghèo > KNLĐ", "no_labour", "có hay không có khả năng lao động"),
    ],
)
def test_heading_with_two_readings_is_left_open(heading, key, why):
    found = meaning(heading.split(" > "), YEAR)

    assert found.key == key
    assert why in found.unclear


@pytest.mark.parametrize(
    ("heading", "marked"),
    [
        ("Số hộ nghèo", False),
        ("Số hộ nghèo đầu năm", True),
        ("Năm 2025 > Số hộ nghèo", True),
        ("Thoát nghèo", False),
        ("Chỉ tiêu thoát nghèo", True),
        ("Số hộ nghèo giảm năm 2026", True),
    ],
)
def test_heading_that_names_its_year_is_marked(heading, marked):
    assert meaning(heading.split(" > "), YEAR).marked is marked


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        *((heading, Role.ORDER) for heading in ("STT", "TT", "Số TT", "Số thứ tự", "Thứ tự")),
        *(
            (heading, Role.NAME)
            for heading in (
                *(
                    "Tên xóm",
                    "Xóm",
                    "XÓM",
                    "Thôn",
                    "Thôn/Xóm",
                    "Tên thôn, bản",
                    "Tên thôn, tổ dân phố",
                    "Khu phố",
                ),
                *(
                    "Tổ dân phố",
                    "TDP",
                    "Đơn vị",
                    "Địa bàn",
                    "Tên đơn vị",
                    "Tên",
                    "Khu dân cư",
                    "Danh sách xóm",
                ),
                *("Thôn hoặc khu phố", "ten xom", "Tên các xóm", "Ấp", "Buôn"),
            )
        ),
        *((heading, Role.UNIT) for heading in ("Xã", "Xã/Phường", "Tên xã", "Phường")),
        *(
            (heading, None)
            for heading in ("Đơn vị tính", "Họ và tên", "Số xóm", "Tổng số hộ", "Địa chỉ", "Dân tộc", "")
        ),
    ],
)
def test_left_side_of_a_table_is_told_by_its_headings(heading, found):
    assert role(heading) is found


@pytest.mark.parametrize(
    ("levels", "says_two"),
    [
        ((("Tổng số hộ", 1), ("Số hộ nghèo", 1)), True),
        ((("Số hộ nghèo", 1), ("Tổng số hộ", 1)), True),
        ((("Hộ nghèo", 2), ("Hộ cận nghèo", 1)), True),
        ((("Chỉ tiêu giảm hộ nghèo", 2), ("Hộ cận nghèo", 1)), True),
        ((("Tổng số hộ", 3), ("Số hộ nghèo", 1)), False),
        ((("Hộ nghèo, hộ cận nghèo", 2), ("Hộ cận nghèo", 1)), False),
        ((("Chỉ tiêu giảm nghèo", 2), ("Hộ cận nghèo", 1)), False),
        ((("Số hộ", 1), ("cận nghèo", 1)), False),
        ((("Hộ nghèo", 2), ("Tổng số", 1)), False),
    ],
)
def test_levels_that_say_two_things_contradict(levels, says_two):
    assert contradicts(levels) is says_two

"""Checks of prose: deadlines."""

from __future__ import annotations

import pytest

from povertyplan.documents.checks import Code, Level, check
from tests.documents.checks_prose.prose import codes, document


@pytest.mark.parametrize(
    ("text", "printed", "says"),
    [
        ("Rà soát xong trước ngày 31 tháng 6 năm 2026", "ngày 31 tháng 6 năm 2026", "không có ngày 31/6"),
        ("Gửi danh sách trước 30/02", "trước 30/02", "không có ngày 30/2"),
        ("Chốt số liệu ngày 29/02/2026", "ngày 29/02/2026", "không có ngày 29/2/2026"),
        ("Nộp trước ngày 15/13", "ngày 15/13", "không có ngày 15/13"),
        (
            "Hằng tháng, trước ngày 15 tháng 10 tổng hợp gửi xã",
            "Hằng tháng, trước ngày 15 tháng 10",
            "hằng tháng",
        ),
        ("Hàng quý (trước ngày 10/7) báo cáo tiến độ", "Hàng quý (trước ngày 10/7", "hàng quý"),
        (
            "Báo cáo kết quả hằng tháng về xã trước ngày 20/11",
            "hằng tháng về xã trước ngày 20/11",
            "hằng tháng",
        ),
        ("Trước ngày 25 tháng 9 hằng tháng gửi báo cáo", "Trước ngày 25 tháng 9 hằng tháng", "hằng tháng"),
        ("Bắt đầu từ tháng 9 đến hết tháng 5 năm 2026", "từ tháng 9 đến hết tháng 5 năm 2026", "bắt đầu sau"),
        ("Làm từ ngày 20/9/2026 đến ngày 15/6/2026", "từ ngày 20/9/2026 đến ngày 15/6/2026", "bắt đầu sau"),
        ("Rà soát từ ngày 25 đến ngày 10 tháng 11", "từ ngày 25 đến ngày 10 tháng 11", "bắt đầu sau"),
        ("Thời gian thực hiện: từ tháng 10 đến tháng 6", "từ tháng 10 đến tháng 6", "bắt đầu sau"),
        ("Làm từ quý IV đến quý II năm 2026", "từ quý IV đến quý II năm 2026", "bắt đầu sau"),
        ("Áp dụng từ năm 2030 đến năm 2026", "từ năm 2030 đến năm 2026", "năm bắt đầu sau"),
        ("Trong quý II sửa xong nhà ở, chậm nhất 30/9", "quý II sửa xong nhà ở, chậm nhất 30/9", "quý II"),
        ("Khảo sát trong quý III, trước ngày 30 tháng 6", "quý III, trước ngày 30 tháng 6", "quý III"),
        ("Gửi báo cáo quý III trước ngày 30/6", "quý III trước ngày 30/6", "quý III"),
        ("Báo cáo sáu tháng (trước 20/01/2027)", "sáu tháng (trước 20/01/2027", "hết năm"),
        ("Báo cáo tổng kết cuối năm (trước 30/6)", "cuối năm (trước 30/6", "cuối năm"),
        ("Gửi báo cáo trước ngày 30/11/2025", "trước ngày 30/11/2025", "năm 2025"),
        ("Hoàn thành giải ngân trước ngày 31/12/2028", "Hoàn thành giải ngân", "năm 2028"),
        ("Lập danh sách xong trước ngày 15/3", "xong trước ngày 15/3", "trước tháng 5"),
        ("Tổ chức họp dân trong tháng 2", "trong tháng 2", "trước tháng 5"),
        ("Trong quý I, cùng các xóm xem lại từng hộ", "Trong quý I", "trước tháng 5"),
    ],
)
def test_deadline_that_cannot_be(text, printed, says):
    (found,) = [each for each in check(document(text)) if each.code == Code.DEADLINE_CONTRADICTION]

    assert (found.level, found.place) == (Level.WARNING, "paragraph:1")
    assert found.printed == printed if printed != "Hoàn thành giải ngân" else "31/12/2028" in found.printed
    assert says in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Gửi báo cáo trước ngày 20 tháng 6 năm 2026",
        "Báo cáo sáu tháng (trước 20/6), báo cáo cuối năm (trước 30/11)",
        "Quyết định số 358/QĐ-UBND ngày 13/02/2026 của Ủy ban nhân dân tỉnh",
        "Thực hiện Quyết định số 02/QĐ-UBND ngày 04/01/2024, triển khai đến các thôn",
        "Theo số liệu đến ngày 31/12/2025 toàn xã còn 12 hộ nghèo",
        "theo kết quả rà soát trước ngày 31/12/2025",
        "phản ánh khó khăn vào ngày 25 hằng tháng",
        "Hằng tháng, trước ngày 25, các xóm gửi báo cáo",
        "Hằng quý, trước ngày 25 của tháng cuối quý, gửi báo cáo",
        "Hằng năm, trước ngày 15 tháng 3 tổ chức rà soát",
        "Người hưởng trợ cấp hằng tháng trước ngày 15/10 được chi trả đủ",
        "từ tháng 9 năm 2025 đến tháng 5 năm 2026",
        "năm học từ tháng 9 đến tháng 5 năm 2026",
        "Bắt đầu từ tháng 5 đến hết tháng 9 năm 2026",
        "Vụ đông từ tháng 9 đến tháng 2",
        "Chương trình kéo dài từ tháng 9 đến tháng 3 năm 2027",
        "Báo cáo quý II trước ngày 05/7",
        "Trong quý II, chậm nhất 30/6, hoàn thành khảo sát",
        "Báo cáo năm trước ngày 15/01/2027",
        "Quyết toán kinh phí, gửi trước ngày 31/01",
        "Triển khai Nghị quyết số 24/NQ-HĐND ban hành trước ngày 01/7/2025",
        "Tháng 6 sơ kết, tháng 12 tổng kết",
        "Đã bàn giao 12 căn nhà trước ngày 31/12/2025",
        "giai đoạn I: Từ năm 2026 đến năm 2030",
        "đạt 15/19 tiêu chí, có 8/10 hộ, đến 28/30 xóm hoàn thành",
        "nhà xây trước năm 2020 được sửa chữa",
        "Từ ngày 15/12/2025 đến ngày 14/12/2026",
        "trước khi kết thúc quý II gửi danh sách",
        "Vốn năm 2026 kéo dài sang năm 2027, giải ngân trước ngày 31/12/2027",
        "báo cáo Chủ tịch trong quý đầu thực hiện Kế hoạch",
    ],
)
def test_deadline_that_can_be(text):
    assert codes(document(text), Code.DEADLINE_CONTRADICTION) == []


def test_what_is_before_the_month_of_issue_is_told_only_when_that_is_known():
    found = [document("Trong quý I, xem lại từng hộ.", month=month) for month in (None, 2, 3, 4)]

    assert [len(codes(each, Code.DEADLINE_CONTRADICTION)) for each in found] == [0, 0, 0, 1]


def test_each_clause_has_its_own_contradiction():
    found = document("Gửi trước ngày 31/9; nộp trước ngày 31/11. Báo cáo trước ngày 30/11.")

    assert len(codes(found, Code.DEADLINE_CONTRADICTION)) == 2

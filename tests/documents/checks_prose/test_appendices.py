"""Checks of prose: appendices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from povertyplan.documents.checks import Code, Level, check
from tests.documents.checks_prose.prose import NAMES, codes, document


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("(Chi tiết tại phụ lục 02 kèm theo)", "Phụ lục 02"),
        ("(Chi tiết tại Phụ lục II kèm theo)", "Phụ lục II"),
        ("Danh sách hộ nêu ở Phụ lục III.", "Phụ lục III"),
        ("Phân công theo Phụ lục số 2 của Kế hoạch này.", "Phụ lục 2"),
        ("Thực hiện theo Phụ lục I và II.", "Phụ lục II"),
        ("Xem các Phụ lục 01, 03 kèm theo.", "Phụ lục 03"),
        ("Chỉ tiêu từng năm ghi ở phụ lục: IV", "Phụ lục IV"),
    ],
)
def test_numbered_appendix_that_is_not_there(text, printed):
    found = codes(document("Xem Phụ lục I.", text, appendices=1), Code.APPENDIX_MISSING)

    assert found == [("appendix_missing", "paragraph:2", printed)]


@pytest.mark.parametrize(
    "text",
    [
        "(Lộ trình từng năm có Phụ lục kèm theo)",
        "Chỉ tiêu giao cho các xóm theo Phụ lục đính kèm.",
        "Phân công giúp đỡ tại Phụ lục kèm theo Kế hoạch này.",
        "(Có danh sách hộ dự kiến thoát nghèo kèm theo)",
        "(Có biểu giao chỉ tiêu của từng thôn kèm theo)",
        "Chỉ tiêu của từng thôn theo biểu chi tiết kèm theo.",
        "Việc phân công thực hiện như bảng phân công đính kèm;",
        "(Kèm theo danh sách hộ được giúp đỡ)",
        "Mức giảm từng năm theo lộ trình kèm theo Kế hoạch này.",
    ],
)
def test_appendix_announced_without_a_number(text):
    assert [code for code, *_ in codes(document(text), Code.APPENDIX_MISSING)] == ["appendix_missing"]
    assert codes(document(text, appendices=1), Code.APPENDIX_MISSING, Code.APPENDIX_UNANNOUNCED) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mẫu phiếu theo Phụ lục II ban hành kèm theo Thông tư số 07/2021/TT-BLĐTBXH.",
        "Rà soát theo Phụ lục V Quyết định số 24/2021/QĐ-TTg.",
        "Thể thức theo Phụ lục I của Nghị định số 30/2020/NĐ-CP.",
        "Ký hợp đồng và phụ lục hợp đồng với hộ tham gia dự án.",
        "Giảm 02 hộ; danh sách hộ do các thôn lập.",
        "Lập danh sách hộ đăng ký thoát nghèo kèm theo nhu cầu của từng hộ.",
        "Hộ nộp đơn kèm theo giấy tờ chứng minh.",
        "Biểu dương hộ vượt khó, có quà kèm theo.",
        "Báo cáo theo biểu mẫu của tỉnh, gửi kèm theo số liệu.",
        "Công khai danh sách hộ nghèo tại nhà văn hóa.",
        "Theo phụ lục mẫu của tỉnh.",
        "Lập bảng theo dõi chung để các phòng cùng nhìn một số liệu.",
        "Có lộ trình cụ thể cho từng hộ.",
        "Kế hoạch kèm theo Tờ trình số 12/TTr-UBND.",
        "Thành viên theo dõi địa bàn như bảng dưới đây.",
    ],
)
def test_words_that_announce_no_appendix(text):
    assert codes(document(text), Code.APPENDIX_MISSING) == []


def test_missing_appendix_is_told_once_where_it_is_first_named():
    found = document("Theo Phụ lục II.", "Xem Phụ lục II.", "Phụ lục III nêu chi tiết.", appendices=1)

    assert codes(found, Code.APPENDIX_MISSING) == [
        ("appendix_missing", "paragraph:1", "Phụ lục II"),
        ("appendix_missing", "paragraph:3", "Phụ lục III"),
    ]


def test_table_in_the_body_is_the_table_announced_but_no_list():
    texts = ("(Có biểu chi tiết kèm theo)", "(Có danh sách kèm theo)")

    assert codes(document(*texts, tables=(NAMES,)), Code.APPENDIX_MISSING) == [
        ("appendix_missing", "paragraph:2", "Có danh sách kèm theo")
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Không nhắc gì.", ["appendix:a1", "appendix:a2"]),
        ("Theo Phụ lục II.", ["appendix:a1"]),
        ("Theo Phụ lục 1 và Phụ lục 2.", []),
        ("Theo các Phụ lục kèm theo.", []),
        ("Theo Phụ lục I, Phụ lục II của Thông tư số 07/2021/TT-BLĐTBXH.", ["appendix:a1", "appendix:a2"]),
    ],
)
def test_appendix_that_the_body_never_names(text, places):
    found = codes(document(text, appendices=2), Code.APPENDIX_UNANNOUNCED)

    assert [place for _, place, _ in found] == places


def test_appendix_does_not_announce_itself():
    base = document("Không nhắc gì.", appendices=1)
    titled = replace(base, appendices=(replace(base.appendices[0], title="Phụ lục I: danh sách"),))

    assert [place for _, place, _ in codes(titled, Code.APPENDIX_UNANNOUNCED)] == ["appendix:a1"]


def test_arabic_numbers_of_appendices_are_one_notice():
    found = document("Theo phụ lục 01.", "Theo Phụ lục 02 kèm theo, Phụ lục 01.", appendices=2)

    (notice,) = [each for each in check(found) if each.code == Code.APPENDIX_NUMERAL]
    assert (notice.level, notice.place) == (Level.NOTICE, "paragraph:1")
    assert (notice.printed, notice.computed) == ("Phụ lục 01; Phụ lục 02", "Phụ lục I; Phụ lục II")
    assert "đoạn 1: Phụ lục 01; đoạn 2: Phụ lục 02" in notice.message


@pytest.mark.parametrize("text", ["Theo Phụ lục I.", "Theo Phụ lục.", "Phụ lục 01 Thông tư số 1/2021/TT-BTC"])
def test_roman_or_foreign_numbers_are_no_notice(text):
    assert codes(document(text, appendices=1), Code.APPENDIX_NUMERAL) == []


def test_lone_appendix_wants_no_number_at_all():
    (notice,) = check(document("Theo Phụ lục 01.", appendices=1))

    assert (notice.code, notice.computed) == (Code.APPENDIX_NUMERAL, "Phụ lục")

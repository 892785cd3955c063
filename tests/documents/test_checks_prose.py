"""Checks of prose, case by case: what fires, and what officers write that must not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from povertyplan.documents.blocks import (
    Appendix,
    Column,
    Document,
    Figure,
    Paragraph,
    ParagraphStyle,
    Rate,
    Row,
    Table,
)
from povertyplan.documents.checks import Code, Level, check
from tests.documents.sample import sample

NAMES = Table(
    key="names",
    columns=(Column(key="name", label="Tên thôn"), Column(key="poor", label="Hộ nghèo")),
    rows=(Row(key="1", cells=("Khu phố 3", Figure(key="x", value=4))),),
)


def document(
    *texts: str, appendices: int = 0, month: int | None = 5, year: int = 2026, tables: tuple[Table, ...] = ()
) -> Document:
    """A document of these paragraphs ("- " is a bullet), with so many appendices."""
    base = sample()
    paragraphs = tuple(
        Paragraph(
            inline=(text.removeprefix("- "),),
            style=ParagraphStyle.BULLET if text.startswith("- ") else ParagraphStyle.BODY,
            place=f"paragraph:{number}",
        )
        for number, text in enumerate(texts, start=1)
    )
    return replace(
        base,
        letterhead=replace(base.letterhead, month=month),
        title=replace(base.title, subject="Giảm nghèo"),
        blocks=(*paragraphs, *tables),
        appendices=tuple(
            Appendix(key=f"a{number}", title="Danh sách hộ", reference="", blocks=())
            for number in range(1, appendices + 1)
        ),
        properties={"year": str(year)},
    )


def codes(found: Document, *wanted: Code) -> list[tuple[str, str, str]]:
    return [(each.code, each.place, each.printed) for each in check(found) if each.code in wanted]


# --- appendices ---


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


# --- hamlets without a name ---


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Trong đó: TDP Sau 02 hộ, TDP 02 hộ, TDP Kè 01 hộ", "TDP 02 hộ"),
        ("tổ dân phố 02 hộ", "tổ dân phố 02 hộ"),
        ("Giúp 5 hộ: thôn Đồi 3 hộ, thôn 02 hộ", "thôn 02 hộ"),
        ("xóm 2 hộ, xóm Bãi 1 hộ", "xóm 2 hộ"),
        ("(Khu phố 01 hộ)", "Khu phố 01 hộ"),
        ("gồm xóm: 02 hộ", "xóm: 02 hộ"),
        ("Phân công giúp xóm ……, xóm Bãi", "xóm ……"),
        ("Thôn ..... có 2 hộ", "Thôn ....."),
        ("bản … có 2 hộ nghèo", "bản …"),
        ("TDP … 02 hộ", "TDP …"),
        ("ấp ______ giảm 1 hộ", "ấp ______"),
        ("buôn (03 hộ)", "buôn (03 hộ"),
        ("Hỗ trợ khóm 01 hộ nghèo", "khóm 01 hộ"),
        ("khu dân cư 04 hộ", "khu dân cư 04 hộ"),
        ("Khu phố 03 hộ nghèo", "Khu phố 03 hộ"),
    ],
)
def test_hamlet_without_a_name(text, printed):
    found = codes(document(text, tables=(NAMES,)), Code.UNNAMED_PLACE)

    assert found == [("unnamed_place", "paragraph:1", printed)]


@pytest.mark.parametrize(
    "text",
    [
        "Khu phố 1 có 2 hộ nghèo",
        "tổ dân phố 2 giảm 1 hộ",
        "TDP Tân Mỹ 1 01 hộ, TDP Sau 02 hộ",
        "Khu phố 12 02 hộ",
        "Khu phố 3 hộ nghèo còn nhiều",
        "các xóm 12 hộ",
        "mỗi thôn 02 hộ",
        "13 thôn 45 hộ",
        "trong 24 thôn, tổ dân phố 12 hộ",
        "các thôn, xóm, bản 12 hộ",
        "từng tổ dân phố 02 hộ",
        "một xóm 40 hộ",
        "Các cơ quan, các xóm… phối hợp",
        "từ xã đến thôn... cùng làm",
        "Thôn 120 hộ dân trở lên được bố trí",
        "chia theo xóm: 12 hộ",
        "hai xóm Đồi (7 hộ nghèo) và Bãi (3 hộ nghèo)",
        "phân bố ở 40 xóm; riêng xóm Đồi có 6 hộ nghèo",
    ],
)
def test_hamlets_that_have_a_name_or_want_none(text):
    assert codes(document(text, tables=(NAMES,)), Code.UNNAMED_PLACE) == []


@pytest.mark.parametrize(
    ("name", "fires"),
    [
        *[
            (name, True)
            for name in ("", "…", "......", "Xóm", "xóm ……", "Tổ dân phố", "Khu phố số", "-", "TDP ___")
        ],
        *[(name, False) for name in ("Bãi", "Khu phố 1", "Xóm Gò", "Làng Mới", "Tổ 5", "Phố", "3")],
    ],
)
def test_row_without_a_name(name, fires):
    table = replace(NAMES, rows=(Row(key="1", cells=(name, Figure(key="x", value=4))),))

    assert (
        codes(document(tables=(table,)), Code.UNNAMED_PLACE)
        == [("unnamed_place", "table:names/row:1/column:name", name)] * fires
    )


# --- deadlines ---


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


# --- totals that counts and rates imply ---


def implied(*texts: str, year: int = 2026, tables: tuple[Table, ...] = ()) -> list[tuple[str, str, str]]:
    found = check(document(*texts, year=year, tables=tables))
    return [
        (each.level, each.place, each.computed) for each in found if each.code == Code.IMPLIED_TOTALS_DIFFER
    ]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        # half-up 7.742…8.275 and 8.313…8.379; raised both, 8.346…8.412 would fit
        (
            ("Cuối năm 2026 còn 12 hộ nghèo, chiếm 0,15%; 106 hộ cận nghèo, chiếm 1,27%.",),
            [("warning", "paragraph:1", "7.742…8.275")],
        ),
        (
            ("Cuối năm 2026 còn 12 hộ nghèo, chiếm 0,15%; 126 hộ cận nghèo, chiếm 1,27%.",),
            [("error", "paragraph:1", "7.742…8.275")],
        ),
        (
            ("Hộ nghèo giảm còn 12 hộ chiếm 0,15%. Hộ cận nghèo 206 hộ chiếm tỷ lệ 1,27%.",),
            [("error", "paragraph:1", "7.742…8.275")],
        ),
        (
            ("Tỷ lệ hộ nghèo là 2,51%, tương ứng 127 hộ; tỷ lệ hộ cận nghèo 3,34% (118 hộ).",),
            [("error", "paragraph:1", "5.050…5.069")],
        ),
        (
            ("Dự kiến cuối năm còn 82 hộ nghèo (1,62%).", "Cuối năm 2026 còn 73 hộ cận nghèo (2,44%)."),
            [("error", "paragraph:2", "5.047…5.077")],
        ),
        (
            (
                "Năm 2024, tổng số hộ dân 1.603 hộ, gồm:",
                "- Hộ nghèo 138 hộ, tỷ lệ 8.61%; hộ cận nghèo 103 hộ, tỷ lệ 6.63%.",
            ),
            [("error", "paragraph:2", "6,43%")],
        ),
        (
            ("Xã còn 29 hộ nghèo trong 2.452 hộ dân, tỷ lệ 1,81%.",),
            [("error", "paragraph:1", "1,18%")],
        ),
        (
            ("Có 41 hộ nghèo, trong đó 23 hộ không có khả năng lao động, chiếm 65,1%.",),
            [("error", "paragraph:1", "56,1%")],
        ),
        (
            ("Có 41 hộ nghèo, chiếm 0,6%. Trong đó, hộ nghèo không có sức lao động là 23 hộ, chiếm 51,6%.",),
            [("error", "paragraph:1", "56,1%")],
        ),
        (
            ("Trong tổng số 5.053 hộ có 127 hộ nghèo, chiếm 2,15%; 118 hộ cận nghèo, chiếm 2,34%.",),
            [("error", "paragraph:1", "2,51%")],
        ),
        (
            ("Toàn xã có 5.053 hộ dân, trong đó 127 hộ nghèo, chiếm 5,21%.",),
            [("error", "paragraph:1", "2,51%")],
        ),
        (
            ("Đầu năm 2026 có 127 hộ nghèo (2,51%).", "Cuối năm 2025 có 118 hộ cận nghèo (3,34%)."),
            [("error", "paragraph:2", "5.050…5.069")],
        ),
        (
            ("Đến ngày 31/12/2025 có 127 hộ nghèo (2,51%), 118 hộ cận nghèo (3,34%).",),
            [("error", "paragraph:1", "5.050…5.069")],
        ),
        (
            ("Hiện nay còn 20 hộ nghèo, chiếm 2,0%; hộ cận nghèo: 30 hộ, bằng 4,0%.",),
            [("error", "paragraph:1", "976…1.025")],
        ),
        (
            ("Toàn phường còn 9 hộ nghèo đa chiều, tương ứng 0,9%; 10 hộ cận nghèo, tương đương 2,1%.",),
            [("error", "paragraph:1", "948…1.058")],
        ),
    ],
)
def test_rates_that_no_total_satisfies(texts, found):
    assert implied(*texts) == found


@pytest.mark.parametrize(
    "texts",
    [
        ("Cuối năm 2025 có 21 hộ nghèo, chiếm tỷ lệ 0,27%. Hộ cận nghèo 113 hộ chiếm tỷ lệ 1,44%.",),
        ("Cuối năm 2025 có 21 hộ nghèo (0,27%); cuối năm 2026 còn 106 hộ cận nghèo (1,27%).",),
        ("Trong 5.053 hộ dân còn 127 hộ nghèo, chiếm 2,51% và 118 hộ cận nghèo, chiếm 2,34%.",),
        ("Có 29 hộ nghèo trong 2.452 hộ dân, tỷ lệ 1,18%.",),
        ("Tổng số hộ 2.452 hộ; 21 hộ nghèo, tỷ lệ 0,85%; 21 hộ cận nghèo, tỷ lệ 0,86%.",),  # floored, raised
        ("Có 41 hộ nghèo, chiếm 0,6%. Trong đó, hộ không có khả năng lao động là 23 hộ, chiếm 56,1%.",),
        ("Có 41 hộ nghèo, trong đó 23 hộ dân tộc thiểu số, chiếm 56,1%; 53 hộ cận nghèo, chiếm 0,8%.",),
        ("Có 41 hộ nghèo, chiếm 0,6%; giảm 9 hộ nghèo, bằng 0,9%; 48 hộ cận nghèo, chiếm 0,7%.",),
        ("Xóm Đồi có 6 hộ nghèo, chiếm 3,6%; toàn xã có 127 hộ nghèo, chiếm 2,5%.",),
        ("Còn 84 hộ nghèo, tỷ lệ 5,22%, giảm 0,82%; 68 hộ cận nghèo, tỷ lệ 4,23% so với năm 2024.",),
        ("100% hộ nghèo có thẻ bảo hiểm; 98% hộ cận nghèo dùng nước sạch.",),
        ("Giảm 1,56% hộ nghèo (giảm 25 hộ nghèo); giảm 0,73% hộ cận nghèo (12 hộ cận nghèo).",),
        ("Có 127 hộ nghèo, chiếm 2,51%.", "Có 118 hộ cận nghèo, chiếm 9,34%."),  # no moment named: not one
        ("Năm 2024 có 138 hộ nghèo, tỷ lệ 8,61%.", "Năm 2025 có 97 hộ cận nghèo, tỷ lệ 2,04%."),
        ("Hỗ trợ 12 hộ nghèo vay vốn, chiếm 30% nhu cầu; còn 106 hộ cận nghèo, chiếm 1,27%.",),
        ("Còn 0 hộ nghèo, chiếm 0%; 12 hộ cận nghèo, chiếm 0,2%.",),
        ("Phấn đấu tỷ lệ hộ nghèo dưới 0,2%, hộ cận nghèo dưới 1%.",),
    ],
)
def test_rates_that_some_total_satisfies_or_that_are_of_something_else(texts):
    assert implied(*texts) == []


def totals_table(households: int | Figure) -> Table:
    cell = households if isinstance(households, Figure) else Figure(key="x", value=households)
    columns = (
        Column(key="name", label="Tên xóm"),
        Column(key="all", label="Tổng số hộ", group="Thời điểm 31/12/2025", summed=True),
        Column(key="poor", label="Hộ nghèo", summed=True),
        Column(key="rate", label="Tỷ lệ", relations=(Rate(numerator="poor", denominator="all"),)),
    )
    rate = Figure(key="x", value=Decimal("2.51"), decimals=2)
    cells = (Figure(key="x", value=5053), Figure(key="x", value=127), rate)
    return Table(
        key="t",
        columns=columns,
        rows=(Row(key="1", cells=("Bãi", *cells)),),
        total=Row(key="total", cells=("Tổng", cell, *cells[1:])),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cuối năm 2025 có 127 hộ nghèo, chiếm 2,51%.", []),
        ("Đầu năm 2026 có 127 hộ nghèo, chiếm 2,33%.", [("error", "paragraph:1", "2,51%")]),
        ("Cuối năm 2026 còn 127 hộ nghèo, chiếm 2,33%.", []),
    ],
)
def test_rate_of_the_moment_of_the_table_is_held_against_its_total(text, found):
    assert implied(text, tables=(totals_table(5053),)) == found


@pytest.mark.parametrize("rate", ["2,51", "2,33"])
def test_a_declared_total_allows_what_it_gives_and_what_the_rows_give(rate):
    table = totals_table(Figure(key="x", value=5441, computed=5053, declared=True))

    assert implied(f"Cuối năm 2025 có 127 hộ nghèo, chiếm {rate}%.", tables=(table,)) == []


def test_a_figure_that_differs_already_is_one_finding():
    base = document()
    wrong = Figure(key="ho-ngheo", value=137, computed=127, declared=True)
    inline = ("Cuối năm 2025 có ", wrong, " hộ nghèo, chiếm 2,51%; 118 hộ cận nghèo, chiếm 2,34%.")
    found = check(replace(base, blocks=(Paragraph(inline=inline, place="paragraph:1"),)))

    assert [each.code for each in found] == [Code.FIGURE_DIFFERS]


# --- years in targets ---


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

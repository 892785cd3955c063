"""What officers write in their lists and what is understood by it; what is not is refused, never guessed."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from households.resources.register import values
from households.resources.register.columns import COLUMN_LABELS, key_of
from households.rules import Classification, Relation, Sex
from povertyplan.documents.xlsx import CellKind, SheetCell

TODAY = dt.date(2026, 9, 15)
HEADINGS = {
    "hamlet": "Thôn / Xóm / Thôn/bản / Tên thôn / Tổ dân phố / Địa bàn / Tên xóm",
    "code": "Mã hộ / Mã số hộ / Mã hộ gia đình / MÃ HỘ / ma ho / Mã hộ nghèo",
    "household_order": "STT chủ hộ / STT hộ / Số thứ tự hộ / TT hộ",
    "member_order": "STT thành viên / STT nhân khẩu / TT khẩu",
    "head_name": "Chủ hộ / Họ và tên chủ hộ / Tên chủ hộ / Họ tên chủ hộ / HỌ VÀ TÊN CHỦ HỘ",
    "name": "Họ và tên / Họ tên / Họ và tên thành viên / Họ và tên các thành viên trong hộ",
    "relation": "Quan hệ với chủ hộ / Mối quan hệ với chủ hộ / Quan hệ / QH với chủ hộ",
    "sex": "Giới tính / Giới tính chủ hộ / GT / Nam/Nữ / Giới tính (1: Nam, 2: Nữ)",
    "birth": "Năm sinh / Ngày sinh / Ngày, tháng, năm sinh / Năm sinh chủ hộ / NTNS",
    "male_birth": "Nam (năm sinh) / Năm sinh > Nam / Năm sinh (Nam) / Giới tính > Nam",
    "female_birth": "Nữ (năm sinh) / Năm sinh > Nữ / Giới tính > Nữ",
    "ethnicity": "Dân tộc / Thành phần dân tộc / DT / Dân tộc chủ hộ",
    "local_minority": "DTTC / Có dân tộc tại chỗ / Dân tộc thiểu số tại chỗ",
    "personal_number": "Số CCCD / CCCD / Số định danh cá nhân / Số CCCD/CMND / Số CMND hoặc CCCD / Căn cước",
    "phone": "Số điện thoại / SĐT / ĐT / Điện thoại liên hệ",
    "people": "Số khẩu / Số nhân khẩu / Nhân khẩu / Tổng số nhân khẩu / Số người",
    "merit": "CSCC / Có người có công / Người có công với cách mạng",
    "no_labour": "KCKNLĐ / Không có khả năng lao động / Hộ không có KNLĐ",
    "reviewed_date": "Ngày rà soát / Ngày điều tra",
    "income_score": "Điểm B1 / B1 / Tổng điểm B1 / Điểm thu nhập / Điểm B1 (thu nhập) / Điểm > B1 / Điểm A",
    "deprivation_score": "Điểm B2 / B2 / Điểm thiếu hụt / Điểm B2 (thiếu hụt) / Điểm B",
    "classification": "Phân loại / Phân loại hộ / Kết quả phân loại / Kết quả rà soát / Loại hộ",
    "deprivation_1": "Thiếu hụt > Việc làm / Thiếu hụt việc làm / TH1 / Các chỉ số thiếu hụt > 1",
    "deprivation_4": "Bảo hiểm y tế / BHYT / Thiếu hụt > 4. Bảo hiểm y tế / Chỉ số 4",
    "deprivation_12": "Phương tiện phục vụ tiếp cận thông tin / TH12",
    "cause_1": "Thiếu đất sản xuất / Không có đất sản xuất / Nguyên nhân > Đất / NN1",
    "cause_7": "Có người ốm đau, bệnh nặng, tai nạn / Nguyên nhân > Ốm đau / NN 7",
    "need_1": "Hỗ trợ y tế / Nhu cầu hỗ trợ > Y tế / Nhu cầu 1",
    "need_4": "Nhu cầu > Vay vốn tín dụng / Hỗ trợ tín dụng / Hỗ trợ > Tín dụng",
    "need_7": "Nhu cầu hỗ trợ > Việc làm",
    "": "Người rà soát / Kết quả phiếu rà soát nhanh / Nghèo mới / Tái nghèo / Nghèo cũ / Ghi chú / STT",
}


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        (each, key)
        for key, listed in HEADINGS.items()
        for each in listed.replace("Thôn/", "Thôn∕").split(" / ")
    ],
)
def test_heading_is_understood(heading: str, key: str) -> None:
    levels = tuple(heading.split(" > "))

    assert key_of(levels) == key
    assert key_of([unicodedata.normalize("NFD", level) for level in levels]) == key


@pytest.mark.parametrize("key", COLUMN_LABELS)
def test_own_heading_is_understood(key: str) -> None:
    assert key_of((COLUMN_LABELS[key],)) == key


def cell(value: Any) -> SheetCell:
    if isinstance(value, int):
        return SheetCell(kind=CellKind.NUMBER, text=str(value), number=Decimal(value))
    return SheetCell(kind=CellKind.TEXT, text=value)


ethnicity = values.Ethnicities(
    [("01", "Kinh", "Việt"), ("08", "Mông", "H'Mông, Mèo"), ("11", "Ê Đê", "Êđê, Rađê")]
).code
born = partial(values.birth, today=TODAY)
UNDERSTOOD: list[tuple[Callable[[SheetCell], Any], tuple[Any, ...], Any]] = [
    (values.tick, ("x", "X", "có", "Có", "1", 1, "✓", "v"), True),
    (values.tick, ("không", "0", 0, "-", "k"), False),
    (values.sex, ("Nam", "nam", "NAM", "1", 1), Sex.MALE),
    (values.sex, ("Nữ", "nữ", "nu", "2", 2), Sex.FEMALE),
    (born, ("1980", 1980, "00/00/1980", "9/1980"), (None, 1980)),
    (born, ("05/09/1980", "5/9/1980", "5-9-1980", "05.09.1980", "1980-09-05"), (dt.date(1980, 9, 5), 1980)),
    (ethnicity, ("Mông", "mông", "H'Mông", "hmong", "Mèo", "08", "8", 8, "dân tộc Mông"), "08"),
    (ethnicity, ("Ê Đê", "Ê-đê", "Êđê", "E De", 11), "11"),
    (values.relation, ("Chủ hộ", "chủ hộ", "CH"), Relation.HEAD),
    (values.relation, ("Vợ", "chồng", "Vợ/chồng", "Vợ, chồng"), Relation.SPOUSE),
    (values.relation, ("Con", "con trai", "Con gái", "con đẻ"), Relation.CHILD),
    (values.relation, ("Con dâu", "con rể", "Con dâu, con rể"), Relation.CHILD_IN_LAW),
    (values.relation, ("Mẹ", "bố", "Bố, mẹ", "mẹ vợ"), Relation.PARENT),
    (values.relation, ("cháu nội", "Cháu"), Relation.GRANDCHILD),
    (values.classification, ("Hộ nghèo", "Nghèo", "HN", "hộ ngheo"), Classification.POOR),
    (values.classification, ("Hộ cận nghèo", "Cận nghèo", "HCN", "CN"), Classification.NEAR_POOR),
    (values.classification, ("Hộ không nghèo", "Thoát nghèo", "không nghèo"), Classification.OTHER),
    (values.classification, ("Hộ có mức sống trung bình", "MSTB"), Classification.AVERAGE),
    (values.personal_number, ("001080000001", "001 080 000 001", "'001080000001"), "001080000001"),
    (values.personal_number, ("•••••••••001",), ""),
    (partial(values.count, up_to=500), ("120", 120, "120,0", "120.0"), 120),
    (partial(values.positions, up_to=12), ("1, 4, 12", "1;4;12", "12 4 1", "1,4,12,"), {1, 4, 12}),
    (partial(values.positions, up_to=12), ("0", "không", "-"), frozenset()),
]
REFUSED: list[tuple[Callable[[SheetCell], Any], tuple[Any, ...]]] = [
    (values.tick, ("chắc có", "2", "?")),
    (values.sex, ("3", "khác", "N")),
    (born, ("1899", "2027", "16/09/2026", "31/02/1980", "80", "năm 80", "5/9/80", "-1980")),
    (ethnicity, ("99", "Sao Hỏa", "")),
    (values.relation, ("cố vấn", "1")),
    (values.classification, ("giàu", "1")),
    (
        values.personal_number,
        ("123456789", "00108000001", 12345678901, "0010800000011", "00108000000A", "٠٠١٠٨٠٠٠٠٠٠١"),
    ),
    (partial(values.count, up_to=500), ("-5", "501", "1,5", "trăm")),
    (partial(values.positions, up_to=12), ("13", "1-3", "một", "1, x")),
    (values.person_name, (12, "12/3", "x" * 81)),
]


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [(read, each, value) for read, listed, value in UNDERSTOOD for each in listed],
)
def test_spelling_is_understood(read: Callable[[SheetCell], Any], written: Any, value: Any) -> None:
    assert read(cell(written)) == value


@pytest.mark.parametrize(("read", "written"), [(read, each) for read, listed in REFUSED for each in listed])
def test_what_is_not_understood_is_refused(read: Callable[[SheetCell], Any], written: Any) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        read(cell(written))

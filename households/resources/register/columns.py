"""Which columns a workbook of households may have, and what officers call them. Pure.

A heading is understood only as a whole: what says more than we know is left to the officer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from households.rules import (
    CAUSE_LABELS,
    INDICATOR_COUNT,
    NEED_LABELS,
    Cause,
    Need,
)
from povertyplan.common.text import fold, name_key

INDICATORS = tuple(f"deprivation_{position}" for position in range(1, INDICATOR_COUNT + 1))
CAUSES = tuple(f"cause_{position}" for position in range(1, len(Cause) + 1))
NEEDS = tuple(f"need_{position}" for position in range(1, len(Need) + 1))
_INDICATOR_LABELS = (
    *("việc làm", "người phụ thuộc", "dinh dưỡng", "bảo hiểm y tế", "trình độ giáo dục của người lớn"),
    *("đi học của trẻ em", "chất lượng nhà ở", "diện tích nhà ở", "nguồn nước sinh hoạt"),
    *("nhà tiêu hợp vệ sinh", "sử dụng dịch vụ viễn thông", "phương tiện tiếp cận thông tin"),
)
IDENTITY = {
    "record": "Mã bản ghi (không sửa)",
    "unit": "Xã, phường",
    "hamlet": "Thôn, tổ",
    "code": "Mã hộ",
    "household_order": "STT hộ",
    "member_order": "STT thành viên",
}
PERSON = {
    "name": "Họ và tên",
    "head_name": "Chủ hộ",
    "relation": "Quan hệ với chủ hộ",
    "sex": "Giới tính",
    "birth": "Ngày hoặc năm sinh",
    "male_birth": "Nam (năm sinh)",
    "female_birth": "Nữ (năm sinh)",
    "ethnicity": "Dân tộc",
    "personal_number": "Số định danh cá nhân",
    "labour_capacity": "Có khả năng lao động",
}
HOUSEHOLD = {
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "local_minority": "Dân tộc thiểu số tại chỗ",
    "merit": "Có người có công",
    "social_protection": "Hưởng trợ cấp xã hội",
    "farming": "Làm nông, lâm, ngư nghiệp",
}
REVIEW = {
    "people": "Số khẩu",
    "children": "Số trẻ em",
    "children_health": "Trẻ em thiếu hụt y tế",
    "children_education": "Trẻ em thiếu hụt giáo dục",
    "no_labour": "Không có khả năng lao động",
    "average_standard": "Mức sống trung bình",
    "reviewed_date": "Ngày rà soát",
    "income_score": "Điểm B1",
    "deprivation_score": "Điểm B2",
    "deprivations": "Các thiếu hụt (1–12)",
    "causes": "Các nguyên nhân (1–8)",
    "needs": "Các nhu cầu (1–8)",
    "classification": "Phân loại",
    "override_reason": "Lý do phân loại khác điểm",
}
TICKS = {
    **{key: f"Thiếu hụt {n}: {_INDICATOR_LABELS[n - 1]}" for n, key in enumerate(INDICATORS, 1)},
    **{
        key: f"Nguyên nhân {n}: {CAUSE_LABELS[cause]}"
        for n, (key, cause) in enumerate(zip(CAUSES, Cause, strict=True), 1)
    },
    **{
        key: f"Nhu cầu {n}: {NEED_LABELS[need]}"
        for n, (key, need) in enumerate(zip(NEEDS, Need, strict=True), 1)
    },
}
COLUMN_LABELS = {**IDENTITY, **PERSON, **HOUSEHOLD, **REVIEW, **TICKS}
COLUMN_CHOICES: list[tuple[str, str | list[tuple[str, str]]]] = [
    ("", "Không dùng"),
    *(
        (group, [(key, COLUMN_LABELS[key]) for key in keys])
        for group, keys in (
            ("Nhận biết hộ", IDENTITY),
            ("Nhân khẩu", PERSON),
            ("Hộ", HOUSEHOLD),
            ("Kết quả rà soát", REVIEW),
            ("Đánh dấu từng mục", TICKS),
        )
    ),
]

_LACKING = r"(?:khong co|khong|thieu|chua co) (?:\(khong co\) )?"
_OF_HEAD = r"(?: (?:cua )?chu ho)?"
_PLACE = "to dan pho|to dan cu|khu dan cu|khu pho|thon|xom|ban|ap|buon|bon|lang|khu|khom|to|tdp|kp|phum|soc"
_UNIT = "xa|phuong|dac khu|thi tran"
_LABOUR = r"(?:kha nang lao dong|knld)"
_NUMBER = r"(?:(?:so )?dinh danh(?: ca nhan)?|ma dinh danh|cccd|can cuoc(?: cong dan)?|cmnd|cmt|ddcn)"
# Tried in their order on the folded heading, without its numbering and signs.
_PATTERNS = {
    "record": r"ma ban ghi(?: khong sua)?",
    "unit": rf"(?:ten )?(?:{_UNIT})(?: (?:{_UNIT}))*",
    "hamlet": rf"(?:ten )?(?:{_PLACE})(?: (?:va |hoac )?(?:{_PLACE}))*|dia ban",
    "household_order": r"(?:s?tt|so tt|so thu tu) (?:chu )?ho|so thu tu cua ho",
    "member_order": r"(?:s?tt|so tt|so thu tu) (?:thanh vien|nhan khau|khau|tv)(?: trong ho)?",
    "code": r"ma (?:so )?(?:ho|hgd)(?: gia dinh)?(?: ngheo| can ngheo| ngheo can ngheo)?",
    "head_name": r"(?:ho va ten|ho ten|ten)?(?: )?chu ho(?: gia dinh)?(?: ho va ten| ho ten)?|ho ten ch",
    "name": (
        r"(?:ho va ten|ho ten|ten)(?: day du| khai sinh)?(?: (?:cac )?(?:thanh vien|nhan khau|nguoi))?"
        r"(?: trong (?:ho|gia dinh))?|ho ten dem va ten|ho chu dem va ten"
        r"|(?:cac )?thanh vien(?: trong)?(?: ho)?"
    ),
    "relation": r"(?:moi )?(?:quan he|qh)(?: (?:voi|vs) chu ho| voi ch| chu ho)?",
    "sex": rf"(?:gioi tinh|gioi|gt|phai|nam nu){_OF_HEAD}(?: nam nu| 1 nam 2 nu)?",
    "male_birth": r"nam nam sinh|nam sinh nam(?: gioi)?|nam sinh cua nam",
    "female_birth": r"nu nam sinh|nam sinh nu(?: gioi)?|nam sinh cua nu|nu",
    "birth": (
        rf"(?:ngay thang nam|ngay|nam|ngay hoac nam|ngay nam) sinh{_OF_HEAD}|sinh nam|sinh ngay|ntns|ns"
    ),
    "local_minority": r"(?:ho )?(?:co |la )?(?:dan toc|dtts|dan toc thieu so|dt) tai cho|dttc|dttstc",
    "ethnicity": rf"(?:thanh phan )?dan toc{_OF_HEAD}|dt",
    "personal_number": rf"(?:so )?{_NUMBER}(?: (?:so |hoac )?{_NUMBER})*{_OF_HEAD}",
    "address": r"dia chi(?: thuong tru| cu the| noi o)?|noi (?:o|thuong tru|cu tru)(?: hien nay| hien tai)?"
    r"|cho o(?: hien nay| hien tai)?",
    "phone": rf"(?:so )?(?:dien thoai|dtdd)(?: lien he)?{_OF_HEAD}|sdt{_OF_HEAD}",
    "people": r"(?:tong )?(?:so )?(?:nhan khau|khau|nguoi|thanh vien|nk)(?: trong ho| cua ho)?",
    "merit": r"(?:ho )?(?:co )?(?:thanh vien )?(?:la )?(?:nguoi )?(?:co cong|ncc)(?: voi cach mang| voi cm)?"
    r"|cscc|chinh sach (?:nguoi )?co cong|ho chinh sach(?: nguoi)?(?: co cong)?",
    "social_protection": r"(?:ho )?(?:dang )?(?:huong )?"
    r"(?:tro cap xa hoi|bao tro xa hoi|btxh|tcxh)(?: hang thang)?",
    "average_standard": r"(?:ho )?(?:nong lam ngu(?: nghiep)? )?(?:lam nong lam ngu(?: nghiep)? )?(?:co )?"
    r"(?:muc song trung binh|mstb)",
    "farming": r"(?:ho )?(?:lam |san xuat )?nong(?: nghiep)? lam(?: nghiep)? (?:va )?ngu(?: nghiep)?"
    r"(?: va diem nghiep)?|n l n",
    "no_labour": rf"(?:ho )?(?:khong|ko|k) (?:co |con )?{_LABOUR}|kc?knld|kcknld|kcknl",
    "labour_capacity": rf"(?:co |con )?{_LABOUR}",
    "reviewed_date": r"(?:ngay|thoi gian|ngay thang(?: nam)?) (?:ra soat|dieu tra|phong van|khao sat)",
    "income_score": r"(?:tong )?(?:so )?(?:diem )?b1(?: thu nhap)?|diem thu nhap(?: b1)?|diem a",
    "deprivation_score": r"(?:tong )?(?:so )?(?:diem )?b2(?: thieu hut)?|diem thieu hut(?: b2)?|diem b",
    "deprivations": r"(?:cac )?(?:ma )?(?:chi so )?thieu hut(?: dich vu xa hoi co ban)?(?: 1 12)?",
    "causes": r"(?:cac )?(?:ma )?nguyen nhan(?: ngheo)?(?: 1 8)?",
    "needs": r"(?:cac )?(?:ma )?nhu cau(?: can)?(?: duoc)?(?: ho tro)?(?: 1 8)?",
    "classification": r"(?:ket qua )?phan loai(?: ho)?(?: ngheo)?"
    r"|ket qua ra soat|loai ho|dien ho|doi tuong(?: ho)?",
    "override_reason": r"ly do(?: phan loai)?(?: khac)?(?: diem)?",
    "children_health": r"(?:so )?tre em thieu hut (?:ve )?y te",
    "children_education": r"(?:so )?tre em thieu hut (?:ve )?giao duc",
    "children": r"(?:tong )?(?:so )?tre(?: em)?(?: duoi 16(?: tuoi)?)?",
}
_INDICATOR_PATTERNS = (
    r"viec lam",
    r"(?:nguoi |ty le nguoi )?phu thuoc(?: trong ho(?: gia dinh)?)?",
    r"dinh duong",
    r"bao hiem y te|bhyt",
    r"(?:trinh do )?(?:giao duc|gd)(?: cua)? nguoi lon",
    r"(?:tinh trang )?di hoc(?: cua)? tre em|giao duc(?: cua)? tre em|tre em di hoc",
    r"chat luong nha(?: o)?",
    r"dien tich nha(?: o)?(?: binh quan)?(?: dau nguoi)?(?: binh quan dau nguoi)?",
    r"nguon nuoc(?: sinh hoat)?(?: hop ve sinh)?|nuoc sinh hoat",
    r"nha tieu(?: hop ve sinh)?|nha ve sinh",
    r"(?:su dung )?(?:dich vu )?vien thong|internet|su dung internet",
    r"phuong tien(?: phuc vu)? tiep can thong tin|tiep can thong tin|phuong tien thong tin",
)
_CAUSE_PATTERNS = (
    r"dat(?: san xuat)?",
    r"von(?: san xuat)?(?: kinh doanh)?",
    r"lao dong",
    r"(?:cong cu )?(?:phuong tien )?(?:san xuat)?",
    r"kien thuc(?: ve)?(?: san xuat)?",
    r"ky nang(?: lao dong)?(?: san xuat)?",
    r"(?:co )?(?:nguoi )?(?:om dau|benh nang|tai nan)(?: (?:om dau|benh nang|tai nan))*",
    r"(?:nguyen nhan )?khac",
)
_NEED_PATTERNS = (
    r"y te",
    r"giao duc",
    r"san xuat",
    r"(?:vay )?von(?: tin dung| vay)?|(?:vay )?tin dung",
    r"(?:ve )?nha o",
    r"(?:dao tao|hoc)(?: nghe)?",
    r"(?:giai quyet |gioi thieu )?viec lam",
    r"(?:nhu cau )?khac",
)
_COMPILED = {key: re.compile(pattern) for key, pattern in _PATTERNS.items()}
# What stands above groups of columns, or is known and not used.
_GROUP = re.compile(
    r"(?:cac )?(?:thong tin|ket qua|thieu hut|nguyen nhan|nhu cau|ho tro|nhu cau ho tro|danh gia|gioi tinh"
    r"|nam sinh|ghi chu|nguoi ra soat|ket qua phieu ra soat nhanh|ngheo moi|tai ngheo|ngheo cu|stt|tt|so tt"
    r"|can ngheo moi|can ngheo cu|tai can ngheo)(?: .{0,60})?"
)
_LIKE_VALUES = {"nam", "nu", "chu ho", "khac", "viec lam", "y te", "giao duc"}
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[ivx]{1,4})\s*[.)]\s*(?=[^\W\d])")
_MARKED = {
    "deprivation": re.compile(r"(?:th|cs|thieu hut|chi so)(?: thieu hut)? ?(\d{1,2})(?: .+)?|(\d{1,2})"),
    "cause": re.compile(r"(?:nn|nguyen nhan) ?(\d)(?: .+)?|(\d)"),
    "need": re.compile(r"(?:nc|nhu cau) ?(\d)(?: .+)?|(\d)"),
}


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """The heading folded, without numbering and signs: "Nam (năm sinh)" is "nam nam sinh"."""
    bare = _NUMBERING.sub("", fold(text))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def key_of(levels: Sequence[str]) -> str:
    """Which column a heading means, its levels given from the top to the lowest; "" for none of ours."""
    if not levels:
        return ""
    own, above = words(levels[-1]), " ".join(map(words, levels[:-1]))
    if marked := _ticked(own, above):
        return marked
    if (only := name_key(levels[-1]).strip()) in {"nam", "đt"}:  # "năm" and "dt" are other words
        return {"nam": "male_birth", "đt": "phone"}[only]
    for text in dict.fromkeys((own, f"{above} {own}".strip(), f"{own} {above}".strip())):
        if key := _plain(text):
            return key
    return ""


@lru_cache(maxsize=4096)
def is_heading(text: str) -> bool:
    """Whether a cell may stand in a head: it names a column or a group of them, and is no usual value."""
    own = words(text)
    return len(text) <= 200 and own not in _LIKE_VALUES and bool(key_of((text,)) or _GROUP.fullmatch(own))


@lru_cache(maxsize=4096)
def names_somebody(text: str) -> bool:
    """Whether the column that is headed so names the household."""
    return _plain(words(text)) in {"name", "head_name", "code"} and words(text) != "chu ho"


def _plain(text: str) -> str:
    return next((key for key, pattern in _COMPILED.items() if pattern.fullmatch(text)), "")


def _ticked(own: str, above: str) -> str:
    """One of several things that a household may have, each with a column to tick; "" for no such column."""
    if re.search(r"\b(?:nhu cau|ho tro)\b", above):
        return _numbered("need", own) or _listed("need", _without(own, "nhu cau|ho tro"), _NEED_PATTERNS)
    if "nguyen nhan" in above:
        return _numbered("cause", own) or _listed("cause", re.sub(f"^{_LACKING}", "", own), _CAUSE_PATTERNS)
    if "thieu hut" in above and "tre em" not in above:
        return _numbered("deprivation", own) or _listed(
            "deprivation", _without(own, "thieu hut"), _INDICATOR_PATTERNS
        )
    for key, pattern in _MARKED.items():
        if (found := pattern.fullmatch(own)) and found[1]:
            return _numbered(key, own)
    if re.match("(?:nhu cau|ho tro) ", own):
        return _listed("need", _without(own, "nhu cau|ho tro"), _NEED_PATTERNS)
    if own.startswith("thieu hut "):
        return _listed("deprivation", _without(own, "thieu hut"), _INDICATOR_PATTERNS)
    if cause := re.match(_LACKING, own):
        return _listed("cause", own[cause.end() :], _CAUSE_PATTERNS[:6])
    if own.startswith(("nguyen nhan ", "om dau", "co nguoi om")):
        return _listed("cause", own, _CAUSE_PATTERNS)
    return _listed("deprivation", own, _INDICATOR_PATTERNS)


def _without(own: str, first: str) -> str:
    return re.sub(rf"^(?:{first})(?: (?:{first}|ve))* ", "", own)


def _numbered(kind: str, own: str) -> str:
    found = _MARKED[kind].fullmatch(own)
    key = f"{kind}_{int(found[1] or found[2])}" if found else ""
    return key if key in TICKS else ""


def _listed(kind: str, text: str, patterns: Iterable[str]) -> str:
    return next(
        (f"{kind}_{n}" for n, pattern in enumerate(patterns, 1) if text and re.fullmatch(pattern, text)), ""
    )

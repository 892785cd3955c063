"""Invented names of people as they are heard north of Thái Nguyên, by ethnicity and generation."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from households.rules import Sex


@dataclass(frozen=True, kw_only=True)
class Ethnicity:
    """How people of one ethnicity are called; `weight` is how many of a hundred households are."""

    code: str
    weight: int
    surnames: str
    men: str = ""
    women: str = ""


_ELDER_MEN = "An Bảo Cát Dậu Đính Giáp Hậu Kế Lập Mão Nghị Phẩm Quế Sáu Thìn Tỵ Ước Vượng Xuyên Yêng"
_ELDER_WOMEN = "Ải Bích Chuyên Dần Đào Gấm Hợi Kén Lụa Mùi Nhài Ót Phin Sen Thắm Tuất Vi Xuân Yến Lả"
_MEN = "Bằng Chiến Cường Dũng Đạt Hiếu Hưng Kiên Long Mạnh Nam Phong Quân Sơn Thái Tiến Trường Tú Vinh Duy"
_WOMEN = "Ánh Châm Diệp Giang Hằng Huệ Khuyên Lan Liễu Mai Nga Oanh Phượng Quyên Thêu Thoa Tuyết Vân Yên Hoài"
_YOUNG_MEN = "Anh Bách Đăng Gia Huy Kha Lâm Minh Nhật Phúc Quang Tùng Việt Khánh Hải"
_YOUNG_WOMEN = "An Bảo Chi Diễm Hà Khánh Linh My Ngân Nhi Quỳnh Thảo Trà Vy Hân"
ETHNICITIES = (
    Ethnicity(code="01", weight=42, surnames="Nguyễn Trần Lê Phạm Đỗ Vũ Bùi Đặng Dương Ngô Đinh Trịnh"),
    Ethnicity(code="02", weight=20, surnames="Ma Hoàng Nông Lường Triệu Hứa Bế Đàm Quan"),
    Ethnicity(code="07", weight=13, surnames="Nông Lương Vi Lục Chu Lã Hoàng Mông"),
    Ethnicity(code="17", weight=11, surnames="Diệp Lưu Tạ Trương Tô Lâm Từ Ôn"),
    Ethnicity(
        code="09",
        weight=8,
        surnames="Triệu Bàn Đặng Phùng Lý",
        men="Tài Vạng Kim Sinh Tiến Phúc Quý Thọ Chiêu Vượng Sành Coi",
        women="Mùi Pham Mản Liều Nái Chạn Mẩy Nhậy Sính Xuân",
    ),
    Ethnicity(code="13", weight=4, surnames="Ninh La Lục Đàm Trần Tống"),
    Ethnicity(
        code="08",
        weight=2,
        surnames="Giàng Sùng Vàng Thào Hoàng",
        men="Sình Chu Dế Lử Pao Vừ Tủa Nhìa",
        women="Mỷ Dở Sua Máy Chía Dợ Pà Xúa",
    ),
)
YOUNG_SINCE, ELDER_BEFORE = 1998, 1968


def ethnicity_of_household(rng: Random) -> Ethnicity:
    """The ethnicity of a household by the shares of the commune."""
    return rng.choices(ETHNICITIES, weights=[each.weight for each in ETHNICITIES])[0]


def surname(rng: Random, ethnicity: Ethnicity) -> str:
    return rng.choice(ethnicity.surnames.split())


def full_name(rng: Random, ethnicity: Ethnicity, *, family: str, sex: Sex, birth_year: int) -> str:
    """A name of the person's people, sex and time: "Bàn Thị Mùi", "Nguyễn Gia Huy"."""
    male = sex is Sex.MALE
    own = ethnicity.men if male else ethnicity.women
    if birth_year >= YOUNG_SINCE:
        middle = rng.choice(
            ("Văn", "Đức", "Gia", "Minh", "Tuấn") if male else ("Thị", "Ngọc", "Thu", "Thanh")
        )
        given = _YOUNG_MEN if male else _YOUNG_WOMEN
    elif birth_year < ELDER_BEFORE:
        middle, given = ("Văn", _ELDER_MEN) if male else ("Thị", _ELDER_WOMEN)
    else:
        middle = rng.choice(("Văn", "Văn", "Đức", "Xuân") if male else ("Thị", "Thị", "Thị", "Thu"))
        given = _MEN if male else _WOMEN
    if own and birth_year < YOUNG_SINCE:
        middle, given = ("A" if ethnicity.code == "08" else "Văn") if male else "Thị", own
    name = rng.choice([word for word in given.split() if word not in {family, middle}])
    return f"{family} {middle} {name}"

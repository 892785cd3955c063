"""Pure facts of places and poverty figures: kinds, labels, roles, rates. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum


class UnitKind(StrEnum):
    """Kinds of administrative unit since 1 July 2025 (two levels)."""

    PROVINCE = "province"
    CITY = "city"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"


UNIT_KIND_LABELS = {
    UnitKind.PROVINCE: "tỉnh",
    UnitKind.CITY: "thành phố",
    UnitKind.COMMUNE: "xã",
    UnitKind.WARD: "phường",
    UnitKind.SPECIAL_ZONE: "đặc khu",
}
COMMUNE_LEVEL = (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE)


class HamletLabel(StrEnum):
    """What a commune calls its smallest parts; they are no administrative units and have no national code."""

    THON = "thon"
    XOM = "xom"
    BAN = "ban"
    AP = "ap"
    BUON = "buon"
    LANG = "lang"
    KHU = "khu"
    KHU_PHO = "khu_pho"
    KHOM = "khom"
    TO_DAN_PHO = "to_dan_pho"


HAMLET_LABELS = {
    HamletLabel.THON: "thôn",
    HamletLabel.XOM: "xóm",
    HamletLabel.BAN: "bản",
    HamletLabel.AP: "ấp",
    HamletLabel.BUON: "buôn",
    HamletLabel.LANG: "làng",
    HamletLabel.KHU: "khu",
    HamletLabel.KHU_PHO: "khu phố",
    HamletLabel.KHOM: "khóm",
    HamletLabel.TO_DAN_PHO: "tổ dân phố",
}


class Area(StrEnum):
    """Which poverty line holds (decree 07/2021, article 3)."""

    RURAL = "rural"
    URBAN = "urban"


AREA_LABELS = {Area.RURAL: "nông thôn", Area.URBAN: "thành thị"}


def default_area(kind: UnitKind) -> Area:
    """Urban for a ward, rural else; a ward may have rural hamlets, so each hamlet keeps its own."""
    return Area.URBAN if kind == UnitKind.WARD else Area.RURAL


def default_label(kind: UnitKind) -> HamletLabel:
    """The commonest word for a part of such a unit."""
    return HamletLabel.TO_DAN_PHO if kind == UnitKind.WARD else HamletLabel.THON


class Role(StrEnum):
    """What a person does in a place."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    LEADER = "leader"
    CLERK = "clerk"
    AUDITOR = "auditor"
    SURVEYOR = "surveyor"
    HAMLET_LEADER = "hamlet_leader"


ROLE_LABELS = {
    Role.ADMINISTRATOR: "quản trị",
    Role.OFFICER: "cán bộ",
    Role.LEADER: "lãnh đạo",
    Role.CLERK: "văn thư",
    Role.AUDITOR: "kiểm tra, giám sát",
    Role.SURVEYOR: "rà soát viên",
    Role.HAMLET_LEADER: "trưởng thôn, tổ trưởng",
}
ROLE_POWERS = {
    Role.ADMINISTRATOR: "mở xã, phường, thêm người, giao và cho thôi vai trò",
    Role.OFFICER: "nhập số liệu, giao chỉ tiêu, soạn và trình kế hoạch",
    Role.LEADER: "duyệt, trả lại kế hoạch và xem nhật ký",
    Role.CLERK: "xem số liệu, tải và in kế hoạch",
    Role.AUDITOR: "xem số liệu, kế hoạch và nhật ký",
    Role.SURVEYOR: "xem số liệu và chỉ tiêu của thôn, tổ",
    Role.HAMLET_LEADER: "xem số liệu và chỉ tiêu của thôn, tổ",
}
UNIT_ROLES = (Role.OFFICER, Role.LEADER, Role.CLERK, Role.AUDITOR)  # see all of their commune
HAMLET_ROLES = (Role.SURVEYOR, Role.HAMLET_LEADER)  # see their hamlets and nothing else


class FigureSource(StrEnum):
    """Where counts come from."""

    ENTERED = "entered"
    COUNTED = "counted"
    DECLARED = "declared"


FIGURE_SOURCE_LABELS = {
    FigureSource.ENTERED: "nhập tay",
    FigureSource.COUNTED: "đếm từ danh sách hộ",
    FigureSource.DECLARED: "số liệu công bố",
}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Households of a place at a date; None is "not given", which is not zero."""

    households: int | None = None
    poor: int | None = None
    near_poor: int | None = None
    no_labour: int | None = None  # of the poor: nobody able to work

    def violations(self) -> dict[str, str]:
        """What cannot be, by field, as Vietnamese sentences: poor and near-poor households are among all."""
        found: dict[str, str] = {}
        if self.poor is not None and self.no_labour is not None and self.no_labour > self.poor:
            found["no_labour"] = (
                f"Có {self.poor} hộ nghèo, số không có khả năng lao động không thể là {self.no_labour}."
            )
        if self.households is None:
            return found
        for name, count, term in (
            ("poor", self.poor, "hộ nghèo"),
            ("near_poor", self.near_poor, "hộ cận nghèo"),
        ):
            if count is not None and count > self.households:
                found[name] = f"Có {self.households} hộ, số {term} không thể là {count}."
        if (
            "poor" not in found
            and "near_poor" not in found
            and (self.poor or 0) + (self.near_poor or 0) > self.households
        ):
            found["near_poor"] = f"Hộ nghèo và hộ cận nghèo cộng lại vượt quá {self.households} hộ."
        return found


COUNT_FIELDS = tuple(field.name for field in fields(Counts))


def total(values: Iterable[int | None]) -> int | None:
    """The sum of what is given; None when nothing is."""
    given = [value for value in values if value is not None]
    return sum(given) if given else None

"""Kinds and labels of places, and which poverty line holds there."""

from __future__ import annotations

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

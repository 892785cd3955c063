"""Agencies, enterprises and schools that help households, and the blocks they work in."""

from __future__ import annotations

from enum import StrEnum

from povertyplan.common.text import fold


class AgencyKind(StrEnum):
    """What an agency is."""

    OFFICE = "office"
    COMMITTEE = "committee"
    UNION = "union"
    SCHOOL = "school"
    HEALTH_STATION = "health_station"
    SERVICE_UNIT = "service_unit"
    ENTERPRISE = "enterprise"
    BANK = "bank"
    POLICE_MILITARY = "police_military"
    RELIGIOUS = "religious"
    OTHER = "other"


AGENCY_KIND_LABELS = {
    AgencyKind.OFFICE: "phòng, văn phòng",
    AgencyKind.COMMITTEE: "ban, cơ quan Đảng, HĐND",
    AgencyKind.UNION: "Mặt trận, đoàn thể",
    AgencyKind.SCHOOL: "trường học",
    AgencyKind.HEALTH_STATION: "trạm y tế, bệnh viện",
    AgencyKind.SERVICE_UNIT: "trung tâm, đơn vị sự nghiệp",
    AgencyKind.ENTERPRISE: "doanh nghiệp, hợp tác xã",
    AgencyKind.BANK: "ngân hàng, tín dụng",
    AgencyKind.POLICE_MILITARY: "công an, quân sự",
    AgencyKind.RELIGIOUS: "cơ sở tôn giáo",
    AgencyKind.OTHER: "cơ quan, đơn vị khác",
}

PHONE = r"^[0-9 .+()/;,-]*\Z"  # as people write it, more than one at a time too

# How names begin, without marks; the longest beginning that fits says the kind.
_BEGINNINGS = {
    AgencyKind.OFFICE: ("phong", "van phong", "ubnd", "uy ban nhan dan"),
    AgencyKind.COMMITTEE: ("ban", "dang uy", "uy ban kiem tra", "hdnd", "hoi dong nhan dan", "thuong truc"),
    AgencyKind.UNION: (
        *("mat tran", "mttq", "ubmttq", "uy ban mttq", "uy ban mat tran", "ban thuong truc uy ban mttq"),
        *("hoi", "doan", "cong doan", "lien doan"),
    ),
    AgencyKind.SCHOOL: ("truong", "mam non", "tieu hoc", "thcs", "thpt"),
    AgencyKind.HEALTH_STATION: ("tram y te", "benh vien", "phong kham"),
    AgencyKind.SERVICE_UNIT: ("trung tam", "ban quan ly", "tram", "hat"),
    AgencyKind.ENTERPRISE: (
        *("cong ty", "tong cong ty", "tap doan", "doanh nghiep", "xi nghiep", "nha may", "hop tac xa", "htx"),
        *("ho kinh doanh", "chi nhanh cong ty"),
    ),
    AgencyKind.BANK: ("ngan hang", "quy tin dung", "phong giao dich ngan hang", "chi nhanh ngan hang"),
    AgencyKind.POLICE_MILITARY: (
        *("cong an", "quan su", "don bien phong", "bien phong", "ban chi huy", "ban chqs", "bch quan su"),
    ),
    AgencyKind.RELIGIOUS: ("chua", "giao xu", "nha tho", "thien vien", "tinh xa", "thanh that"),
}


def kind_of(name: str) -> AgencyKind | None:
    """The kind that a name begins with ("Trường Tiểu học …", "Công ty …"); None when it says none."""
    words = f"{fold(name)} "
    fitting = [
        (len(beginning), kind)
        for kind, beginnings in _BEGINNINGS.items()
        for beginning in beginnings
        if words.startswith(f"{beginning} ")
    ]
    return max(fitting, default=(0, None))[1]


def kind_called(text: str) -> AgencyKind | None:
    """The kind that a text calls: by its label, by a part of it ("đoàn thể"), or as a name begins."""
    wanted = fold(text)
    for kind, label in AGENCY_KIND_LABELS.items():
        if wanted in {fold(label), *(fold(part) for part in label.split(", "))}:
            return kind
    return AgencyKind.OTHER if wanted == "khac" else kind_of(text)

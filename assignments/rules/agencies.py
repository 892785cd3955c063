"""Agencies, enterprises and schools that help households, and the blocks they work in."""

from __future__ import annotations

from enum import StrEnum


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

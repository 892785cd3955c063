"""What people do in a place, and what they see by it."""

from __future__ import annotations

from enum import StrEnum


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
    Role.OFFICER: "quản lý hộ, rà soát, nhập số liệu, giao chỉ tiêu, soạn và trình kế hoạch",
    Role.LEADER: "duyệt, trả lại, thu hồi kế hoạch, chọn cách duyệt và ký, xem hộ và nhật ký",
    Role.CLERK: "ghi số, phát hành, giữ bản đã ký của kế hoạch, xem số liệu",
    Role.AUDITOR: "xem hộ, số liệu, kế hoạch và nhật ký",
    Role.SURVEYOR: "rà soát hộ, xem số liệu và chỉ tiêu của thôn, tổ",
    Role.HAMLET_LEADER: "rà soát hộ, xem số liệu và chỉ tiêu của thôn, tổ",
}
UNIT_ROLES = (Role.OFFICER, Role.LEADER, Role.CLERK, Role.AUDITOR)  # see all of their commune
HAMLET_ROLES = (Role.SURVEYOR, Role.HAMLET_LEADER)  # see their hamlets and nothing else
# Households hold personal data: those who only number documents or administer accounts do not see them.
HOUSEHOLD_UNIT_ROLES = (Role.OFFICER, Role.LEADER, Role.AUDITOR)
HOUSEHOLD_HAMLET_ROLES = HAMLET_ROLES

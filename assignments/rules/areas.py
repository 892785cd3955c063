"""The steering committee."""

from __future__ import annotations

from enum import StrEnum


class CommitteeRole(StrEnum):
    """What an official is in the committee."""

    HEAD = "head"
    DEPUTY = "deputy"
    STANDING = "standing"
    MEMBER = "member"


COMMITTEE_ROLE_LABELS = {
    CommitteeRole.HEAD: "Trưởng ban",
    CommitteeRole.DEPUTY: "Phó Trưởng ban",
    CommitteeRole.STANDING: "Ủy viên thường trực",
    CommitteeRole.MEMBER: "Thành viên",
}

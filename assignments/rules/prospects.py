"""Which poor households are expected to leave poverty in a year, by which path, and with what doubts."""

from __future__ import annotations

from enum import StrEnum

DOUBTFUL_DEPRIVATIONS = 6  # half of the twelve indicators: more than help of a few months mends


class EscapePath(StrEnum):
    """How a household is expected to leave poverty."""

    HELPED = "helped"
    BY_ITSELF = "by_itself"
    TO_NEAR_POOR = "to_near_poor"


PATH_LABELS = {
    EscapePath.HELPED: "được giúp đỡ để thoát nghèo",
    EscapePath.BY_ITSELF: "có khả năng tự thoát nghèo",
    EscapePath.TO_NEAR_POOR: "lên hộ cận nghèo",
}


class Origin(StrEnum):
    """Who named the household."""

    OFFICER = "officer"
    HAMLET = "hamlet"
    HOUSEHOLD = "household"


ORIGIN_LABELS = {
    Origin.OFFICER: "xã, phường lập danh sách",
    Origin.HAMLET: "thôn, tổ đề nghị",
    Origin.HOUSEHOLD: "hộ đăng ký thoát nghèo",
}


class ProspectStatus(StrEnum):
    """Only chosen ones count; what a hamlet or household named waits for the officer."""

    PROPOSED = "proposed"
    CHOSEN = "chosen"
    DROPPED = "dropped"


PROSPECT_STATUS_LABELS = {
    ProspectStatus.PROPOSED: "chờ xem xét",
    ProspectStatus.CHOSEN: "đã chọn",
    ProspectStatus.DROPPED: "không chọn",
}


class Doubt(StrEnum):
    """Why a prospect is doubtful."""

    NO_LABOUR = "no_labour"
    MANY_DEPRIVATIONS = "many_deprivations"


DOUBT_LABELS = {
    Doubt.NO_LABOUR: "không có người có khả năng lao động",
    Doubt.MANY_DEPRIVATIONS: "thiếu hụt nhiều chỉ số",
}


def doubts(*, no_labour: bool, deprivations: int | None) -> tuple[Doubt, ...]:
    """What speaks against a household leaving poverty this year, from its last review; `deprivations` is how
    many indicators it lacks, blank where only the score is known.
    """
    found = []
    if no_labour:
        found.append(Doubt.NO_LABOUR)
    if deprivations is not None and deprivations >= DOUBTFUL_DEPRIVATIONS:
        found.append(Doubt.MANY_DEPRIVATIONS)
    return tuple(found)

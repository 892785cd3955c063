"""Which poor households are expected to leave poverty in a year, by which path, and with what doubts."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from households.rules import Need

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


# What a household needs for its health is seen by those alone to whom the administrator gave it.
OPEN_NEEDS = tuple(need for need in Need if need is not Need.HEALTH)


def registration_violation(date: dt.date, *, year: int, today: dt.date) -> str:
    """Why a household cannot have registered on a day for a year, in Vietnamese; '' when it can: the
    year before is allowed, because its review ends in December.
    """
    if date > today:
        return "Ngày đăng ký chưa đến; ghi ngày hộ đã đăng ký."
    if date.year not in {year - 1, year}:
        return f"Ngày đăng ký của năm {year} phải từ 01/01/{year - 1} đến 31/12/{year}."
    return ""

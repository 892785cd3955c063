"""Kinds of plan, their sections and actors, and a plan's words as a template gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PlanKind(StrEnum):
    """Kinds of plan, each with its standard sections."""

    ANNUAL = "annual"
    GROUP_TARGETS = "group_targets"


PLAN_KIND_LABELS = {
    PlanKind.ANNUAL: "Kế hoạch giảm nghèo năm, có biểu theo thôn ở phụ lục",
    PlanKind.GROUP_TARGETS: "Kế hoạch giao chỉ tiêu cho thôn, khu phố và người phụ trách địa bàn",
}


class SectionContent(StrEnum):
    """What a section prints after its text."""

    TEXT = "text"
    TARGETS = "targets"
    HAMLET_TABLE = "hamlet_table"
    FUNDING = "funding"
    DUTIES = "duties"
    AREA_TABLE = "area_table"


SECTION_CONTENT_LABELS = {
    SectionContent.TEXT: "chỉ có lời văn",
    SectionContent.TARGETS: "chỉ tiêu của xã",
    SectionContent.HAMLET_TABLE: "bảng chỉ tiêu theo thôn",
    SectionContent.FUNDING: "nguồn kinh phí",
    SectionContent.DUTIES: "nhiệm vụ của từng đơn vị",
    SectionContent.AREA_TABLE: "bảng phân công phụ trách địa bàn",
}


class ActorKind(StrEnum):
    """Who carries a duty."""

    OFFICE = "office"
    OFFICIAL = "official"
    ASSOCIATION = "association"
    BANK = "bank"
    SCHOOL = "school"
    HAMLET = "hamlet"
    OTHER = "other"


ACTOR_KIND_LABELS = {
    ActorKind.OFFICE: "phòng, ban, đơn vị",
    ActorKind.OFFICIAL: "công chức, cá nhân",
    ActorKind.ASSOCIATION: "Mặt trận, đoàn thể",
    ActorKind.BANK: "ngân hàng",
    ActorKind.SCHOOL: "trường học",
    ActorKind.HAMLET: "thôn, tổ dân phố",
    ActorKind.OTHER: "khác",
}


@dataclass(frozen=True, kw_only=True)
class SectionContentText:
    """A section as a template or an old plan gives it."""

    heading: str
    body: str = ""
    content: SectionContent = SectionContent.TEXT
    children: tuple[SectionContentText, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """The words of a plan, from a kind's standard sections or from another plan; rows are field values by
    name.
    """

    fields: Mapping[str, Any]
    sections: tuple[SectionContentText, ...]
    bases: tuple[Mapping[str, Any], ...] = ()
    duties: tuple[Mapping[str, Any], ...] = ()
    funding_sources: tuple[Mapping[str, Any], ...] = ()
    recipients: tuple[Mapping[str, Any], ...] = ()
    signatory_lines: str = ""
    signatory_name: str = ""

"""Kinds of plan, their sections and actors, and a plan's words as a template gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PlanKind(StrEnum):
    """Kinds of plan, each with its standard sections; a report has the life of one and is none."""

    ANNUAL = "annual"
    GROUP_TARGETS = "group_targets"
    TARGETS = "targets"
    ASSIGNMENT = "assignment"
    ROADMAP = "roadmap"
    REPORT = "report"


PLAN_KIND_LABELS = {
    PlanKind.ANNUAL: "Kế hoạch giảm nghèo năm, có biểu theo thôn ở phụ lục",
    PlanKind.GROUP_TARGETS: "Kế hoạch giao chỉ tiêu cho thôn, khu phố và người phụ trách địa bàn",
    PlanKind.TARGETS: "Kế hoạch thực hiện chỉ tiêu giảm nghèo, có kết quả các năm trước",
    PlanKind.ASSIGNMENT: "Kế hoạch phân công cơ quan, đơn vị giúp đỡ hộ nghèo",
    PlanKind.ROADMAP: "Kế hoạch giai đoạn nhiều năm, có lộ trình, chỉ tiêu từng chiều và dự án",
    PlanKind.REPORT: "Báo cáo tiến độ",
}
PLANS = tuple(kind for kind in PlanKind if kind != PlanKind.REPORT)
PERIOD_YEARS = 5  # a plan of a period runs to so many years after its first, unless told otherwise


class SectionContent(StrEnum):
    """What a section prints after its text."""

    TEXT = "text"
    TARGETS = "targets"
    HAMLET_TABLE = "hamlet_table"
    FUNDING = "funding"
    DUTIES = "duties"
    AREA_TABLE = "area_table"
    SERIES = "series"
    PROSPECTS = "prospects"
    GROUPS = "groups"
    ROADMAP = "roadmap"
    INDICATORS = "indicators"
    PROJECTS = "projects"
    GUIDANCE = "guidance"
    INSPECTIONS = "inspections"
    PROGRESS = "progress"
    POLICIES = "policies"
    CAPITAL = "capital"
    FUNDS = "funds"
    HELP = "help"
    OUTCOMES = "outcomes"
    DIFFICULTIES = "difficulties"
    RECORDED_LATER = "recorded_later"


SECTION_CONTENT_LABELS = {
    SectionContent.TEXT: "chỉ có lời văn",
    SectionContent.TARGETS: "chỉ tiêu của xã",
    SectionContent.HAMLET_TABLE: "bảng chỉ tiêu theo thôn",
    SectionContent.FUNDING: "nguồn kinh phí",
    SectionContent.DUTIES: "nhiệm vụ của từng đơn vị",
    SectionContent.AREA_TABLE: "bảng phân công phụ trách địa bàn",
    SectionContent.SERIES: "bảng kết quả các năm trước",
    SectionContent.PROSPECTS: "bảng hộ dự kiến thoát nghèo",
    SectionContent.GROUPS: "nhóm hộ và cách hỗ trợ",
    SectionContent.ROADMAP: "bảng lộ trình từng năm",
    SectionContent.INDICATORS: "bảng chỉ tiêu theo chiều thiếu hụt",
    SectionContent.PROJECTS: "dự án, tiểu dự án",
    SectionContent.GUIDANCE: "văn bản đã ban hành trong kỳ",
    SectionContent.INSPECTIONS: "bảng kiểm tra, giám sát trong kỳ",
    SectionContent.PROGRESS: "bảng kết quả so với chỉ tiêu của xã",
    SectionContent.POLICIES: "bảng kết quả các chính sách",
    SectionContent.CAPITAL: "bảng vốn giao, giải ngân",
    SectionContent.FUNDS: "bảng thu, chi các quỹ",
    SectionContent.HELP: "bảng kết quả giúp đỡ hộ theo cơ quan",
    SectionContent.OUTCOMES: "bảng kết quả theo chiều thiếu hụt",
    SectionContent.DIFFICULTIES: "khó khăn, đề xuất nêu trong kỳ",
    SectionContent.RECORDED_LATER: "bảng số liệu ghi sau khi chốt kỳ trước",
}
REPORT_CONTENTS = (
    SectionContent.GUIDANCE,
    SectionContent.INSPECTIONS,
    SectionContent.PROGRESS,
    SectionContent.POLICIES,
    SectionContent.CAPITAL,
    SectionContent.FUNDS,
    SectionContent.HELP,
    SectionContent.OUTCOMES,
    SectionContent.DIFFICULTIES,
    SectionContent.RECORDED_LATER,
)


def contents_of(kind: PlanKind) -> tuple[SectionContent, ...]:
    """What a section of a paper of this kind may print after its text."""
    if kind == PlanKind.REPORT:
        return (SectionContent.TEXT, *REPORT_CONTENTS)
    return tuple(content for content in SectionContent if content not in REPORT_CONTENTS)


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


class ReportPeriod(StrEnum):
    """How often an actor reports; blank in the database where the plan sets no period."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


REPORT_PERIOD_LABELS = {
    ReportPeriod.MONTHLY: "hằng tháng",
    ReportPeriod.QUARTERLY: "hằng quý",
    ReportPeriod.HALF_YEARLY: "sáu tháng một lần",
    ReportPeriod.YEARLY: "hằng năm",
}


class DecimalMark(StrEnum):
    """What stands before the decimals of the plan's rates."""

    COMMA = ","
    POINT = "."


DECIMAL_MARK_LABELS = {DecimalMark.COMMA: "dấu phẩy: 0,79", DecimalMark.POINT: "dấu chấm: 0.79"}


class GroupFlag(StrEnum):
    """What a review says of a household that a group may be made of; the order is that of the mask."""

    MERIT = "merit"
    SOCIAL_PROTECTION = "social_protection"
    NO_LABOUR = "no_labour"


GROUP_FLAG_LABELS = {
    GroupFlag.MERIT: "có người có công",
    GroupFlag.SOCIAL_PROTECTION: "hưởng trợ cấp xã hội hằng tháng",
    GroupFlag.NO_LABOUR: "không có khả năng lao động",
}


class ProjectLevel(StrEnum):
    """A project of a programme, or a part of the project above it."""

    PROJECT = "project"
    SUB_PROJECT = "sub_project"


PROJECT_LEVEL_LABELS = {ProjectLevel.PROJECT: "Dự án", ProjectLevel.SUB_PROJECT: "Tiểu dự án"}


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
    groups: tuple[Mapping[str, Any], ...] = ()
    prospects: tuple[Mapping[str, Any], ...] = ()
    roadmap: tuple[Mapping[str, Any], ...] = ()
    indicators: tuple[Mapping[str, Any], ...] = ()
    projects: tuple[Mapping[str, Any], ...] = ()
    signatory_lines: str = ""
    signatory_name: str = ""

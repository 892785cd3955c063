"""The parts of a year's help with a figure each: the one list that the section's front page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from assignments.models import (
    Agency,
    AreaAssignment,
    AssignmentBlock,
    EndangeredHousehold,
    EscapeProspect,
)
from assignments.queries.agencies import households_helped
from assignments.queries.difficulties import difficulty_counts
from assignments.queries.support import SupportFilter, support_of_year, support_total
from assignments.rules import DifficultyState, ProspectStatus
from households.models import AdministrativeUnit
from povertyplan.common.dates import working_day
from povertyplan.common.numbers import format_number

Figure = Callable[[AdministrativeUnit, int], str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A page of a year or (not `of_year`) of the commune: its address by name, what it is called, and its
    figure in words. One that names households is shown only to who may read them.
    """

    name: str
    label: str
    figure: Figure | None = None
    names_households: bool = True
    of_year: bool = True


def _helped(unit: AdministrativeUnit, year: int) -> str:
    households = set[int]().union(*households_helped(unit=unit, year=year).values())
    return f"{format_number(len(households))} hộ có cơ quan giúp"


def _areas(unit: AdministrativeUnit, year: int) -> str:
    hamlets = AreaAssignment.objects.in_year(unit, year).filter(hamlets__isnull=False).values("hamlets")
    return f"{format_number(hamlets.distinct().count())} nơi có người phụ trách"


def _prospects(unit: AdministrativeUnit, year: int) -> str:
    listed = EscapeProspect.objects.in_year(unit, year)
    waiting = listed.filter(status=ProspectStatus.PROPOSED).count()
    more = f", {format_number(waiting)} hộ chờ xem xét" if waiting else ""
    return f"{format_number(listed.chosen().count())} hộ đã chọn{more}"


def _endangered(unit: AdministrativeUnit, year: int) -> str:
    return f"{format_number(EndangeredHousehold.objects.in_year(unit, year).count())} hộ"


def _agencies(unit: AdministrativeUnit, year: int) -> str:
    agencies = Agency.objects.in_unit(unit).as_of(working_day(year, today=timezone.localdate()))
    return f"{format_number(agencies.count())} cơ quan, đơn vị"


def _blocks(unit: AdministrativeUnit, year: int) -> str:
    return f"{format_number(AssignmentBlock.objects.in_year(unit, year).count())} khối"


def _support(unit: AdministrativeUnit, year: int) -> str:
    total = support_total(support_of_year(unit=unit, year=year, filter=SupportFilter()))
    return f"{format_number(total.value)} đồng đã trao"


def _difficulties(unit: AdministrativeUnit, year: int) -> str:
    waiting = difficulty_counts(unit=unit)[DifficultyState.WAITING]
    return f"{format_number(waiting)} chờ trả lời" if waiting else "không có điều nào chờ trả lời"


PARTS = (
    Part(name="assignments:prospects", label="Hộ thoát nghèo trong năm", figure=_prospects),
    Part(name="assignments:endangered", label="Hộ có nguy cơ nghèo", figure=_endangered),
    Part(name="assignments:board", label="Giúp đỡ hộ nghèo", figure=_helped),
    Part(name="assignments:follow_up", label="Việc cần làm, theo dõi hộ"),
    Part(name="assignments:support_list", label="Khoản hỗ trợ", figure=_support),
    Part(name="assignments:disclosure", label="Danh sách công khai"),
    Part(name="assignments:difficulties", label="Vướng mắc, kiến nghị", figure=_difficulties, of_year=False),
    Part(
        name="assignments:agencies",
        label="Cơ quan, đơn vị",
        figure=_agencies,
        of_year=False,
        names_households=False,
    ),
    Part(name="assignments:blocks", label="Khối giúp đỡ", figure=_blocks, names_households=False),
    Part(name="assignments:areas", label="Phụ trách địa bàn", figure=_areas, names_households=False),
    Part(name="assignments:appendices", label="Phụ lục để in"),
)


def overview(*, unit: AdministrativeUnit, year: int, sees_households: bool) -> list[tuple[Part, str]]:
    """The parts that the reader may open, each with its figure; at most two queries a part."""
    return [
        (part, part.figure(unit, year) if part.figure else "")
        for part in PARTS
        if sees_households or not part.names_households
    ]

"""The three appendices of a year as blocks: households helped, who helps them, areas in charge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assignments.models import Assignment
from assignments.queries import AssignedLine, HelpLists, areas_of, help_lists, helped_list
from assignments.rules import COMMITTEE_ROLE_LABELS, HELP_LABELS, CommitteeRole, HelpContent
from households.compose import column_of
from households.models import AdministrativeUnit
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Block,
    Closing,
    Column,
    Document,
    Figure,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Row,
    Table,
    Title,
)
from povertyplan.documents.layout import ended

UNKNOWN = "…"
TOTAL_KEY = "total"
NO_BLOCK = "Không thuộc khối"
NO_HEALTH = "Không in nhu cầu, thiếu hụt và việc giúp đỡ về y tế."


def appendix_of_households(*, unit: AdministrativeUnit, year: int) -> Appendix:
    """Appendix I: the households to be helped, with what they lack and need, but for health."""
    lines = helped_list(unit=unit, year=year)
    people = sum(line.people for line in lines)
    table = Table(
        key="helped",
        columns=(
            column_of("number", "STT", width=1),
            column_of("head", "Chủ hộ", width=4),
            column_of("hamlet", "Thôn, tổ dân phố", width=4),
            Column(key="people", label="Số khẩu", width=1, align=Align.CENTER, summed=True),
            column_of("deprivations", "Chỉ số thiếu hụt", width=8),
            column_of("needs", "Nhu cầu hỗ trợ", width=6),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    line.head,
                    line.hamlet or UNKNOWN,
                    _count(f"people@{number}", line.people),
                    UNKNOWN if line.deprivations is None else "; ".join(line.deprivations),
                    upper_first(", ".join(line.needs)),
                ),
            )
            for number, line in enumerate(lines, start=1)
        ),
        total=Row(key=TOTAL_KEY, cells=("", "Tổng cộng", "", _count(f"people@{TOTAL_KEY}", people), "", "")),
    )
    return _appendix(
        unit,
        year,
        key="helped",
        title=f"Danh sách hộ nghèo được giúp đỡ thoát nghèo năm {year}",
        blocks=(
            table,
            _note(
                "helped",
                *("Danh sách có ", _count("helped", len(lines)), " hộ, "),
                *(_count("helped_people", people), f" khẩu. {NO_HEALTH}"),
            ),
        ),
        landscape=True,
    )


def appendix_of_agencies(*, unit: AdministrativeUnit, year: int) -> Appendix:
    """Appendix II: the blocks, each with its leading agency, and which agency helps which household."""
    return _agencies(unit, year, help_lists(unit=unit, year=year))


def appendices_of_help(*, unit: AdministrativeUnit, year: int) -> tuple[Appendix, ...]:
    """Appendices I and II; none as long as nobody helps."""
    lists = help_lists(unit=unit, year=year)
    if not lists.assigned:
        return ()
    return (appendix_of_households(unit=unit, year=year), _agencies(unit, year, lists))


def _agencies(unit: AdministrativeUnit, year: int, lists: HelpLists) -> Appendix:
    blocks = Table(
        key="blocks",
        columns=(
            column_of("number", "STT", width=1),
            column_of("block", "Khối", width=5),
            column_of("lead", "Cơ quan đầu mối", width=5),
            column_of("others", "Thành viên khác của khối", width=8),
            Column(key="assignments", label="Số lượt phân công", width=2, align=Align.CENTER, summed=True),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    line.block.name if line.block else NO_BLOCK,
                    line.lead,
                    "; ".join(line.others),
                    _count(f"assignments@{number}", line.assignments),
                ),
            )
            for number, line in enumerate(lists.blocks, start=1)
        ),
        total=Row(
            key=TOTAL_KEY,
            cells=("", "Tổng cộng", "", "", _count(f"assignments@{TOTAL_KEY}", len(lists.assigned))),
        ),
    )
    households = len({line.assignment.household_id for line in lists.assigned})
    return _appendix(
        unit,
        year,
        key="agencies",
        title=f"Phân công cơ quan, đơn vị giúp đỡ hộ nghèo năm {year}",
        blocks=(
            blocks,
            _note(
                "agencies",
                *("Có ", _count("assigned", len(lists.assigned)), " lượt phân công giúp đỡ "),
                *(_count("assigned_households", households), " hộ, gồm:"),
            ),
            _assigned_table(lists.assigned),
        ),
        landscape=True,
    )


def _assigned_table(lines: Sequence[AssignedLine]) -> Table:
    return Table(
        key="assigned",
        columns=(
            column_of("number", "STT", width=1),
            column_of("head", "Chủ hộ", width=4),
            column_of("hamlet", "Thôn, tổ dân phố", width=3),
            column_of("block", "Khối", width=4),
            column_of("lead", "Cơ quan chủ trì", width=5),
            column_of("supporters", "Cơ quan phối hợp", width=5),
            column_of("contents", "Nội dung giúp đỡ", width=4),
            column_of("period", "Thời gian", width=3),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    line.assignment.household.head.name,
                    line.assignment.household.hamlet.full_name,
                    line.assignment.block.name if line.assignment.block else "",
                    line.assignment.lead_agency.name,
                    "; ".join(line.supporters),
                    _contents(line.assignment),
                    _period(line.assignment),
                ),
            )
            for number, line in enumerate(lines, start=1)
        ),
    )


def _contents(assignment: Assignment) -> str:
    """What the help is; help with health tells of the household's health and is not printed."""
    told = (label for label in assignment.content_labels if label != HELP_LABELS[HelpContent.HEALTH])
    return upper_first(", ".join(told))


def _period(assignment: Assignment) -> str:
    """From the first to the last day, "01/05/2026 - 30/09/2026"."""
    last = assignment.valid_to - dt.timedelta(days=1)
    return f"{short_date(assignment.valid_from)} - {short_date(last)}"


def appendix_of_areas(*, unit: AdministrativeUnit, year: int) -> Appendix:
    """Appendix III: the officials with their positions and the hamlets in their charge."""
    areas = areas_of(unit=unit, year=year)
    table = Table(
        key="areas",
        columns=(
            column_of("number", "TT", width=1),
            column_of("official", "Họ và tên", width=5),
            column_of("position", "Chức vụ", width=6),
            column_of("hamlets", "Phụ trách địa bàn", width=6),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    area.official,
                    ", ".join(filter(None, (area.position, _committee_role(area.committee_role)))),
                    ", ".join(
                        hamlet.full_name
                        for hamlet in sorted(area.hamlets.all(), key=lambda each: each.order_key)
                    ),
                ),
            )
            for number, area in enumerate(areas, start=1)
        ),
    )
    return _appendix(
        unit,
        year,
        key="areas",
        title=f"Phân công phụ trách địa bàn năm {year}",
        blocks=(
            table,
            _note("areas", "Danh sách có ", _count("officials", len(areas)), " người."),
        ),
    )


def _committee_role(role: str) -> str:
    return f"{COMMITTEE_ROLE_LABELS[CommitteeRole(role)]} Ban Chỉ đạo" if role else ""


def _appendix(
    unit: AdministrativeUnit,
    year: int,
    *,
    key: str,
    title: str,
    blocks: tuple[Block, ...],
    landscape: bool = False,
) -> Appendix:
    return Appendix(
        key=key,
        title=title,
        reference=f"(Kèm theo Kế hoạch số        /KH-UBND ngày     tháng     năm {year}"
        f" của Ủy ban nhân dân {unit})",
        blocks=blocks,
        landscape=landscape,
    )


def _note(key: str, *inline: str | Figure) -> Paragraph:
    return Paragraph(inline=inline, place=f"appendix:{key}/paragraph:1")


def _count(key: str, value: int) -> Figure:
    return Figure(key=key, value=value, computed=value)


def appendices_document(*, unit: AdministrativeUnit, year: int) -> Document:
    """The three appendices of a year behind a page that names them: always a draft, issued is the plan."""
    appendices = (
        appendix_of_households(unit=unit, year=year),
        appendix_of_agencies(unit=unit, year=year),
        appendix_of_areas(unit=unit, year=year),
    )
    return Document(
        name=f"phu-luc-{unit.slug}-{year}",
        letterhead=Letterhead(
            issuer=("ỦY BAN NHÂN DÂN", str(unit).upper()), symbol="DS-UBND", locality=unit.name, year=year
        ),
        title=Title(kind="DANH SÁCH", subject=f"Phân công giúp đỡ hộ nghèo năm {year}"),
        bases=(),
        blocks=ended(
            (
                Paragraph(
                    inline=(f"Ủy ban nhân dân {unit} lập các danh sách kèm theo, gồm:",),
                    place="opening/paragraph:1",
                ),
                *(
                    Paragraph(
                        inline=(f"{appendix.title}{'.' if appendix is appendices[-1] else ';'}",),
                        style=ParagraphStyle.BULLET,
                        place=f"opening/paragraph:{number}",
                    )
                    for number, appendix in enumerate(appendices, start=2)
                ),
                Paragraph(
                    inline=("Danh sách chi tiết tại các phụ lục kèm theo",),
                    style=ParagraphStyle.CLOSING,
                    place="closing/paragraph:1",
                ),
            )
        ),
        closing=Closing(
            recipients=(RecipientLine(name="Lưu: VT"),),
            authority=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            signer="",
        ),
        appendices=appendices,
        properties={"year": str(year)},
    )

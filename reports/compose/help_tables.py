"""Who was to help whom, what was promised, given and reached: by agency, and by household."""

from __future__ import annotations

from collections.abc import Collection

from assignments.models import Assignment
from assignments.rules import HELP_LABELS, RESULT_LABELS, HelpContent, Result
from households.compose import column_of
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import Cell, Row, Table, Unit
from reports.compose.cells import UNKNOWN, count, number_column
from reports.queries.facts import Help, HelpSum
from reports.rules import TOTAL


def help_table(given: Help) -> Table:
    """What each leading agency promised and gave, and what it says came of it."""
    names = {each.lead_agency_id: each.lead_agency.name for each in given.assignments}

    def cells(key: str, agencies: Collection[int | None] | None) -> tuple[Cell, ...]:
        assignments = given.assigned_to(agencies)
        sums = given.summed(given.items_of(agencies=agencies))
        escaped = [given.told(each) for each in assignments].count(Result.ESCAPED)
        return (
            count(f"help.{key}.assigned", len(assignments), unit=Unit.HOUSEHOLD),
            *_sums(key, sums),
            count(f"help.{key}.escaped", escaped, unit=Unit.HOUSEHOLD),
        )

    told = [(names[agency], cells(f"agency-{agency}", {agency})) for agency in given.leads]
    if given.others:
        told.append(("Nơi khác, không qua phân công", cells("others", given.others)))
    return Table(
        key="help",
        columns=(
            column_of("number", "STT", width=1),
            column_of("agency", "Cơ quan, đơn vị chủ trì", width=7),
            number_column("helped", "Số lượt hộ được giúp"),
            number_column("owed", "Khoản đã hẹn, chưa trao"),
            number_column("given", "Khoản đã trao"),
            number_column("value", "Giá trị đã trao (đồng)", width=3),
            number_column("escaped", "Báo đã thoát nghèo"),
        ),
        rows=tuple(
            Row(key=str(number), cells=(str(number), name, *numbers))
            for number, (name, numbers) in enumerate(told, start=1)
        ),
        total=Row(key=TOTAL, cells=("", "Tổng cộng", *cells(TOTAL, None))),
    )


def _sums(key: str, sums: HelpSum) -> tuple[Cell, ...]:
    return (
        count(f"help.{key}.owed", sums.owed),
        count(f"help.{key}.given", sums.given),
        count(f"help.{key}.value", sums.value),
    )


def _contents(assignment: Assignment) -> str:
    """What was promised, but for health: it tells of the household's."""
    told = (label for label in assignment.content_labels if label != HELP_LABELS[HelpContent.HEALTH])
    return upper_first(", ".join(told)) or UNKNOWN


def helped_table(given: Help) -> Table:
    """Each household with who helps it, what it was promised and given, and what came of it."""

    def row(number: int, each: Assignment, shown: tuple[Cell, ...]) -> Row:
        return Row(
            key=str(number),
            cells=(
                str(number),
                each.household.head.name,
                each.household.hamlet.full_name,
                each.lead_agency.name,
                _contents(each),
                *shown,
                upper_first(RESULT_LABELS[given.told(each)]),
            ),
        )

    told: set[int] = set()
    rows = []
    for number, each in enumerate(given.assignments, start=1):
        # help to a household that several agencies help stands with the first
        household = each.household_id
        sums = given.summed(given.items_of(households={household}))
        shown = ("", "", "") if household in told else _sums(f"household-{household}", sums)
        told.add(household)
        rows.append(row(number, each, shown))
    together = given.summed(given.items_of(households=given.assigned_households))
    return Table(
        key="helped",
        columns=(
            column_of("number", "STT", width=1),
            column_of("head", "Chủ hộ", width=4),
            column_of("hamlet", "Thôn, tổ dân phố", width=3),
            column_of("agency", "Cơ quan chủ trì", width=5),
            column_of("contents", "Nội dung đã hẹn giúp", width=5),
            number_column("owed", "Khoản chưa trao"),
            number_column("given", "Khoản đã trao"),
            number_column("value", "Giá trị đã trao (đồng)", width=3),
            column_of("result", "Kết quả", width=3),
        ),
        rows=tuple(rows),
        total=Row(key=TOTAL, cells=("", "Tổng cộng", "", "", "", *_sums("households", together), "")),
    )

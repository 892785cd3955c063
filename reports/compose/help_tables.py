"""Who was to help whom, what was promised, given and reached: by agency, and by household."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

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
    agencies = {each.lead_agency_id: each.lead_agency.name for each in given.assignments}

    def cells(row: str, assignments: Sequence[Assignment], sums: Sequence[HelpSum]) -> tuple[Cell, ...]:
        told = [each.result for each in assignments if given.has_result(each)]
        return (
            count(f"helped@{row}", len(assignments), unit=Unit.HOUSEHOLD),
            count(f"owed@{row}", sum(each.owed for each in sums)),
            count(f"given@{row}", sum(each.given for each in sums)),
            count(f"value@{row}", sum((each.value for each in sums), Decimal(0))),
            count(f"escaped@{row}", told.count(Result.ESCAPED), unit=Unit.HOUSEHOLD),
        )

    ids = [*dict.fromkeys(each.lead_agency_id for each in given.assignments)]
    rows = []
    for number, agency in enumerate(ids, start=1):
        own = [each for each in given.assignments if each.lead_agency_id == agency]
        sums = [given.by_agency.get(agency, HelpSum())]
        rows.append(
            Row(key=str(number), cells=(str(number), agencies[agency], *cells(str(number), own, sums)))
        )
    others = [each for key, each in given.by_agency.items() if key not in ids]
    if others:
        key = str(len(rows) + 1)
        rows.append(Row(key=key, cells=(key, "Nơi khác, không qua phân công", *cells(key, (), others))))
    everything = [*given.by_agency.values()]
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
        rows=tuple(rows),
        total=Row(key=TOTAL, cells=("", "Tổng cộng", *cells(TOTAL, given.assignments, everything))),
    )


def _contents(assignment: Assignment) -> str:
    """What was promised, but for health: it tells of the household's."""
    told = (label for label in assignment.content_labels if label != HELP_LABELS[HelpContent.HEALTH])
    return upper_first(", ".join(told)) or UNKNOWN


def helped_table(given: Help) -> Table:
    """Each household with who helps it, what it was promised and given, and what came of it."""

    def cells(row: str, each: HelpSum) -> tuple[Cell, ...]:
        return (
            count(f"owed@{row}", each.owed),
            count(f"given@{row}", each.given),
            count(f"value@{row}", each.value),
        )

    def row(number: int, each: Assignment, shown: HelpSum) -> Row:
        result = Result(each.result) if given.has_result(each) else Result.OPEN
        return Row(
            key=str(number),
            cells=(
                str(number),
                each.household.head.name,
                each.household.hamlet.full_name,
                each.lead_agency.name,
                _contents(each),
                *cells(str(number), shown),
                upper_first(RESULT_LABELS[result]),
            ),
        )

    told: set[int] = set()
    rows, sums = [], []
    for number, each in enumerate(given.assignments, start=1):
        # help to a household that several agencies help stands with the first
        again = each.household_id in told
        shown = HelpSum() if again else given.by_household.get(each.household_id, HelpSum())
        told.add(each.household_id)
        sums.append(shown)
        rows.append(row(number, each, shown))
    together = HelpSum(
        owed=sum(each.owed for each in sums),
        given=sum(each.given for each in sums),
        value=sum((each.value for each in sums), Decimal(0)),
    )
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
        total=Row(key=TOTAL, cells=("", "Tổng cộng", "", "", "", *cells(TOTAL, together), "")),
    )

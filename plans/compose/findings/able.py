"""More households planned to escape than there are able ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plans.compose.document import TABLE_KEY, TOTAL_KEY
from plans.compose.source import PlanSource
from plans.rules import Line, able_when_exceeded, planned_escapes, poor_and_no_labour
from povertyplan.common.numbers import format_number
from povertyplan.documents.checks import Code, Finding, Level, Passage


def able_finding(
    place: str, printed: str, *, poor: int | None, no_labour: int | None, planned: int | None
) -> Finding | None:
    """The finding at `place` when more households are planned to escape than are able to; else None."""
    able = able_when_exceeded(poor=poor, no_labour=no_labour, planned=planned)
    if able is None:
        return None
    return Finding(
        code=Code.ABLE_EXCEEDED,
        level=Level.WARNING,
        place=place,
        printed=printed,
        computed=str(able),
        rule="Hộ dự kiến thoát nghèo ≤ hộ nghèo − hộ nghèo không có khả năng lao động",
        message=f"Dự kiến {planned} hộ thoát nghèo; trong {poor} hộ nghèo có {no_labour} hộ không có khả "
        f"năng lao động nên nhiều nhất {able} hộ thoát nghèo.",
    )


def able_findings(source: PlanSource, prose: Sequence[Passage]) -> Iterator[Finding]:
    """Targets of hamlets above their able households; then what prose says of able ones and of escapes.

    Where no hamlet's target is too high, their sum is not.
    """
    figures = source.figures
    told = [
        found
        for row in figures.rows
        if (found := _in_table(row.slug, row.line, poor=row.line.poor, no_labour=row.line.no_labour))
    ]
    if stated := next(filter(None, (poor_and_no_labour(passage.text) for passage in prose)), None):
        poor, no_labour = stated
        planned = ((passage.place, *found) for passage in prose for found in planned_escapes(passage.text))
        told += [
            found
            for place, number, printed in planned
            if (found := able_finding(place, printed, poor=poor, no_labour=no_labour, planned=number))
        ]
        if not told and (found := _prospects(source, poor=poor, no_labour=no_labour)):
            told.append(found)
        if not told and (found := _in_table(TOTAL_KEY, source.total, poor=poor, no_labour=no_labour)):
            told.append(found)
    yield from told


def _prospects(source: PlanSource, *, poor: int | None, no_labour: int | None) -> Finding | None:
    """The finding at the sum of those who are expected to escape."""
    planned = source.prospect_count(None)
    return able_finding(
        "table:prospects/row:total/column:all",
        format_number(planned),
        poor=poor,
        no_labour=no_labour,
        planned=planned,
    )


def _in_table(row: str, line: Line, *, poor: int | None, no_labour: int | None) -> Finding | None:
    """The finding at a row's target."""
    return able_finding(
        f"table:{TABLE_KEY}/row:{row}/column:poor_reduction",
        format_number(line.poor_reduction),
        poor=poor,
        no_labour=no_labour,
        planned=line.poor_reduction,
    )

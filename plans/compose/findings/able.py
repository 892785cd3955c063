"""More households planned to escape than there are able ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plans.compose.document import TABLE_KEY, TOTAL_KEY
from plans.compose.source import PlanSource
from plans.rules import able_when_exceeded, planned_escapes, poor_and_no_labour
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
    """Escapes that prose or the table's total plans, above what prose says of households able to work."""
    stated = next(filter(None, (poor_and_no_labour(passage.text) for passage in prose)), None)
    if stated is None:
        return
    poor, no_labour = stated
    planned = [(passage.place, *found) for passage in prose for found in planned_escapes(passage.text)]
    total = source.figures.total.poor_reduction
    in_table = (f"table:{TABLE_KEY}/row:{TOTAL_KEY}/column:poor_reduction", total, str(total))
    told = False
    for place, number, printed in (*planned, in_table):
        found = able_finding(place, printed, poor=poor, no_labour=no_labour, planned=number)
        if found and not (told and place == in_table[0]):
            told = True
            yield found

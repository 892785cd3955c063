"""Figures of hamlets that are not what the closed review counted."""

from __future__ import annotations

from collections.abc import Iterator

from plans.compose.document import TABLE_KEY
from plans.compose.source import PlanSource
from plans.rules import COLUMN_LABELS, TABLE_COLUMNS, PlanKind
from povertyplan.common.numbers import format_number
from povertyplan.documents.checks import Code, Finding, Level

COUNTED = ("poor", "near_poor")


def counted_findings(source: PlanSource) -> Iterator[Finding]:
    """One finding a printed cell in which both were given and differ."""
    if source.counted is None:
        return
    columns = [name for name in COUNTED if name in TABLE_COLUMNS[PlanKind(source.plan.kind)]]
    for row in source.counted.rows:
        for column in columns:
            entered, counted = getattr(row.entered, column), getattr(row.counted, column)
            if entered is None or counted is None or entered == counted:
                continue
            yield Finding(
                code=Code.COUNT_DIFFERS,
                level=Level.WARNING,
                place=f"table:{TABLE_KEY}/row:{row.slug}/column:{column}",
                printed=format_number(entered),
                computed=format_number(counted),
                rule="Số liệu của thôn bằng số hộ đếm được trong đợt rà soát đã khóa sổ",
                message=f"{COLUMN_LABELS[column]} của {row.name} ghi {entered}, đợt rà soát năm"
                f" {source.counted.round.year} đếm được {counted}.",
            )

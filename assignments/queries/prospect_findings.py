"""What does not fit among the chosen prospects of a year: no constraint of the database can hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assignments.queries.prospect_lists import ProspectLine
from assignments.queries.prospects import standing_hamlets
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Hamlet
from povertyplan.common.text import upper_first
from povertyplan.documents.checks import Level


@dataclass(frozen=True, kw_only=True)
class ProspectFinding:
    """Something about a chosen prospect that a person has to look at.

    `code` and `level` are those of docs/findings.md; the message names no person.
    """

    code: str
    level: Level
    message: str
    prospect_id: int
    household_id: int


def prospect_findings(
    *, unit: AdministrativeUnit, year: int, chosen: Collection[ProspectLine]
) -> list[ProspectFinding]:
    """Every finding of the chosen prospects of a year in their order, in one query; in two where they are
    counted under hamlets that went into others.
    """
    hamlets = Hamlet.objects.in_unit(unit)
    asked = {line.prospect.hamlet_id for line in chosen if line.prospect.hamlet_id}
    standing = standing_hamlets(hamlets, asked, year=year)
    return [
        ProspectFinding(
            code=code,
            level=level,
            message=f"{upper_first(str(line.household))}, {line.household.hamlet.full_name}: {message}",
            prospect_id=line.prospect.pk,
            household_id=line.household.pk,
        )
        for line in chosen
        for code, level, message in _findings(line, standing.get(line.prospect.hamlet_id or 0))
    ]


def _findings(line: ProspectLine, counted_under: int | None) -> Iterator[tuple[str, Level, str]]:
    prospect, household = line.prospect, line.household
    if household.valid_to:
        yield (
            "prospect_left",
            Level.ERROR,
            "đã chọn nhưng hộ không còn trong danh sách quản lý; bỏ chọn hộ này.",
        )
    elif not line.is_poor:
        yield (
            "prospect_not_poor",
            Level.ERROR,
            f"đã chọn nhưng không phải hộ nghèo đầu năm {prospect.year}; bỏ chọn hộ này.",
        )
    if counted_under is None:
        yield "prospect_without_hamlet", Level.WARNING, "chưa ghi tính cho thôn, tổ nào."
    elif counted_under != household.hamlet_id and prospect.hamlet:
        yield (
            "prospect_hamlet_differs",
            Level.WARNING,
            f"đang tính cho {prospect.hamlet.full_name}, không phải nơi hộ ở.",
        )
    if prospect.path == EscapePath.HELPED and line.doubts:
        why = ", ".join(line.doubt_labels)
        yield "prospect_doubtful", Level.WARNING, f"chọn giúp đỡ để thoát nghèo nhưng {why}."

"""What in the roadmap, the indicators and the projects of a plan does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plans.compose.source import PlanSource
from plans.rules import (
    TARGET_INDICATOR_LABELS,
    Milestone,
    ProjectLevel,
    TargetIndicator,
    bodies,
    carries,
    rises,
    wording_names,
    years_missing,
)
from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import Document, Section, walk
from povertyplan.documents.checks import Code, Finding, Level, Passage

_PROJECT = re.compile(r"(?<!tiểu )\bdự án (?:số )?(\d{1,2})\b(?!\s*(?:tỷ|triệu|hộ|mô hình))")


def roadmap_findings(source: PlanSource) -> Iterator[Finding]:
    """Years that nothing is given for, households that become more, a first year that is not the target's."""
    plan = source.plan
    if plan.last_year is None:
        return
    given = [row.year for row in source.roadmap if row.poor is not None or row.poor_rate is not None]
    if missing := years_missing(given, first=plan.year, last=plan.last_year):
        years = ", ".join(map(str, missing))
        yield Finding(
            code=Code.ROADMAP_YEAR_MISSING,
            level=Level.WARNING,
            place="table:roadmap",
            printed="",
            computed=years,
            rule="Lộ trình có số của mọi năm trong giai đoạn",
            message=f"Lộ trình chưa có số hộ nghèo của năm {years}.",
        )
    for indicator in TargetIndicator:
        yield from _rises(source, indicator)
        yield from _first_year(source, indicator)


def _rises(source: PlanSource, indicator: TargetIndicator) -> Iterator[Finding]:
    start = Milestone(year=source.plan.year - 1, left=source.total.count(indicator))
    way = [Milestone(year=row.year, left=getattr(row, indicator)) for row in source.roadmap]
    label = TARGET_INDICATOR_LABELS[indicator]
    for rise in rises([start, *way]):
        before, now = rise.before, rise.milestone
        yield Finding(
            code=Code.ROADMAP_RISES,
            level=Level.ERROR,
            place=f"table:roadmap/row:{now.year}/column:{indicator}",
            printed=format_number(now.left),
            computed=f"≤ {format_number(before.left)}",
            rule="Số hộ còn lại của lộ trình không tăng",
            message=f"Cuối năm {now.year} còn {format_number(now.left)} {label}, nhiều hơn "
            f"{format_number(before.left)} hộ cuối năm {before.year}.",
        )


def _first_year(source: PlanSource, indicator: TargetIndicator) -> Iterator[Finding]:
    """The commune's target of the first year against what the roadmap makes of it."""
    year, reduction = source.plan.year, source.total.count(f"{indicator}_reduction")
    row = next((row for row in source.roadmap if row.year == year), None)
    left, before = getattr(row, indicator, None), source.total.count(indicator)
    if reduction is None or left is None or before is None or before - left == reduction:
        return
    label = TARGET_INDICATOR_LABELS[indicator]
    yield Finding(
        code=Code.ROADMAP_DIFFERS,
        level=Level.ERROR,
        place=f"table:roadmap/row:{year}/column:{indicator}_fall",
        printed=format_number(before - left),
        computed=format_number(reduction),
        rule="Năm đầu của lộ trình giảm đúng chỉ tiêu của năm đó",
        message=f"Lộ trình năm {year} giảm {before - left} {label}, chỉ tiêu giao giảm {reduction}.",
    )


def indicator_findings(source: PlanSource) -> Iterator[Finding]:
    """Wordings that do not hold their number; what has no number at all, as one notice."""
    for number, row in enumerate(source.indicators, start=1):
        if row.value is not None and not wording_names(row.wording, row.value):
            yield Finding(
                code=Code.TARGET_WORDING,
                level=Level.WARNING,
                place=f"table:indicators/row:{number}/column:level",
                printed=row.wording,
                computed=format_number(row.value),
                rule="Cách ghi trong văn bản nêu đúng con số của chỉ tiêu",
                message=f"Chỉ tiêu {number} có số {format_number(row.value)}, văn bản ghi “{row.wording}”.",
            )
    without = [str(number) for number, row in enumerate(source.indicators, start=1) if row.value is None]
    if without:
        yield Finding(
            code=Code.INDICATOR_WITHOUT_VALUE,
            level=Level.NOTICE,
            place="table:indicators",
            printed="",
            computed=", ".join(without),
            rule="Chỉ tiêu có con số để đo",
            message=f"Không có con số nào để đo chỉ tiêu {', '.join(without)}.",
        )


def project_findings(source: PlanSource, document: Document, prose: Sequence[Passage]) -> Iterator[Finding]:
    """Leads without a duty, and projects that prose names and the plan does not have."""
    if not source.projects:
        return
    headings = [block.heading for block in walk(document.blocks) if isinstance(block, Section)]
    actors = [body for heading in headings for body in bodies(heading)]
    told: set[str] = set()
    for number, project in enumerate(source.projects, start=1):
        for body in bodies(project.lead):
            if body in told or carries(body, actors):
                continue
            told.add(body)
            yield Finding(
                code=Code.ACTOR_WITHOUT_DUTY,
                level=Level.WARNING,
                place=f"project:{number}",
                printed=project.lead,
                computed="",
                rule="Đơn vị thực hiện dự án phải có nhiệm vụ ở phần tổ chức thực hiện",
                message=f"Giao {project.title} cho “{project.lead}” nhưng đơn vị này không có nhiệm vụ nào.",
            )
    known = {project.number for project in source.projects if project.level == ProjectLevel.PROJECT}
    listed, unknown = ", ".join(map(str, sorted(known))), set[int]()
    for passage in prose:
        for match in _PROJECT.finditer(passage.lower):
            number, printed = int(match[1]), passage.text[match.start() : match.end()]
            if number in known | unknown:
                continue
            unknown.add(number)
            yield Finding(
                code=Code.PROJECT_UNKNOWN,
                level=Level.WARNING,
                place=passage.place,
                printed=printed,
                computed=listed,
                rule="Dự án được nêu phải có trong kế hoạch",
                message=f"Nêu {printed}, kế hoạch chỉ có dự án {listed}.",
            )

"""Sections made of a plan's own lists: groups of households, projects with their parts, duties."""

from __future__ import annotations

from collections.abc import Iterator

from plans.compose.source import PlanSource
from plans.compose.text import paragraphs
from plans.models import Project
from plans.rules import ProjectLevel
from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import Figure, Paragraph, ParagraphStyle, Section, Unit


def group_sections(source: PlanSource) -> Iterator[Section]:
    """A section for each group: how many households it has, then what is done for them."""
    day = short_date(source.plan.reference_date)
    for number, (group, count) in enumerate(zip(source.groups, source.group_counts, strict=True), start=1):
        place = f"group:{number}"
        figure = Figure(key=f"nhom-ho@{number}", value=count, unit=Unit.HOUSEHOLD)
        said = Paragraph(
            inline=(f"Đến ngày {day}, nhóm này có ", figure, " hộ nghèo."), place=f"{place}/paragraph:0"
        )
        yield Section(
            heading=group.name,
            place=place,
            blocks=(
                *((said,) if count is not None else ()),
                *paragraphs(group.solutions, source, place=place),
            ),
        )


def project_sections(source: PlanSource) -> Iterator[Section]:
    """A section for each project, with those of its parts below."""
    number = 0
    for project, parts in _families(source.projects):
        number += 1
        place = f"project:{number}"
        below = []
        for part in parts:
            number += 1
            below.append(_project(part, source, f"project:{number}", ()))
        yield _project(project, source, place, tuple(below))


def _families(projects: tuple[Project, ...]) -> Iterator[tuple[Project, list[Project]]]:
    """Each project with the parts that follow it; a part that follows none stands alone."""
    family: tuple[Project, list[Project]] | None = None
    for project in projects:
        if family and project.level == ProjectLevel.SUB_PROJECT:
            family[1].append(project)
            continue
        if family:
            yield family
        family = (project, [])
    if family:
        yield family


def _project(project: Project, source: PlanSource, place: str, below: tuple[Section, ...]) -> Section:
    lines = [
        f"- {word}: {text}"
        for word, text in (
            ("Mục tiêu", project.goal),
            ("Đối tượng thụ hưởng", project.beneficiaries),
            (project.lead_word, project.lead and f"{project.lead}."),
            ("Cơ quan phối hợp", project.coordinators and f"{project.coordinators}."),
        )
        if text
    ]
    written = paragraphs("\n".join(lines), source, place=place)
    return Section(heading=project.title, place=place, blocks=(*written, *below))


def duty_sections(source: PlanSource) -> Iterator[Section]:
    """A section for each actor with the tasks, the reporting last."""
    for number, duty in enumerate(source.duties, start=1):
        place = f"duty:{number}"
        text = "\n".join(filter(None, (duty.text, duty.report)))
        tasks = [line for line in text.splitlines() if line.strip()]
        style = ParagraphStyle.BULLET if len(tasks) > 1 else ParagraphStyle.BODY
        yield Section(
            heading=duty.actor, place=place, blocks=paragraphs(text, source, place=place, style=style)
        )

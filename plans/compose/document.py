"""From a plan's source to its `Document`. No HTML, no section numbers, no numbers typed by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from plans.compose.handed import duty_sections, group_sections, project_sections
from plans.compose.outlook import indicator_table, prospect_table, roadmap_table, series_table
from plans.compose.source import PlanSource, figure_of
from plans.compose.text import paragraphs
from plans.compose.tokens import inline
from plans.models import Plan, PlanSection
from plans.rules import (
    COLUMN_LABELS,
    FIGURES,
    RATES,
    RELATION_LABELS,
    TABLE_COLUMNS,
    TARGETS,
    WHOLE,
    Line,
    PlanKind,
    PlanRelation,
    SectionContent,
)
from povertyplan.common.dates import month_text, short_date
from povertyplan.common.text import lower_first
from povertyplan.documents.blocks import (
    Align,
    Appendix,
    AtMost,
    Basis,
    Block,
    Cell,
    Closing,
    Column,
    Difference,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Rate,
    RecipientLine,
    Relation,
    Row,
    Section,
    Table,
    Title,
)
from povertyplan.documents.layout import ended

TABLE_KEY = "hamlets"
TOTAL_KEY = "total"

RELATIONS: Mapping[str, tuple[Relation, ...]] = {
    "poor": (AtMost(limit="households"),),
    "near_poor": (AtMost(limit="households"),),
    "poor_reduction": (AtMost(limit="poor"),),
    "near_poor_reduction": (AtMost(limit="near_poor"),),
    "end_poor": (Difference(minuend="poor", subtrahend="poor_reduction"),),
    **{column: (Rate(numerator=counted, denominator="households"),) for column, counted in RATES.items()},
}


def hamlet_table(source: PlanSource) -> Table:
    """The table of figures and targets by hamlet, as the plan's kind prints it."""
    plan, figures = source.plan, source.figures
    kind = PlanKind(plan.kind)
    columns = TABLE_COLUMNS[kind]

    def cells(line: Line, key: str, hamlet_id: int | None, decimals: int) -> tuple[Cell, ...]:
        return tuple(
            figure_of(
                f"{column}@{key}",
                line,
                column,
                decimals=decimals,
                declared=source.declared.get((hamlet_id, column)),
                mark=plan.decimal_mark,
            )
            for column in columns
        )

    return Table(
        key=TABLE_KEY,
        columns=table_columns(source),
        rows=tuple(
            Row(
                key=row.slug,
                cells=(str(number), row.name, *cells(row.line, row.slug, row.hamlet_id, plan.row_decimals)),
            )
            for number, row in enumerate(figures.rows, start=1)
        ),
        total=Row(
            key=TOTAL_KEY,
            cells=("", "Tổng cộng", *cells(figures.total, TOTAL_KEY, None, plan.total_decimals)),
        ),
    )


def column_groups(*, date: dt.date, year: int | None) -> dict[str, str]:
    """The upper head of each column of a hamlet table; without a year, of the figures alone."""
    at_start = f"Thời điểm {short_date(date)}"
    groups = dict.fromkeys((*FIGURES, "poor_rate", "near_poor_rate"), at_start)
    if year is not None:
        target, end = f"Chỉ tiêu giảm nghèo năm {year}", f"Dự kiến cuối năm {year}"
        groups |= dict.fromkeys((*TARGETS, *(f"{column}_rate" for column in TARGETS)), target)
        groups |= dict.fromkeys(("end_poor", "end_rate"), end)
    return groups


def table_columns(source: PlanSource) -> tuple[Column, ...]:
    """The columns of the hamlet table with their heads and equations."""
    figures = source.figures
    groups = column_groups(date=figures.date, year=figures.year)
    shown = TABLE_COLUMNS[PlanKind(source.plan.kind)]
    alone = Counter(groups[column] for column in shown)
    short = {
        "poor_reduction_rate": "Tỷ lệ giảm %",
        "near_poor_reduction_rate": "Tỷ lệ giảm %",
        "end_rate": "Tỷ lệ %",
        "end_poor": "Số hộ nghèo",
    }
    if "near_poor_rate" not in shown:
        short["poor_rate"] = "Tỷ lệ %"
    return (
        Column(key="number", label="STT", align=Align.CENTER),
        Column(key="name", label=f"Tên {figures.hamlet_word}", width=4, align=Align.LEFT),
        *(
            Column(
                key=column,
                label=short.get(column, COLUMN_LABELS[column]),
                group=groups[column] if alone[groups[column]] > 1 else "",
                width=2,
                align=Align.CENTER,
                summed=column not in RATES,
                relations=RELATIONS.get(column, ()),
            )
            for column in shown
        ),
    )


def slip_table(source: PlanSource) -> Table:
    """What a correction sets right."""
    return Table(
        key="slips",
        columns=(
            Column(key="number", label="TT", align=Align.CENTER),
            Column(key="where", label="Vị trí", width=4, align=Align.LEFT),
            Column(key="printed", label="Đã in", width=6, align=Align.LEFT),
            Column(key="correct", label="Sửa lại là", width=6, align=Align.LEFT),
        ),
        rows=tuple(
            Row(key=str(number), cells=(str(number), slip.where, slip.printed, slip.correct))
            for number, slip in enumerate(source.slips, start=1)
        ),
    )


def area_table(source: PlanSource) -> Table:
    """Who answers for which hamlets."""
    return Table(
        key="areas",
        columns=(
            Column(key="number", label="TT", align=Align.CENTER),
            Column(key="official", label="Họ và tên", width=5, align=Align.LEFT),
            Column(key="position", label="Chức vụ", width=6, align=Align.LEFT),
            Column(key="hamlets", label="Phụ trách địa bàn", width=5, align=Align.LEFT),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(str(number), area.official, area.position, ", ".join(area.hamlets)),
            )
            for number, area in enumerate(source.areas, start=1)
        ),
    )


def _targets(source: PlanSource) -> Iterator[Paragraph]:
    for number, target in enumerate(source.targets, start=1):
        yield Paragraph(
            inline=(f"{target.printed(source.plan.decimal_mark)}.",),
            style=ParagraphStyle.BULLET,
            place=f"target:{number}",
        )


def _funding(source: PlanSource) -> Iterator[Paragraph]:
    for number, funding in enumerate(source.funding, start=1):
        yield Paragraph(inline=(f"{number}. ", *inline(funding.text, source)), place=f"funding:{number}")


CONTENTS: Mapping[SectionContent, Callable[[PlanSource], Iterable[Block]]] = {
    SectionContent.TEXT: lambda source: (),
    SectionContent.TARGETS: _targets,
    SectionContent.HAMLET_TABLE: lambda source: (hamlet_table(source),),
    SectionContent.FUNDING: _funding,
    SectionContent.DUTIES: duty_sections,
    SectionContent.AREA_TABLE: lambda source: (area_table(source),),
    SectionContent.SERIES: lambda source: (series_table(source),),
    SectionContent.PROSPECTS: lambda source: (prospect_table(source),),
    SectionContent.GROUPS: group_sections,
    SectionContent.ROADMAP: lambda source: (roadmap_table(source),),
    SectionContent.INDICATORS: lambda source: (indicator_table(source),),
    SectionContent.PROJECTS: project_sections,
}


def _content(content: SectionContent, source: PlanSource) -> tuple[Block, ...]:
    """What a section prints after its text; what only a report has is nothing in a plan."""
    if compose := CONTENTS.get(content):
        return tuple(compose(source))
    return tuple(source.paper.content(content)) if source.paper else ()


def section_block(section: PlanSection, source: PlanSource) -> Section:
    """A section with its text, what is bound to it, and the sections below."""
    place = source.places[section.pk]
    below = tuple(section_block(child, source) for child in source.children[section.pk])
    content = _content(SectionContent(section.content), source)
    # Sections are numbered on after those written by hand; anything else stands right below the text.
    numbered_on = any(isinstance(block, Section) for block in content)
    rest = (*below, *content) if numbered_on else (*content, *below)
    return Section(
        heading=section.heading,
        place=place,
        blocks=(*paragraphs(section.body, source, place=place), *rest),
    )


def appendices(source: PlanSource) -> tuple[Appendix, ...]:
    """The plan's own appendix (the hamlet table, the roadmap) where its kind has one, then those attached."""
    plan = source.plan
    own = {
        PlanKind.ANNUAL: (TABLE_KEY, f"Chỉ tiêu giảm hộ nghèo, hộ cận nghèo năm {plan.year}", hamlet_table),
        PlanKind.ROADMAP: ("roadmap", f"Lộ trình giảm hộ nghèo, hộ cận nghèo {plan.years}", roadmap_table),
    }.get(PlanKind(plan.kind))
    attached = tuple(replace(each, reference=appendix_reference(plan)) for each in source.attached)
    if own is None:
        return attached
    key, title, table = own
    appendix = Appendix(
        key=key,
        title=plan.appendix_title or title,
        reference=appendix_reference(plan),
        blocks=(table(source),),
    )
    return (appendix, *attached)


def appendix_reference(plan: Plan) -> str:
    """ "(Kèm theo Kế hoạch số …)"; gaps to be filled in by hand as long as there is no number."""
    if plan.signed_date:
        cited = plan.citation
    else:
        month = month_text(plan.month) if plan.month else "    "
        cited = f"{plan.title_kind} số        /{plan.symbol} ngày     tháng {month} năm {plan.year}"
    return f"(Kèm theo {cited} của Ủy ban nhân dân {plan.unit})"


def numbered_document(document: Document, plan: Plan) -> Document:
    """What was approved, with the number and date that the clerk wrote down, and nothing else changed."""
    assert plan.signed_date
    date = plan.signed_date
    return replace(
        document,
        letterhead=replace(
            document.letterhead, number=str(plan.number), day=date.day, month=date.month, year=date.year
        ),
        appendices=tuple(
            replace(appendix, reference=appendix_reference(plan)) for appendix in document.appendices
        ),
    )


def compose_plan(source: PlanSource, *, draft: bool) -> Document:
    """The plan's document; `draft` prints "DỰ THẢO"."""
    plan, signatory = source.plan, source.signatory
    body: list[Block] = [
        *paragraphs(_opening(source), source, place="opening", style=ParagraphStyle.OPENING),
        *((slip_table(source),) if source.slips else ()),
        *(section_block(section, source) for section in source.children[None]),
        *_closing_words(source),
    ]
    return Document(
        name=plan.slug,
        letterhead=Letterhead(
            superior=plan.superior.upper(),
            issuer=tuple(line.upper() for line in plan.issuer.splitlines() if line.strip()),
            symbol=plan.symbol,
            locality=plan.locality,
            month=plan.month,
            year=plan.year,
        ),
        title=Title(kind=plan.title_kind.upper(), subject=plan.subject),
        bases=tuple(
            Basis(text=text, place=f"basis:{number}")
            for number, text in enumerate((*map(str, source.bases), *_original_basis(source)), start=1)
        ),
        blocks=ended(tuple(body)),
        closing=Closing(
            recipients=tuple(
                RecipientLine(
                    name=recipient.name, mark=f"({recipient.mark.strip('()')})" if recipient.mark else ""
                )
                for recipient in source.recipients
            ),
            authority=tuple(line.upper() for line in signatory.lines.splitlines() if line.strip())
            if signatory
            else (),
            signer=signatory.name if signatory else "",
            drafter_mark=plan.drafter_mark,
        ),
        appendices=() if plan.relation == PlanRelation.CORRECTS else appendices(source),
        addressees=source.paper.addressees if source.paper else (),
        draft=draft,
        properties={"year": str(plan.year)} | ({"last_year": str(plan.last_year)} if plan.last_year else {}),
    )


def _original_basis(source: PlanSource) -> Iterator[str]:
    """An amending document rests on what it amends, too."""
    if source.original:
        original = source.original
        issuer = f"Ủy ban nhân dân {original.unit}"
        yield f"Căn cứ {original.citation} của {issuer} về {lower_first(original.subject)}"


def _opening(source: PlanSource) -> str:
    """The words before section I, and what the document does to which other one."""
    plan, original = source.plan, source.original
    if original is None:
        return plan.opening
    done = RELATION_LABELS[PlanRelation(plan.relation)]
    said = f"{plan.title_kind if plan.relation in WHOLE else 'Văn bản'} này {done} {original.citation}"
    where = {
        PlanRelation.AMENDS: "; nội dung thay đổi nêu tại Phụ lục.",
        PlanRelation.REPLACES: ".",
        PlanRelation.CORRECTS: " như sau:",
    }
    return f"{said}{where[PlanRelation(plan.relation)]}\n{plan.opening}"


def _closing_words(source: PlanSource) -> Iterator[Paragraph]:
    words = paragraphs(source.plan.closing, source, place="closing")
    yield from words[:-1]
    yield from (replace(last, style=ParagraphStyle.CLOSING) for last in words[-1:])

"""From a plan and its year's figures to a `Document`, and the findings of both. No HTML, no numbers typed
by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from assignments.models import AreaAssignment
from plans.models import (
    CommuneTarget,
    Duty,
    FundingSource,
    LegalBasis,
    Plan,
    PlanSection,
    Recipient,
    Signatory,
)
from plans.queries import HamletLine, YearFigures, commune_targets, year_figures
from plans.rules import (
    COLUMN_LABELS,
    HAMLET_COUNT_TOKEN,
    RATES,
    TABLE_COLUMNS,
    TARGET_INDICATOR_LABELS,
    TOKENS,
    Aim,
    BrokenToken,
    Comparator,
    Line,
    Measure,
    PlanKind,
    SectionContent,
    Status,
    TargetIndicator,
    Token,
    is_met,
    prose_parts,
    typed_counts,
    wording_names,
)
from povertyplan.common.dates import month_text, short_date
from povertyplan.common.numbers import format_number, parse_count, parse_decimal
from povertyplan.common.snapshot import read_snapshot
from povertyplan.common.text import upper_first
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
    Figure,
    Inline,
    InlinePart,
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
    Unit,
)
from povertyplan.documents.checks import Code, Finding, Level, check
from povertyplan.documents.frozen import from_json

TABLE_KEY = "hamlets"
TOTAL_KEY = "total"
TITLE_KIND = "KẾ HOẠCH"

RELATIONS: Mapping[str, tuple[Relation, ...]] = {
    "poor": (AtMost(limit="households"),),
    "near_poor": (AtMost(limit="households"),),
    "poor_reduction": (AtMost(limit="poor"),),
    "near_poor_reduction": (AtMost(limit="near_poor"),),
    "end_poor": (Difference(minuend="poor", subtrahend="poor_reduction"),),
    **{column: (Rate(numerator=counted, denominator="households"),) for column, counted in RATES.items()},
}


@dataclass(frozen=True)
class PlanSource:
    """Everything a plan's document is made from, read at one moment."""

    plan: Plan
    figures: YearFigures
    targets: tuple[CommuneTarget, ...]
    sections: tuple[PlanSection, ...]
    bases: tuple[LegalBasis, ...]
    duties: tuple[Duty, ...]
    funding: tuple[FundingSource, ...]
    recipients: tuple[Recipient, ...]
    signatory: Signatory | None
    areas: tuple[AreaAssignment, ...]
    declared: Mapping[tuple[int | None, str], Decimal]

    @cached_property
    def children(self) -> Mapping[int | None, list[PlanSection]]:
        """Sections by their parent, in order."""
        found: dict[int | None, list[PlanSection]] = defaultdict(list)
        for section in self.sections:
            found[section.parent_id].append(section)
        return found

    @cached_property
    def places(self) -> Mapping[int, str]:
        """Where each section stands, by its id: "section:3.2" is the second of the third."""
        found: dict[int, str] = {}

        def visit(parent: int | None, above: str) -> None:
            for number, section in enumerate(self.children[parent], start=1):
                found[section.pk] = f"section:{above}{number}"
                visit(section.pk, f"{above}{number}.")

        visit(None, "")
        return found

    @cached_property
    def by_slug(self) -> Mapping[str, HamletLine]:
        return {row.slug: row for row in self.figures.rows}

    def line(self, token: Token) -> Line | None:
        """The hamlet's or the commune's line a token speaks of; None when there is no such hamlet."""
        if not token.place:
            return self.figures.total
        row = self.by_slug.get(token.place)
        return row.line if row else None


def plan_source(plan: Plan) -> PlanSource:
    """Reads a plan with its parts, figures and targets in a constant number of queries."""
    return PlanSource(
        plan=plan,
        figures=year_figures(unit=plan.unit, year=plan.year),
        targets=tuple(commune_targets(unit=plan.unit, year=plan.year)),
        sections=tuple(plan.sections.order_by("order", "pk")),
        bases=tuple(plan.bases.order_by("order", "pk")),
        duties=tuple(plan.duties.order_by("order", "pk")),
        funding=tuple(plan.funding_sources.order_by("order", "pk")),
        recipients=tuple(plan.recipients.order_by("order", "pk")),
        signatory=Signatory.objects.filter(plan=plan).first(),
        areas=tuple(
            AreaAssignment.objects.in_year(plan.unit, plan.year)
            .prefetch_related("hamlets")
            .order_by("order", "pk")
        ),
        declared={(row.hamlet_id, row.column): row.value for row in plan.declared_figures.all()},
    )


def figure_of(
    key: str, line: Line, column: str, *, decimals: int, declared: Decimal | None = None, blank: str = ""
) -> Figure:
    """The figure of a column: a count, or a rate rounded half-up; a declared value is printed instead."""
    is_rate = column in RATES
    computed = line.rate(column, decimals) if is_rate else line.count(column)
    return Figure(
        key=key,
        value=computed if declared is None else declared,
        computed=computed,
        unit=Unit.PERCENT if is_rate else Unit.HOUSEHOLD,
        decimals=decimals if is_rate else 0,
        declared=declared is not None,
        blank=blank,
    )


def resolve(token: Token, source: PlanSource) -> Figure | None:
    """The live figure a token names; None when the name or the hamlet is unknown."""
    declared = parse_decimal(token.declared) if token.declared else None
    if token.name == HAMLET_COUNT_TOKEN and not token.place:
        count = len(source.figures.rows)
        value = count if declared is None else declared
        return Figure(key=token.key, value=value, computed=count, declared=declared is not None)
    spec, line = TOKENS.get(token.name), source.line(token)
    if spec is None or line is None:
        return None
    decimals = source.plan.row_decimals if token.place else source.plan.total_decimals
    return figure_of(token.key, line, spec.column, decimals=decimals, declared=declared, blank="…")


def inline(text: str, source: PlanSource) -> Inline:
    """Prose with its tokens as figures; a token that names nothing stays as typed."""
    parts: list[InlinePart] = []
    for part in prose_parts(text):
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, BrokenToken):
            parts.append(part.text)
        else:
            parts.append(resolve(part, source) or str(part))
    return tuple(parts)


MARKS = {"- ": ParagraphStyle.BULLET, "+ ": ParagraphStyle.SUB_BULLET}


def paragraphs(
    text: str, source: PlanSource, *, place: str, style: ParagraphStyle = ParagraphStyle.BODY
) -> tuple[Paragraph, ...]:
    """One paragraph a line; "- " and "+ " begin bullets."""
    return tuple(
        Paragraph(
            inline=inline(line[2:].strip() if line[:2] in MARKS else line, source),
            style=MARKS.get(line[:2], style),
            place=paragraph_place(place, number),
        )
        for number, line in numbered_lines(text)
    )


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that become paragraphs, from 1."""
    return enumerate((line for line in text.splitlines() if line.strip()), start=1)


def paragraph_place(place: str, number: int) -> str:
    """Where the nth paragraph of a text stands."""
    return f"{place}/paragraph:{number}"


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


def table_columns(source: PlanSource) -> tuple[Column, ...]:
    """The columns of the hamlet table with their heads and equations."""
    figures = source.figures
    at_start = f"Thời điểm {short_date(figures.date)}"
    target = f"Chỉ tiêu giảm nghèo năm {figures.year}"
    end = f"Dự kiến cuối năm {figures.year}"
    groups = {
        "households": at_start,
        "poor": at_start,
        "near_poor": at_start,
        "poor_rate": at_start,
        "poor_reduction": target,
        "poor_reduction_rate": target,
        "near_poor_reduction": target,
        "near_poor_reduction_rate": target,
        "end_poor": end,
        "end_rate": end,
    }
    shown = TABLE_COLUMNS[PlanKind(source.plan.kind)]
    alone = Counter(groups[column] for column in shown)
    short = {
        "poor_reduction_rate": "Tỷ lệ giảm %",
        "near_poor_reduction_rate": "Tỷ lệ giảm %",
        "poor_rate": "Tỷ lệ %",
        "end_rate": "Tỷ lệ %",
        "end_poor": "Số hộ nghèo",
    }
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
                cells=(str(number), area.official, area.position, _hamlet_names(area)),
            )
            for number, area in enumerate(source.areas, start=1)
        ),
    )


def _hamlet_names(area: AreaAssignment) -> str:
    hamlets = sorted(area.hamlets.all(), key=lambda hamlet: (hamlet.position, hamlet.sort_key, hamlet.pk))
    return ", ".join(hamlet.full_name for hamlet in hamlets)


def _content(section: PlanSection, source: PlanSource) -> Iterator[Block]:
    match SectionContent(section.content):
        case SectionContent.TEXT:
            return
        case SectionContent.TARGETS:
            for number, target in enumerate(source.targets, start=1):
                yield Paragraph(
                    inline=(f"{target.sentence}.",),
                    style=ParagraphStyle.BULLET,
                    place=f"target:{number}",
                )
        case SectionContent.HAMLET_TABLE:
            yield hamlet_table(source)
        case SectionContent.AREA_TABLE:
            yield area_table(source)
        case SectionContent.FUNDING:
            for number, funding in enumerate(source.funding, start=1):
                yield Paragraph(
                    inline=(f"{number}. ", *inline(funding.text, source)), place=f"funding:{number}"
                )
        case SectionContent.DUTIES:
            for number, duty in enumerate(source.duties, start=1):
                duty_place = f"duty:{number}"
                yield Section(
                    heading=duty.actor,
                    blocks=_duty_text(duty.text, source, duty_place),
                    place=duty_place,
                )


def _duty_text(text: str, source: PlanSource, place: str) -> tuple[Paragraph, ...]:
    tasks = [line for line in text.splitlines() if line.strip()]
    style = ParagraphStyle.BULLET if len(tasks) > 1 else ParagraphStyle.BODY
    return paragraphs(text, source, place=place, style=style)


def section_block(section: PlanSection, source: PlanSource) -> Section:
    """A section with its text, what is bound to it, and the sections below."""
    place = source.places[section.pk]
    below = tuple(section_block(child, source) for child in source.children[section.pk])
    content = tuple(_content(section, source))
    # Actors are numbered on after the sections written by hand; anything else stands right below the text.
    rest = (*below, *content) if section.content == SectionContent.DUTIES else (*content, *below)
    return Section(
        heading=section.heading,
        place=place,
        blocks=(*paragraphs(section.body, source, place=place), *rest),
    )


def appendices(source: PlanSource) -> tuple[Appendix, ...]:
    """The appendix with the hamlet table, for kinds that do not hold it in the body."""
    plan = source.plan
    if PlanKind(plan.kind) != PlanKind.ANNUAL:
        return ()
    month = f" tháng {month_text(plan.month)}" if plan.month else " tháng     "
    return (
        Appendix(
            key=TABLE_KEY,
            title=plan.appendix_title or f"Chỉ tiêu giảm hộ nghèo, hộ cận nghèo năm {plan.year}",
            reference=f"(Kèm theo Kế hoạch số        /{plan.symbol} ngày     {month.strip()} năm {plan.year}"
            f" của Ủy ban nhân dân {plan.unit})",
            blocks=(hamlet_table(source),),
        ),
    )


def compose_plan(source: PlanSource, *, draft: bool) -> Document:
    """The plan's document; `draft` prints "DỰ THẢO"."""
    plan, signatory = source.plan, source.signatory
    body: list[Block] = [
        *paragraphs(plan.opening, source, place="opening", style=ParagraphStyle.OPENING),
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
        title=Title(kind=TITLE_KIND, subject=plan.subject),
        bases=tuple(
            Basis(text=str(basis), place=f"basis:{number}")
            for number, basis in enumerate(source.bases, start=1)
        ),
        blocks=tuple(body),
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
        appendices=appendices(source),
        draft=draft,
        properties={"year": str(plan.year)},
    )


def _closing_words(source: PlanSource) -> Iterator[Paragraph]:
    words = paragraphs(source.plan.closing, source, place="closing")
    yield from words[:-1]
    yield from (replace(last, style=ParagraphStyle.CLOSING) for last in words[-1:])


@dataclass(frozen=True)
class PlanView:
    """A plan as composed now, with everything that does not add up."""

    source: PlanSource
    document: Document
    findings: tuple[Finding, ...]

    @property
    def grave(self) -> tuple[Finding, ...]:
        """Errors and warnings; notices are left out."""
        return tuple(finding for finding in self.findings if finding.level != Level.NOTICE)


def plan_view(plan: Plan, *, draft: bool = True) -> PlanView:
    """Compose and check a plan, as of one moment."""
    with read_snapshot():
        source = plan_source(plan)
        document = compose_plan(source, draft=draft)
    findings = (
        *check(document),
        *target_findings(source),
        *token_findings(source),
        *typed_findings(source),
    )
    return PlanView(source, document, findings)


def target_findings(source: PlanSource) -> Iterator[Finding]:
    """The commune's targets against what the hamlets add up to; group targets have no count yet."""
    for number, target in enumerate(source.targets, start=1):
        place = f"target:{number}"
        if not wording_names(target.wording, target.value):
            yield Finding(
                code=Code.TARGET_WORDING,
                level=Level.WARNING,
                place=place,
                printed=target.wording,
                computed=target.amount,
                rule="Cách ghi trong văn bản nêu đúng con số của chỉ tiêu.",
                message=f"Chỉ tiêu là {target.amount}, văn bản ghi “{target.wording}”.",
            )
        value = None if target.policy_group else target_result(target, source)
        if value is None or is_met(value, Comparator(target.comparator), target.value):
            continue
        exceeded = target.comparator == Comparator.EXACTLY and value > target.value
        computed = format_number(
            value, 0 if target.measure == Measure.HOUSEHOLD else source.plan.total_decimals
        )
        yield Finding(
            code=Code.TARGET_EXCEEDED if exceeded else Code.TARGET_SHORT,
            level=Level.NOTICE if exceeded else Level.WARNING,
            place=place,
            printed=target.amount,
            computed=computed,
            rule="Chỉ tiêu giao cho các thôn cộng lại đạt chỉ tiêu của xã.",
            message=f"Chỉ tiêu {'giảm ' if target.aim == Aim.REDUCTION else ''}{target.subject}"
            f" là {target.amount}, các thôn cộng lại {'vượt' if exceeded else 'chưa đạt'}: {computed}.",
        )


def target_result(target: CommuneTarget, source: PlanSource) -> Decimal | int | None:
    """What the hamlets' targets add up to, in the commune target's own terms; None when nothing is given."""
    poor = target.indicator == TargetIndicator.POOR
    reduction = target.aim == Aim.REDUCTION
    counted = {
        (True, True): "poor_reduction",
        (True, False): "end_poor",
        (False, True): "near_poor_reduction",
        (False, False): "end_near_poor",
    }[poor, reduction]
    total = source.figures.total
    if target.measure == Measure.HOUSEHOLD:
        return total.count(counted)
    column = next(rate for rate, count in RATES.items() if count == counted)
    return total.rate(column, source.plan.total_decimals)


def token_findings(source: PlanSource) -> Iterator[Finding]:
    """Tokens that name nothing, wherever prose may hold them."""
    for place, text in _prose(source):
        for written in unknown_tokens(text, source):
            yield Finding(
                code=Code.TOKEN_UNKNOWN,
                level=Level.ERROR,
                place=place,
                printed=written,
                computed="",
                rule="Số liệu chèn trong lời văn phải có trong danh mục.",
                message=f"Không có số liệu nào tên {written}.",
            )


def typed_findings(source: PlanSource) -> Iterator[Finding]:
    """Counts typed by hand in prose that are no figure of the table and no target of the commune."""
    known = {
        TargetIndicator.POOR: _counts(source, "poor", "poor_reduction", "end_poor"),
        TargetIndicator.NEAR_POOR: _counts(source, "near_poor", "near_poor_reduction", "end_near_poor"),
    }
    for target in source.targets:
        known[TargetIndicator(target.indicator)].add(int(target.value))
    for place, text in _prose(source):
        for written, indicator in typed_counts(text):
            if parse_count(written) in known[indicator]:
                continue
            noun = TARGET_INDICATOR_LABELS[indicator]
            yield Finding(
                code=Code.NUMBER_IN_TEXT,
                level=Level.WARNING,
                place=place,
                printed=written,
                computed="",
                rule="Số hộ gõ tay trong lời văn phải là một số có trong bảng hoặc trong chỉ tiêu.",
                message=f"“{written} {noun}” không phải số nào trong bảng; nên chèn số liệu thay vì gõ tay.",
            )


def _counts(source: PlanSource, *columns: str) -> set[int | None]:
    lines = (source.figures.total, *(row.line for row in source.figures.rows))
    return {line.count(column) for line in lines for column in columns}


def _prose(source: PlanSource) -> Iterator[tuple[str, str]]:
    """Every written paragraph with its place."""
    texts = [
        ("opening", source.plan.opening),
        *((source.places[section.pk], section.body) for section in source.sections),
        *((f"duty:{number}", duty.text) for number, duty in enumerate(source.duties, start=1)),
        ("closing", source.plan.closing),
    ]
    for place, text in texts:
        yield from ((paragraph_place(place, number), line) for number, line in numbered_lines(text))
    yield from ((f"funding:{number}", funding.text) for number, funding in enumerate(source.funding, start=1))


def unknown_tokens(text: str, source: PlanSource) -> list[str]:
    """What stands in double braces and names nothing."""
    return [
        part.text if isinstance(part, BrokenToken) else str(part)
        for part in prose_parts(text)
        if isinstance(part, BrokenToken) or (isinstance(part, Token) and resolve(part, source) is None)
    ]


@dataclass(frozen=True, kw_only=True)
class TokenChoice:
    """One line of the list that officers pick figures from."""

    token: str
    label: str
    value: str


def token_choices(source: PlanSource) -> list[TokenChoice]:
    """Every figure that prose may name, the commune's first, then each hamlet's."""
    choices = [_choice(Token(name=HAMLET_COUNT_TOKEN), "số thôn, tổ dân phố", source)]
    choices += [_choice(Token(name=name), spec.label, source) for name, spec in TOKENS.items()]
    choices += [
        _choice(Token(name=name, place=row.slug), f"{spec.label} của {row.name}", source)
        for row in source.figures.rows
        for name, spec in TOKENS.items()
        if spec.column in {"households", "poor", "near_poor", "poor_reduction", "near_poor_reduction"}
    ]
    return choices


def _choice(token: Token, label: str, source: PlanSource) -> TokenChoice:
    figure = resolve(token, source)
    value = format_number(figure.value, figure.decimals) if figure else ""
    return TokenChoice(token=str(token), label=upper_first(label), value=value or "…")


def plan_standing(plan: Plan) -> PlanView:
    """What the plan is now: frozen as approved and proved from itself, or composed from today's figures."""
    if plan.status == Status.APPROVED and plan.approved_document:
        document = from_json(plan.approved_document.blocks)
        return PlanView(plan_source(plan), document, check(document))
    return plan_view(plan)

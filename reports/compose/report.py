"""What a report has beside its words: the tables of its period, live or as they were when it was closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from plans.compose import PaperPage
from plans.models import Plan
from plans.rules import SectionContent, Token
from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import Appendix, Block, Figure, Table, walk
from povertyplan.documents.checks import Finding
from povertyplan.documents.frozen import blocks_from_json, blocks_json
from reports.compose.drafting import drafting_findings
from reports.compose.fact_tables import (
    capital_blocks,
    difficulty_blocks,
    fund_table,
    guidance_blocks,
    inspection_blocks,
    late_blocks,
    outcome_blocks,
    policy_table,
)
from reports.compose.figures import FIGURE_LABELS, report_figures
from reports.compose.help_tables import help_table, helped_table
from reports.compose.progress_tables import NEAR_POOR, POOR, progress_by_hamlet, progress_table, review_table
from reports.models import Report, ReportingPeriod
from reports.queries import Progress, late_records, progress
from reports.queries.facts import (
    Window,
    capital_sums,
    difficulties_raised,
    fund_sums,
    guidance_of,
    help_given,
    inspections_of,
    last_closed,
    last_reported,
    outcome_lines,
    policy_results,
    recorded_later,
)
from reports.rules import Basis

HELP_TITLE = "Kết quả giúp đỡ từng hộ nghèo"


@dataclass(frozen=True, kw_only=True)
class ReportTables:
    """The blocks of a period by the content of the section they stand in, its appendices, and the figures
    that prose may name.
    """

    contents: Mapping[str, tuple[Block, ...]]
    appendices: tuple[Appendix, ...]
    figures: Mapping[str, Figure]
    basis: Basis

    def to_json(self) -> dict[str, Any]:
        """In JSON's own types, as a closed period keeps them."""
        return {
            "contents": {name: blocks_json(blocks) for name, blocks in self.contents.items()},
            "appendices": blocks_json(self.appendices),
            "figures": {name: blocks_json((figure,))[0] for name, figure in self.figures.items()},
            "basis": self.basis.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReportTables:
        """What `to_json` gave."""
        return cls(
            contents={name: blocks_from_json(blocks) for name, blocks in data["contents"].items()},
            appendices=blocks_from_json(data["appendices"]),
            figures={name: blocks_from_json([figure])[0] for name, figure in data["figures"].items()},
            basis=Basis(data["basis"]),
        )


def report_tables(period: ReportingPeriod) -> dict[str, Any]:
    """What a period's tables are as it is closed, as JSON to be kept with it; as of one moment."""
    return live_tables(period, known_at=period.closed_at or timezone.now()).to_json()


def period_progress(period: ReportingPeriod) -> Progress:
    """The year's progress as of the period's closing date and as known when it was closed."""
    return progress(unit=period.unit, year=period.year, as_of=period.closing_date, known_at=period.closed_at)


def live_tables(period: ReportingPeriod, *, known_at: dt.datetime) -> ReportTables:
    """The tables as of the closing date, from what was known at a moment."""
    window = Window(
        unit=period.unit,
        year=period.year,
        start=period.start_date,
        end=period.closing_date,
        known_at=known_at,
    )
    reported, closed = last_reported(period), last_closed(period)
    found, help_, documents = period_progress(period), help_given(window), guidance_of(window)
    contents: dict[SectionContent, Iterable[Block]] = {
        SectionContent.GUIDANCE: guidance_blocks(documents),
        SectionContent.INSPECTIONS: inspection_blocks(inspections_of(window)),
        SectionContent.PROGRESS: (progress_table(found), review_table(found)),
        SectionContent.POLICIES: (policy_table(policy_results(period, window)),),
        SectionContent.CAPITAL: capital_blocks(capital_sums(window)),
        SectionContent.FUNDS: (fund_table(fund_sums(window)),),
        SectionContent.HELP: (help_table(help_),) if help_.assignments else (),
        SectionContent.OUTCOMES: outcome_blocks(outcome_lines(period, window)),
        SectionContent.DIFFICULTIES: difficulty_blocks(
            difficulties_raised(window, since=reported.closing_date if reported else None)
        ),
        SectionContent.RECORDED_LATER: late_blocks(
            recorded_later(window, closed=closed) if closed else (),
            late_records(unit=period.unit, period=closed, until=known_at) if closed else (),
        ),
    }
    blocks = {content.value: tuple(made) for content, made in contents.items()}
    tables = {
        block.key: block for each in blocks.values() for block in walk(each) if isinstance(block, Table)
    }
    return ReportTables(
        contents=blocks,
        appendices=tuple(_appendices(period, found, helped_table(help_) if help_.assignments else None)),
        figures=report_figures(tables, found, documents=len(documents)),
        basis=found.basis,
    )


def _appendices(period: ReportingPeriod, found: Progress, helped: Table | None) -> Iterable[Appendix]:
    date = short_date(period.closing_date)
    if found.rows:
        for of, words in ((POOR, "hộ nghèo"), (NEAR_POOR, "hộ cận nghèo")):
            table = progress_by_hamlet(found, of)
            title = f"Kết quả giảm {words} so với chỉ tiêu đến ngày {date}"
            yield Appendix(key=table.key, title=title, reference="", blocks=(table,), landscape=True)
    if helped:
        title = f"{HELP_TITLE} đến ngày {date}"
        yield Appendix(key=helped.key, title=title, reference="", blocks=(helped,), landscape=True)


@dataclass(frozen=True, kw_only=True)
class ReportSource:
    """A report's own source (`plans.compose.papers.PaperSource`)."""

    report: Report
    tables: ReportTables

    @property
    def home(self) -> PaperPage:
        """The page of its period."""
        period = self.report.period
        label = f"Kỳ báo cáo: {period}, chốt số liệu ngày {short_date(period.closing_date)}"
        return PaperPage(label=label, url=reverse("reports:period", args=[period.pk]))

    @property
    def pages(self) -> tuple[PaperPage, ...]:
        """Whom it is for."""
        url = reverse("reports:report_addressees", args=[self.report.paper.slug])
        return (PaperPage(label="Kính gửi", url=url),)

    @property
    def addressees(self) -> tuple[str, ...]:
        """Whom "Kính gửi:" names."""
        return tuple(line.strip() for line in self.report.addressees.splitlines() if line.strip())

    @property
    def appendices(self) -> tuple[Appendix, ...]:
        """Progress by hamlet, help by household."""
        return self.tables.appendices

    def content(self, content: SectionContent) -> Iterable[Block]:
        """The blocks of a section's content."""
        return self.tables.contents.get(content, ())

    def figure(self, token: Token) -> Figure | None:
        """A figure of the report's tables."""
        return None if token.place else self.tables.figures.get(token.name)

    def tokens(self) -> Iterable[tuple[Token, str]]:
        """Every figure of the tables that prose may name."""
        return [(Token(name=name), FIGURE_LABELS[name]) for name in self.tables.figures]

    def findings(self, prose: Iterable[tuple[str, str]]) -> Iterable[Finding]:
        """Where the words that it began with no longer fit."""
        return drafting_findings(self.tables.figures, self.tables.basis, prose)


def report_source(paper: Plan) -> ReportSource:
    """The report's period with its tables: kept ones where it is closed."""
    report = Report.objects.select_related("paper", "period__unit__parent").get(paper=paper)
    return ReportSource(report=report, tables=tables_of(report.period))


def tables_of(period: ReportingPeriod) -> ReportTables:
    """The tables as they were kept when the period was closed, else from what is known now."""
    if period.tables:
        return ReportTables.from_json(period.tables)
    return live_tables(period, known_at=period.closed_at or timezone.now())

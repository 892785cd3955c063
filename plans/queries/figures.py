"""A commune's table: figures at a date and targets of a year, by hamlet. All of `plans` counts from here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from households.models import AdministrativeUnit, HamletFigures, HamletLineage, ReviewRound, Standard
from households.models.places import HamletQuerySet
from households.queries import HamletCounts, hamlet_counts, hamlets_of, standard_on
from households.rules import HAMLET_LABELS, taken_over, total, whole_origins
from plans.models import HamletTarget
from plans.rules import INPUTS, Line
from povertyplan.common.dates import working_day, year_end_before, year_reading
from povertyplan.common.together import read_together

Reductions = tuple[int | None, int | None]  # of poor and of near-poor households


@dataclass(frozen=True, kw_only=True)
class HamletLine:
    """One hamlet in a year's table."""

    hamlet_id: int
    slug: str
    name: str
    label: str
    line: Line


@dataclass(frozen=True)
class TableFigures:
    """A commune's table: figures at a date, and targets of a year or none."""

    unit: AdministrativeUnit
    year: int | None
    date: dt.date
    standard: Standard
    rows: tuple[HamletLine, ...]
    origins: Mapping[int, Sequence[int]] = field(
        default_factory=dict
    )  # of hamlets, those that went into them
    round: ReviewRound | None = None  # the closed yearly one whose results stand for the date

    @cached_property
    def total(self) -> Line:
        """The sum of the hamlets."""
        return Line(**{column: total(row.line.count(column) for row in self.rows) for column in INPUTS})

    @property
    def hamlet_word(self) -> str:
        """What the commune calls its parts: "xóm"; several words are joined ("thôn, tổ dân phố")."""
        return ", ".join(dict.fromkeys(row.label for row in self.rows)) or "thôn"

    @property
    def hamlets_without_figures(self) -> tuple[HamletLine, ...]:
        return tuple(row for row in self.rows if row.line.households is None or row.line.poor is None)


@dataclass(frozen=True)
class YearFigures(TableFigures):
    """A commune's table of a year: every screen, document and check counts from here."""

    year: int


def table_figures(*, unit: AdministrativeUnit, date: dt.date, year: int | None) -> TableFigures:
    """The hamlets with figures at a date and targets of a year (None: no targets), in one query.

    Without a year the hamlets are those of the year that reads the figures, else of the date's own.
    """
    on = working_day(year or year_reading(date) or date.year, today=timezone.localdate())
    [table] = hamlet_lines(hamlets_of(unit=unit, on=on), units=[unit.pk], asked=[(date, year)])
    return TableFigures(unit, year, date, table.standard, table.rows, table.origins, table.round)


@dataclass(frozen=True, kw_only=True)
class HamletLines:
    """Hamlets of a commune with their figures at a date and targets of a year, as `TableFigures` has them."""

    standard: Standard
    rows: tuple[HamletLine, ...]
    origins: Mapping[int, Sequence[int]]
    round: ReviewRound | None


def hamlet_lines(
    hamlets: HamletQuerySet, *, units: Collection[int], asked: Sequence[tuple[dt.date, int | None]]
) -> list[HamletLines]:
    """Hamlets of these communes (ids) in their order, each with its figures at a date and its targets of a
    year, as often as is asked for, in one query.
    """
    days, years = ({*each} for each in zip(*asked, strict=True))
    places, standards, figures, targets, lineage, rounds = read_together(
        hamlets,
        Standard.objects.all(),
        HamletFigures.objects.filter(hamlet__unit__in=units, date__in=days),
        HamletTarget.objects.filter(hamlet__unit__in=units, year__in=years - {None}),
        HamletLineage.objects.filter(successor__unit__in=units),
        ReviewRound.objects.feeding(*days).filter(unit__in=units).defer("stages"),
    )
    origins = whole_origins((each.predecessor_id, each.successor_id) for each in lineage)

    def lines(date: dt.date, year: int | None) -> HamletLines:
        standard = standard_on(date, standards=standards)
        given = {
            row.hamlet_id: row.counts
            for row in figures
            if row.date == date and row.standard_id == standard.pk
        }
        counted = hamlet_counts(hamlets=places, given=given, origins=origins)
        reductions = taken_over(
            [row.hamlet_id for row in counted],
            {
                row.hamlet_id: (row.poor_reduction, row.near_poor_reduction)
                for row in targets
                if row.year == year
            },
            origins,
            _reductions_together,
        )
        feeding = (round for round in rounds if round.reference_date == date)
        return HamletLines(
            standard=standard,
            rows=tuple(_line(row, reductions.get(row.hamlet_id, (None, None))) for row in counted),
            origins=origins,
            round=max(feeding, key=lambda round: round.pk, default=None),
        )

    return [lines(*each) for each in asked]


def _line(counted: HamletCounts, reductions: Reductions) -> HamletLine:
    poor_reduction, near_poor_reduction = reductions
    return HamletLine(
        hamlet_id=counted.hamlet_id,
        slug=counted.slug,
        name=counted.name,
        label=HAMLET_LABELS[counted.label],
        line=Line(
            **vars(counted.counts), poor_reduction=poor_reduction, near_poor_reduction=near_poor_reduction
        ),
    )


def _reductions_together(parts: Sequence[Reductions]) -> Reductions:
    return total(poor for poor, _ in parts), total(near_poor for _, near_poor in parts)


def year_figures(*, unit: AdministrativeUnit, year: int) -> YearFigures:
    """The table of a year: figures at its reference date and its targets."""
    table = table_figures(unit=unit, date=year_end_before(year), year=year)
    return YearFigures(unit, year, table.date, table.standard, table.rows, table.origins, table.round)

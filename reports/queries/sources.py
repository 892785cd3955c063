"""What a year's figures are read from, each part once and only when a figure asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from assignments.queries import ProspectCounts, households_helped, prospect_counts
from households.models import AdministrativeUnit, ReviewRound
from households.queries import YearStanding, year_standing
from households.rules import RoundKind
from plans.queries import CountedFigures, YearFigures, counted_figures, year_figures
from reports.models import Report, ReportingPeriod
from reports.queries.facts import Help, Window, help_given
from reports.queries.progress import Progress, progress
from reports.rules import TOTAL, KeyedFigure


@dataclass(frozen=True, kw_only=True)
class YearSources:
    """A commune's year as of a day, as known at a moment (None: today); read it inside a snapshot.

    The year's table, its prospects and who helps whom are those of today: they carry no day of their own.
    With a `period` the figures are those that its report tells: events are those of the period.
    """

    unit: AdministrativeUnit
    year: int
    as_of: dt.date
    known_at: dt.datetime | None = None
    period: ReportingPeriod | None = None

    @cached_property
    def window(self) -> Window:
        """Which facts count."""
        return Window(
            unit=self.unit,
            year=self.year,
            start=self.period.start_date if self.period else dt.date(self.year, 1, 1),
            end=self.as_of,
            known_at=self.known_at or timezone.now(),
        )

    @cached_property
    def help(self) -> Help:
        return help_given(self.window)

    @cached_property
    def provided(self) -> dict[object, dict[str, KeyedFigure]]:
        """What was made of them already, by who made it."""
        return {}

    @cached_property
    def table(self) -> YearFigures:
        return year_figures(unit=self.unit, year=self.year)

    @cached_property
    def counted(self) -> CountedFigures | None:
        return counted_figures(self.table)

    @cached_property
    def progress(self) -> Progress:
        return progress(unit=self.unit, year=self.year, as_of=self.as_of, known_at=self.known_at)

    @cached_property
    def ahead(self) -> YearStanding:
        """With the year's periodic round, though its date has not come."""
        return year_standing(
            unit=self.unit, year=self.year, as_of=self.as_of, known_at=self.known_at, ahead=True
        )

    @cached_property
    def prospects(self) -> ProspectCounts:
        return prospect_counts(unit=self.unit, year=self.year)

    @cached_property
    def helped(self) -> Mapping[int, set[int]]:
        return households_helped(unit=self.unit, year=self.year)

    @cached_property
    def round(self) -> ReviewRound | None:
        """The year's periodic round."""
        rounds = ReviewRound.objects.filter(unit=self.unit, year=self.year, kind=RoundKind.PERIODIC)
        return rounds.select_related("unit", "base", "standard").first()

    @cached_property
    def _slugs(self) -> Mapping[int, str]:
        return {row.hamlet_id: row.slug for row in self.table.rows}

    def slug(self, hamlet: int | None) -> str:
        """What names a hamlet (id) in keys; one that is not in the year's table by its id."""
        return TOTAL if hamlet is None else self._slugs.get(hamlet, f"hamlet-{hamlet}")


def report_sources(report: Report) -> YearSources:
    """The year as a report tells it: as of its closing date, as known when it was closed or approved."""
    period, printed = report.period, report.paper.approved_document
    moments = [moment for moment in (period.closed_at, printed and printed.approved_at) if moment]
    return YearSources(
        unit=period.unit,
        year=period.year,
        as_of=period.closing_date,
        known_at=min(moments, default=None),
        period=period,
    )

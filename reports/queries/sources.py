"""What a year's figures are read from, each part once and only when a figure asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assignments.queries import ProspectCounts, households_helped, prospect_counts
from households.models import AdministrativeUnit, ReviewRound
from households.queries import RoundTables, YearStanding, round_tables, year_standing
from households.rules import RoundKind
from plans.queries import CountedFigures, YearFigures, counted_figures, year_figures
from reports.queries.progress import Progress, progress
from reports.rules import TOTAL, KeyedFigure


@dataclass(frozen=True, kw_only=True)
class YearSources:
    """A commune's year as of a day, as known at a moment (None: today); read it inside a snapshot.

    The year's table, its prospects and its help are those of today: they carry no day of their own.
    """

    unit: AdministrativeUnit
    year: int
    as_of: dt.date
    known_at: dt.datetime | None = None

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
    def round_tables(self) -> RoundTables | None:
        return round_tables(round=self.round) if self.round else None

    @cached_property
    def _slugs(self) -> Mapping[int, str]:
        return {row.hamlet_id: row.slug for row in self.table.rows}

    def slug(self, hamlet: int | None) -> str:
        """What names a hamlet (id) in keys; one that is not in the year's table by its id."""
        return TOTAL if hamlet is None else self._slugs.get(hamlet, f"hamlet-{hamlet}")

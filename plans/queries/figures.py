"""A commune's table: figures at a date and targets of a year, by hamlet. All of `plans` counts from here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from households.models import AdministrativeUnit, Standard
from households.models.places import HamletQuerySet
from households.queries import hamlet_counts, hamlet_origins, hamlets_of, standard_on
from households.rules import HAMLET_LABELS, taken_over, total
from plans.models import HamletTarget
from plans.rules import INPUTS, Line
from povertyplan.common.dates import working_day, year_end_before, year_reading

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
    """The hamlets with figures at a date and targets of a year (None: no targets), in four queries, or
    in six where a hamlet took others over.

    Without a year the hamlets are those of the year that reads the figures, else of the date's own.
    """
    standard = standard_on(date)
    on = working_day(year or year_reading(date) or date.year, today=timezone.localdate())
    rows = hamlet_lines(hamlets_of(unit=unit, on=on), date=date, standard=standard, year=year)
    return TableFigures(unit, year, date, standard, rows)


def hamlet_lines(
    hamlets: HamletQuerySet, *, date: dt.date, standard: Standard, year: int | None
) -> tuple[HamletLine, ...]:
    """Hamlets in their order, each with its figures at a date and its targets of a year."""
    counted = hamlet_counts(hamlets=hamlets, date=date, standard=standard)
    targets = reductions_given(hamlets, [row.hamlet_id for row in counted], year) if year else {}
    rows = []
    for row in counted:
        poor_reduction, near_poor_reduction = targets.get(row.hamlet_id, (None, None))
        rows.append(
            HamletLine(
                hamlet_id=row.hamlet_id,
                slug=row.slug,
                name=row.name,
                label=HAMLET_LABELS[row.label],
                line=Line(
                    **vars(row.counts),
                    poor_reduction=poor_reduction,
                    near_poor_reduction=near_poor_reduction,
                ),
            )
        )
    return tuple(rows)


def reductions_given(hamlets: HamletQuerySet, ids: Sequence[int], year: int) -> dict[int, Reductions]:
    """The targets of hamlets, else those given before to the hamlets that went into them, summed."""
    units = hamlets.order_by().values("unit")
    given = HamletTarget.objects.filter(hamlet__unit__in=units, year=year).by_hamlet()
    if not given.keys() - set(ids):  # nothing was given to a hamlet that is no more
        return given
    return taken_over(ids, given, hamlet_origins(units=units), _reductions_together)


def _reductions_together(parts: Sequence[Reductions]) -> Reductions:
    return total(poor for poor, _ in parts), total(near_poor for _, near_poor in parts)


def year_figures(*, unit: AdministrativeUnit, year: int) -> YearFigures:
    """The table of a year: figures at its reference date and its targets."""
    table = table_figures(unit=unit, date=year_end_before(year), year=year)
    return YearFigures(unit, year, table.date, table.standard, table.rows)

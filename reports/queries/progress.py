"""A year's progress against its targets, by hamlet, as of a day; `year_standing` counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from assignments.queries import expected_paths
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Hamlet, HamletFigures, ReviewRound
from households.models.places import HamletQuerySet
from households.queries import (
    CommuneRounds,
    YearStanding,
    commune_rounds,
    counts_of,
    hamlet_origins,
    year_standing,
)
from households.rules import Classification, RoundKind, total
from plans.models import HamletTarget
from plans.queries import HamletLine, HamletLines, hamlet_lines
from povertyplan.common.dates import year_end_before
from povertyplan.common.periods import valid_on
from reports.rules import LINE_SELECTIONS, Basis, ProgressLine, together

POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


@dataclass(frozen=True, kw_only=True)
class HamletProgress:
    """One hamlet, or without an id the whole commune; `households` are all there were at the year's start."""

    hamlet_id: int | None
    slug: str
    name: str
    households: int | None
    poor: ProgressLine
    near_poor: ProgressLine

    def line(self, of: Classification) -> ProgressLine:
        """The line of poor or of near-poor households."""
        return self.poor if of is POOR else self.near_poor


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A year's progress by hamlet as of a day, as known at a moment (None: today).

    In `total` a household that moved between two hamlets of the commune is another loss of the one and
    another gain of the other, as in the rows; `moved` is how many did, by class. `waiting` households of the
    year's start have no result yet in the periodic round that is being made. `paths` says by which way a poor
    household (id) is still expected to leave poverty.
    """

    unit: AdministrativeUnit
    year: int
    as_of: dt.date
    known_at: dt.datetime | None
    basis: Basis
    rows: tuple[HamletProgress, ...]
    total: HamletProgress
    moved: Mapping[Classification, int]
    waiting: int
    standing: YearStanding
    paths: Mapping[int, EscapePath]

    @property
    def round(self) -> ReviewRound | None:
        """The last round that the numbers stand on."""
        return self.standing.last or self.standing.base


def progress(
    *,
    unit: AdministrativeUnit,
    year: int,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
    ahead: bool = False,
    rounds: CommuneRounds | None = None,
) -> Progress:
    """What a day knows of the year's targets; call it inside a snapshot. Where the year before has no closed
    periodic round the start is the figures of the year's table, and movements are not known.

    `ahead` is for reports of the review: the year's periodic round counts from its first day, though the
    date that its results stand for has not come. `rounds` are the commune's, where they are read already.
    """
    rounds = rounds or commune_rounds(unit=unit)
    standing = year_standing(unit=unit, year=year, as_of=as_of, known_at=known_at, ahead=ahead, rounds=rounds)
    review = standing if standing.periodic else _periodic_ahead(standing, rounds)
    paths = _open_paths(standing)
    hamlets = _hamlets(standing, standing.places | (review.places if review else set()))
    start = year_end_before(year)
    [table] = hamlet_lines(hamlets, units=[unit.pk], asked=[(start, year)])
    households = _households(standing, table)
    expected = _expected(standing, paths)
    rows = tuple(
        HamletProgress(
            hamlet_id=line.hamlet_id,
            slug=line.slug,
            name=line.name,
            households=line.line.households,
            poor=_line(POOR, line, standing, review, expected, households.get(line.hamlet_id)),
            near_poor=_line(NEAR_POOR, line, standing, review, expected, households.get(line.hamlet_id)),
        )
        for line in table.rows
    )
    return Progress(
        unit=unit,
        year=year,
        as_of=as_of,
        known_at=known_at,
        basis=_basis(standing),
        rows=rows,
        total=HamletProgress(
            hamlet_id=None,
            slug="total",
            name="Tổng cộng",
            households=total(row.households for row in rows),
            poor=together(POOR, (row.poor for row in rows)),
            near_poor=together(NEAR_POOR, (row.near_poor for row in rows)),
        ),
        moved=Counter(stand.before for stand in standing.stands if stand.before and stand.moved),
        waiting=_waiting(standing),
        standing=standing,
        paths=paths,
    )


def _basis(standing: YearStanding) -> Basis:
    if standing.is_official:
        return Basis.OFFICIAL
    if standing.periodic:
        return Basis.PRELIMINARY
    if standing.base is None:
        return Basis.FIGURES
    return Basis.MONTHLY if standing.last else Basis.NO_REVIEW


def _waiting(standing: YearStanding) -> int:
    round = standing.periodic
    if round is None or standing.is_official:
        return 0
    return sum(
        stand.before is not None and stand.after is not None and stand.round_id != round.pk
        for stand in standing.stands
    )


def _periodic_ahead(standing: YearStanding, rounds: CommuneRounds) -> YearStanding | None:
    """The same with the year's periodic round that has begun before its date has come; None without."""
    if not any(
        round.year == standing.year
        and round.kind == RoundKind.PERIODIC
        and round.start_date <= standing.as_of < round.reference_date
        for round in rounds.rounds
    ):
        return None
    found = year_standing(
        unit=standing.unit,
        year=standing.year,
        as_of=standing.as_of,
        known_at=standing.known_at,
        ahead=True,
        rounds=rounds,
    )
    return found if found.periodic else None


def _open_paths(standing: YearStanding) -> dict[int, EscapePath]:
    """Of the households poor now by which way they are expected to leave poverty before the year ends; of
    nobody once the year's result is official.
    """
    if standing.is_official:
        return {}
    poor = [stand.household_id for stand in standing.stands if stand.after is POOR]
    return expected_paths(unit=standing.unit, year=standing.year, households=poor)


def _expected(standing: YearStanding, paths: Mapping[int, EscapePath]) -> Counter[tuple[int, EscapePath]]:
    """How many are expected to leave poverty by hamlet and path."""
    return Counter(
        (stand.place, paths[stand.household_id]) for stand in standing.stands if stand.household_id in paths
    )


def _hamlets(standing: YearStanding, places: Collection[int]) -> HamletQuerySet:
    """The hamlets of the day, those that have households, and those that were split and had targets: what
    they were to bring is nobody else's.
    """
    unit, also = standing.unit, {*places}
    if standing.heirs:
        ended = HamletTarget.objects.filter(hamlet__in=standing.heirs, year=standing.year)
        went_on = {part for parts in hamlet_origins(units=[unit.pk]).values() for part in parts}
        also |= {*ended.values_list("hamlet", flat=True)} - went_on
    return Hamlet.objects.filter(Q(valid_on(standing.as_of)) | Q(pk__in=also), unit=unit).in_order()


def _households(standing: YearStanding, table: HamletLines) -> dict[int, int | None]:
    """How many households the table's hamlets (by id) have at the periodic round's date, where known."""
    round = standing.periodic
    if round is None:
        return {}
    figures = HamletFigures.objects.filter(
        hamlet__unit=standing.unit, date=round.reference_date, standard=round.standard_id
    )
    hamlets = [line.hamlet_id for line in table.rows]
    counts = counts_of(hamlets=hamlets, given=figures.by_hamlet(), origins=table.origins)
    return {hamlet: each.households for hamlet, each in counts.items()}


def _line(
    of: Classification,
    given: HamletLine,
    standing: YearStanding,
    review: YearStanding | None,
    expected: Mapping[tuple[int, EscapePath], int],
    households: int | None,
) -> ProgressLine:
    hamlet, line = given.hamlet_id, given.line
    selections = LINE_SELECTIONS[of]
    counts: dict[str, int | None] = {
        name: standing.count(selection, hamlet) for name, selection in selections.items()
    }
    if standing.base is None:
        counts = {
            "opening": line.poor if of is POOR else line.near_poor,
            "now": counts["now"] if standing.periodic else None,
        }
    paths = {path: expected.get((hamlet, path), 0) for path in EscapePath}
    found = review.count(selections["now"], hamlet) if review else None
    return ProgressLine(
        of=of,
        target=line.poor_reduction if of is POOR else line.near_poor_reduction,
        **counts,
        open=sum(paths.values()) if of is POOR else 0,
        joining=0 if of is POOR else paths[EscapePath.TO_NEAR_POOR],
        preliminary=found if review and not review.is_official else None,
        official=found if review and review.is_official else None,
        opening_households=line.households,
        households=line.households if households is None else households,
    )

"""What the review counted beside what was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from households.models import ReviewRound
from households.queries import counts_of, hamlet_origins, reviewed_counts, round_feeding
from households.rules import Counts, counts_together, taken_over
from plans.queries.figures import YearFigures


@dataclass(frozen=True, kw_only=True)
class CountedLine:
    """One hamlet as entered and as the review counted it; how many households there are it does not count.
    `hamlets` are those of the review's day that it counted, by their ids.
    """

    hamlet_id: int
    slug: str
    name: str
    entered: Counts
    counted: Counts
    hamlets: frozenset[int]

    @property
    def differs(self) -> bool:
        """Whether taking over changes anything."""
        return replace(self.entered, households=None) != self.counted


@dataclass(frozen=True, kw_only=True)
class CountedFigures:
    """What the closed round found that stands for the year's reference date, beside what was entered."""

    round: ReviewRound
    rows: tuple[CountedLine, ...]

    @cached_property
    def different(self) -> tuple[CountedLine, ...]:
        return tuple(row for row in self.rows if row.differs)

    @cached_property
    def total(self) -> Counts:
        """All that the round found in the table's hamlets."""
        return counts_together([row.counted for row in self.rows])


def counted_figures(figures: YearFigures) -> CountedFigures | None:
    """What the review counted of the table's hamlets; None where no closed round stands for its date."""
    round = round_feeding(unit=figures.unit, date=figures.date)
    if round is None or round.standard_id != figures.standard.pk:
        return None
    ids = [row.hamlet_id for row in figures.rows]
    given = reviewed_counts(round=round)
    counted = counts_of(units=[figures.unit.pk], hamlets=ids, given=given)
    origins = {} if given.keys() >= set(ids) else hamlet_origins(units=[figures.unit.pk])
    places = taken_over(
        ids, {pk: frozenset({pk}) for pk in given}, origins, lambda parts: frozenset().union(*parts)
    )
    rows = [
        CountedLine(
            hamlet_id=row.hamlet_id,
            slug=row.slug,
            name=row.name,
            entered=row.line.counts,
            counted=counted[row.hamlet_id],
            hamlets=places[row.hamlet_id],
        )
        for row in figures.rows
        if row.hamlet_id in counted
    ]
    return CountedFigures(round=round, rows=tuple(rows))


def _all_of(parts: Sequence[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*parts)

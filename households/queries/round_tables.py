"""The summary tables of a round by hamlet. Every number of them, wherever it is shown, is counted here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Q, Sum
from django.db.models import Count as Counted

from households.models import Hamlet, HamletFigures, Indicator, Review, ReviewRound
from households.models.places import HamletQuerySet
from households.queries.commune_rounds import CommuneHistory
from households.queries.standing import Heirs, amount, condition, heirs_of, standing
from households.rules import (
    KINH,
    POOR_OR_NEAR,
    RATE_DECIMALS,
    Count,
    CountColumn,
    Entered,
    Given,
    GivenColumn,
    Measure,
    Selection,
    Side,
    TableColumn,
    TableShape,
    Trait,
    table_shapes,
)
from povertyplan.common.periods import valid_on
from povertyplan.common.together import read_together
from povertyplan.documents.figures import rate

ETHNICITIES = 9  # the table by ethnic groups
ETHNICITY_COLUMNS = 5  # the commonest groups have one of their own in table 9
Value = Decimal | int | None


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A hamlet, or without an id the total of all: what was counted and what is given. Nothing stands for
    what cannot be known: movements without an earlier round, a hamlet without figures.
    """

    hamlet_id: int | None
    name: str
    counts: Mapping[Count, int]
    given: Mapping[Given, int | None]

    def value(self, column: TableColumn, line: Measure = Measure.HOUSEHOLDS) -> Value:
        """The number in a column; None is "not known"."""
        match column:
            case CountColumn():
                return self.counts.get(column.on_line(line))
            case GivenColumn(given=given):
                return self.given.get(given)
        whole = column.denominator
        of = self.counts[whole] if isinstance(whole, Count) else self.given.get(whole)
        return rate(self.counts[column.numerator], of, RATE_DECIMALS)


@dataclass(frozen=True, kw_only=True)
class RoundTables:
    """Tables 1 to 13 over the hamlets that the reader sees.

    `pending` households have no result yet and stand in no table; of `score_only` ones it is not known what
    they lack.
    """

    round: ReviewRound
    shapes: tuple[TableShape, ...]
    rows: tuple[PlaceRow, ...]
    total: PlaceRow
    pending: int
    score_only: int

    def shape(self, number: int) -> TableShape:
        return self.shapes[number - 1]

    @property
    def hamlets_without_households(self) -> list[str]:
        """Hamlets of which it is not known how many households they have, so that they have no rates."""
        return [row.name for row in self.rows if not row.given.get(Given.HOUSEHOLDS)]


def hamlets_on(*, round: ReviewRound, also: Iterable[int] = ()) -> HamletQuerySet:
    """The hamlets of the commune that stand at the round's date, and those others, in order."""
    held = Q(valid_on(round.reference_date)) | Q(pk__in=list(also))
    return Hamlet.objects.filter(held, unit=round.unit_id).in_order()


def indicator_names(*, round: ReviewRound) -> dict[int, str]:
    """The names of the standard's indicators by position."""
    indicators = Indicator.objects.filter(standard=round.standard_id).order_by("position", "pk")
    return dict(indicators.values_list("position", "name"))


def main_ethnicities(*, round: ReviewRound) -> dict[str, str]:
    """The commonest minorities among the round's poor and near-poor, names by code in the order of codes."""
    found = Review.objects.in_round(round).filter(classification__in=POOR_OR_NEAR).exclude(ethnicity=KINH)
    groups = (
        found.filter(ethnicity__isnull=False)
        .values_list("ethnicity", "ethnicity__name")
        .annotate(households=Counted("pk"))
        .order_by("-households", "ethnicity")[:ETHNICITY_COLUMNS]
    )
    return dict(sorted((code, name) for code, name, _ in groups))


_PENDING = Count(selection=Selection(entered=Entered.NO))
_SCORE_ONLY = Count(selection=Selection(trait=Trait.SCORE_ONLY))


def round_tables(
    *,
    round: ReviewRound,
    hamlets: Collection[int] | None = None,
    numbers: Collection[int] | None = None,
    history: CommuneHistory | None = None,
) -> RoundTables:
    """Tables 1 to 13 of a round (with its unit, base and standard), or those asked for, in at most six
    queries; in two fewer where the commune's `history` is read already.

    `hamlets` are the ids of those that the reader sees, None is all; the total is theirs.
    """
    by_ethnicity = numbers is None or ETHNICITIES in numbers
    shapes = table_shapes(
        indicators=history.indicator_names(round) if history else indicator_names(round=round),
        ethnicities=main_ethnicities(round=round) if by_ethnicity else {},
        result=round.result_label,
    )
    asked = [shape for shape in shapes if numbers is None or shape.number in numbers]
    wanted = {_PENDING, _SCORE_ONLY, *(count for shape in asked for count in shape.counts())}
    if round.base_id is None:
        wanted = {count for count in wanted if not count.selection.compares}
    heirs = history.heirs_on(round.reference_date) if history else heirs_of(round=round)
    rows = tuple(_rows(round, _counts(round, wanted, heirs), wanted, hamlets))
    total = _total(rows, wanted)
    return RoundTables(
        round=round,
        shapes=shapes,
        rows=rows,
        total=total,
        pending=total.counts[_PENDING],
        score_only=total.counts[_SCORE_ONLY],
    )


def _counts(round: ReviewRound, wanted: Iterable[Count], heirs: Heirs) -> dict[int, dict[Count, int]]:
    """What is counted in each hamlet, in one query for each end of the period."""
    counts: dict[int, dict[Count, int]] = defaultdict(dict)
    for side in Side:
        here = [count for count in wanted if count.selection.seen_at is side]
        if not here:
            continue
        columns = {f"n{number}": _aggregate(count) for number, count in enumerate(here)}
        compared = any(count.selection.compares for count in here)
        reviews = standing(round=round, side=side, heirs=heirs, compared=compared)
        found = reviews.order_by().values_list("place")
        for place, *numbers in found.annotate(**columns):
            counts[place] |= {count: number or 0 for count, number in zip(here, numbers, strict=True)}
    return counts


def _aggregate(count: Count) -> Aggregate:
    value, where = amount(count.selection, count.measure), condition(count.selection)
    return Counted("pk", filter=where) if value is None else Sum(value, filter=where)


def _rows(
    round: ReviewRound,
    counts: Mapping[int, dict[Count, int]],
    wanted: Collection[Count],
    hamlets: Collection[int] | None,
) -> Iterator[PlaceRow]:
    """The hamlets that stand at the round's date and those that something was counted for, in order."""
    figures = HamletFigures.objects.filter(
        hamlet__unit=round.unit_id, date=round.reference_date, standard=round.standard_id
    )
    places, figures_given = read_together(
        hamlets_on(round=round, also=counts).only("name", "position", "sort_key"),
        figures.values_list("hamlet", "households", "people"),
    )
    given = {
        hamlet: {Given.HOUSEHOLDS: households, Given.PEOPLE: people}
        for hamlet, households, people in figures_given
    }
    for hamlet in sorted(places, key=lambda hamlet: hamlet.order_key):
        if hamlets is None or hamlet.pk in hamlets:
            yield PlaceRow(
                hamlet_id=hamlet.pk,
                name=hamlet.name,
                counts=dict.fromkeys(wanted, 0) | counts.get(hamlet.pk, {}),
                given=given.get(hamlet.pk, {}),
            )


def _total(rows: Iterable[PlaceRow], wanted: Iterable[Count]) -> PlaceRow:
    """The sum of the rows; what is not given for every hamlet is not known of all."""
    rows = list(rows)
    given: dict[Given, int | None] = {}
    for each in (Given.HOUSEHOLDS, Given.PEOPLE):
        values = [row.given.get(each) for row in rows]
        known = [value for value in values if value is not None]
        given[each] = sum(known) if values and len(known) == len(values) else None
    return PlaceRow(
        hamlet_id=None,
        name="Tổng cộng",
        counts={count: sum(row.counts[count] for row in rows) for count in wanted},
        given=given,
    )

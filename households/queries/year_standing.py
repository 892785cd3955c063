"""Where every household of a commune stands in a year, as of a day: what its latest review found, and how it
came there from the list of the year's start. The movement is `households.rules.movement`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q

from households.models import AdministrativeUnit, HouseholdEvent, Review, ReviewRound
from households.queries.commune_rounds import CommuneRounds, commune_rounds
from households.queries.standing import Heirs
from households.rules import (
    ENDING_EVENTS,
    POOR_OR_NEAR,
    Classification,
    EventKind,
    Movement,
    RoundKind,
    Selection,
    Side,
    Way,
    movement,
)
from povertyplan.common.together import read_together


@dataclass(frozen=True, kw_only=True, slots=True)
class YearStand:
    """A household at the year's start and on the day.

    `before` is its class on the list of the year's start, None where it was not poor or near-poor then;
    `after` the class that the latest review found, None where the household is kept no more. `place_before`
    and `place` are the hamlets of the day that it counts for; `left` and `came` the movement as each of them
    sees it. `round_id` is the round of the latest review.
    """

    household_id: int
    before: Classification | None
    after: Classification | None
    place_before: int
    place: int
    left: Movement
    came: Movement
    round_id: int

    def side(self, side: Side) -> tuple[int, Classification | None, Movement]:
        """The hamlet that has it at that end, its class there, and its movement."""
        if side is Side.BEFORE:
            return self.place_before, self.before, self.left
        return self.place, self.after, self.came

    def fits(self, selection: Selection) -> bool:
        """Whether a selection of class and movement means it."""
        _, found, way = self.side(selection.seen_at)
        return found == selection.classification and selection.movement in (None, way)

    @property
    def moved(self) -> bool:
        """Whether it keeps its class in another hamlet, which has it now."""
        return self.before is not None and self.before == self.after and self.place != self.place_before


@dataclass(frozen=True, kw_only=True)
class YearStanding:
    """All households that were or are poor or near-poor in a year, as of a day and as known at a moment.

    `base` is the closed periodic round of the year before, None where there is none; `periodic` the year's
    own once its date has come, `last` the latest round that counts, `heirs` what became of hamlets until the
    day. Without base and periodic round nobody is on the list.
    """

    unit: AdministrativeUnit
    year: int
    as_of: dt.date
    known_at: dt.datetime | None
    base: ReviewRound | None
    periodic: ReviewRound | None
    is_official: bool
    last: ReviewRound | None
    stands: tuple[YearStand, ...]
    heirs: Heirs

    @cached_property
    def _counts(self) -> Counter[tuple[Side, int, Classification | None, str | None]]:
        """By side, hamlet, class and movement (None: all of them)."""
        counts = Counter[tuple[Side, int, Classification | None, str | None]](
            (side, *stand.side(side)) for stand in self.stands for side in Side
        )
        for (side, place, found, _), number in [*counts.items()]:
            counts[side, place, found, None] += number
        return counts

    @property
    def places(self) -> set[int]:
        """The hamlets (ids) that have a household at either end."""
        return {place for _, place, _, _ in self._counts}

    def count(self, selection: Selection, hamlet: int) -> int:
        """How many households of a hamlet a selection of class and movement means."""
        return self._counts[selection.seen_at, hamlet, selection.classification, selection.movement or None]

    def selected(
        self, selection: Selection, hamlets: Collection[int | None] | None = None
    ) -> list[YearStand]:
        """Those households; of some hamlets (ids), or of all."""
        return [
            stand
            for stand in self.stands
            if stand.fits(selection) and (hamlets is None or stand.side(selection.seen_at)[0] in hamlets)
        ]


@dataclass(frozen=True, slots=True)
class _Found:
    household_id: int
    household__hamlet_id: int
    household__valid_to: dt.date | None
    hamlet_id: int
    classification: str
    round_id: int


_COLUMNS = tuple(_Found.__dataclass_fields__)


def year_standing(
    *,
    unit: AdministrativeUnit,
    year: int,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
    ahead: bool = False,
    rounds: CommuneRounds | None = None,
) -> YearStanding:
    """How things stand on a day of what happened until then, in three queries at most; with `known_at` of
    what was recorded until that moment, in four. `rounds` are the commune's, where they are read already.

    The year's start is what the closed periodic round of the year before found. A household stands where its
    latest review put it: of that round, of the year's monthly rounds or of its periodic round. Where no
    review came since, it stands as at the start until it leaves the list or the periodic round is closed
    without it. `ahead` counts the year's periodic round from its first day, before its reference date has
    come.
    """
    known = rounds or commune_rounds(unit=unit)
    come = [
        round
        for round in known.rounds
        if round.reference_date <= as_of
        or (ahead and round.year == year and round.kind == RoundKind.PERIODIC and round.start_date <= as_of)
    ]

    def closed(round: ReviewRound) -> bool:
        return round.closed_at is not None and (known_at is None or round.closed_at <= known_at)

    periodic = {round.year: round for round in come if round.kind == RoundKind.PERIODIC}
    own, base = periodic.get(year), periodic.get(year - 1)
    base = base if base and closed(base) else None
    counted = [round for round in come if round.year == year]
    is_official = own is not None and closed(own)
    if own and is_official:  # what it did not find is kept no more
        counted = counted[counted.index(own) :]
    elif base is None and own is None:
        counted = []
    before, later = _found(base, counted, known_at)
    found_by = {row.round_id for row in later.values()}
    if own and not is_official and own.pk not in found_by:
        own = None  # open, and nothing is entered yet
    last = next((round for round in reversed(counted) if round.pk in found_by), own)
    gone = _gone([*later.values(), *before.values()], own, as_of, known_at)
    newcomers = {
        household for household, row in later.items() if row.classification in POOR_OR_NEAR
    } - before.keys()
    earlier, arrived = _origins(newcomers, come, base, as_of, known_at)
    heirs = known.heirs_on(as_of)
    stands = []
    for household in before.keys() | later.keys():
        stand = _stand(
            before.get(household),
            later.get(household),
            kept=household not in gone and (household in later or not is_official),
            earlier=earlier.get(household, frozenset()),
            came=household in arrived,
            heirs=heirs,
        )
        if stand.before or stand.after in POOR_OR_NEAR:
            stands.append(stand)
    return YearStanding(
        unit=unit,
        year=year,
        as_of=as_of,
        known_at=known_at,
        base=base,
        periodic=own,
        is_official=is_official,
        last=last,
        stands=tuple(stands),
        heirs=heirs,
    )


def _found(
    base: ReviewRound | None, rounds: Sequence[ReviewRound], known_at: dt.datetime | None
) -> tuple[dict[int, _Found], dict[int, _Found]]:
    """By household (id) what the base found of the poor and near-poor, and what was found last since."""
    rank = {round.pk: at for at, round in enumerate(rounds)}
    since = ~Q(classification="")
    if known_at is not None:
        since &= Q(entered_at__lte=known_at)
    if base:
        since = since & ~Q(round=base.pk) | Q(round=base.pk, classification__in=POOR_OR_NEAR)
    looked_at = [*rank, base.pk] if base else [*rank]
    reviews = Review.objects.filter(since, round__in=looked_at).values_list(*_COLUMNS)
    before: dict[int, _Found] = {}
    later: dict[int, _Found] = {}
    for row in sorted((_Found(*row) for row in reviews), key=lambda row: rank.get(row.round_id, -1)):
        (later if row.round_id in rank else before)[row.household_id] = row
    return before, later


def _gone(
    rows: Iterable[_Found], periodic: ReviewRound | None, as_of: dt.date, known_at: dt.datetime | None
) -> set[int]:
    """Households that had left the list; who was found by the periodic round left after its date."""
    gone: dict[int, bool] = {}
    for row in rows:
        end = row.household__valid_to
        held = periodic is not None and row.round_id == periodic.pk and end and end <= periodic.reference_date
        gone.setdefault(row.household_id, end is not None and end <= as_of and not held)
    left = {household for household, is_gone in gone.items() if is_gone}
    if known_at is not None and left:
        told_later = HouseholdEvent.objects.filter(
            household__in=left, kind__in=ENDING_EVENTS, recorded_at__gt=known_at
        )
        left -= set(told_later.values_list("household", flat=True))
    return left


def _origins(
    newcomers: Collection[int],
    rounds: Iterable[ReviewRound],
    base: ReviewRound | None,
    as_of: dt.date,
    known_at: dt.datetime | None,
) -> tuple[Mapping[int, frozenset[str]], set[int]]:
    """Of households that were not on the list of the year's start: the classes that earlier rounds found, and
    who moved in or was split off since.
    """
    if base is None or not newcomers:
        return {}, set()
    past = [round.pk for round in rounds if round.closed_at and round.reference_date < base.reference_date]
    reviews = Review.objects.filter(round__in=past, household__in=newcomers, classification__in=POOR_OR_NEAR)
    events = HouseholdEvent.objects.filter(
        Q(kind=EventKind.MOVED_IN) | Q(kind=EventKind.SPLIT, household__valid_from__gte=F("date")),
        household__in=newcomers,
        date__gt=base.reference_date,
        date__lte=as_of,
    )
    if known_at is not None:
        events = events.filter(recorded_at__lte=known_at)
    found, came = read_together(
        reviews.values_list("household", "classification"), events.values_list("household")
    )
    earlier: dict[int, frozenset[str]] = {}
    for household, classification in found:
        earlier[household] = earlier.get(household, frozenset()) | {classification}
    return earlier, {household for (household,) in came}


def _stand(
    before: _Found | None,
    later: _Found | None,
    *,
    kept: bool,
    earlier: frozenset[str],
    came: bool,
    heirs: Heirs,
) -> YearStand:
    last = later or before
    assert last is not None
    place = _carried(last.hamlet_id, (last.household__hamlet_id,), heirs)
    place_before = _carried(before.hamlet_id, (place, last.household__hamlet_id), heirs) if before else place
    way = Way(
        before=Classification(before.classification) if before else None,
        after=Classification(last.classification) if kept else None,
        poor_earlier=Classification.POOR in earlier,
        near_poor_earlier=Classification.NEAR_POOR in earlier,
        came=came,
        moved=place != place_before,
    )
    return YearStand(
        household_id=last.household_id,
        before=way.before,
        after=way.after,
        place_before=place_before,
        place=place,
        left=movement(way, side=Side.BEFORE),
        came=movement(way, side=Side.NOW),
        round_id=last.round_id,
    )


def _carried(hamlet: int, found: Iterable[int], heirs: Heirs) -> int:
    """The hamlet of the day that stands for one of then: where the household was found since, else the only
    heir; one with several keeps what nobody allotted.
    """
    became = heirs.get(hamlet)
    if became is None:
        return hamlet
    for place in found:
        if place in became:
            return place
    last = [heir for heir in became if heir == hamlet or heir not in heirs]
    return last[0] if len(last) == 1 else hamlet

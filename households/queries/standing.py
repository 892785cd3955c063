"""Where every household of a round stands: found now, or known from the round before, with its movement.

The two ends are two querysets of reviews, because a household may have had another hamlet, and other people.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from households.models import HamletLineage, HouseholdEvent, Review, ReviewRound
from households.models.reviews import has_bit
from households.rules import (
    FLOWS,
    KINH,
    OTHER_CLASS,
    OTHERS,
    Cause,
    Entered,
    EventKind,
    Measure,
    Movement,
    Need,
    PeopleFlow,
    RoundKind,
    Selection,
    Side,
    Trait,
    ethnicity_codes,
)

Heirs = Mapping[int, list[int]]


class Succession(NamedTuple):
    """A hamlet (id) that became another on a day, and until when it stood."""

    predecessor: int
    successor: int
    predecessor__valid_to: dt.date | None
    date: dt.date


Standings = QuerySet[Any]  # reviews with the annotations of `standing`


def heirs_of(*, round: ReviewRound) -> dict[int, list[int]]:
    """The commune's hamlets that became others until the round's date, as `heirs_on` gives them."""
    return heirs_on(unit=round.unit_id, date=round.reference_date)


def heirs_on(*, unit: int, date: dt.date) -> dict[int, list[int]]:
    """The hamlets of a commune (id) that became others until a day, with all that each became; one that
    others were split from and that still stands is among its own.
    """
    lines = HamletLineage.objects.filter(predecessor__unit=unit)
    return heirs_among((Succession(*line) for line in lines.values_list(*Succession._fields)), date)


def heirs_among(changes: Iterable[Succession], date: dt.date) -> dict[int, list[int]]:
    """The same from all the changes of a commune."""
    became: dict[int, set[int]] = defaultdict(set)
    for before, after, end, day in changes:
        if day <= date:
            became[before] |= {after} if end and end <= date else {before, after}
    return {hamlet: sorted(_descendants(hamlet, became)) for hamlet in list(became)}


def _descendants(hamlet: int, became: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    ahead = became[hamlet]
    while ahead := ahead - found:
        found |= ahead
        ahead = {heir for each in ahead for heir in became.get(each, ())}
    return found


def standing(*, round: ReviewRound, side: Side, heirs: Heirs, compared: bool = True) -> Standings:
    """The reviews that stand for the households at one end of the period, each with

    - `place`, the id of the hamlet of today that it counts for;
    - `before` and `after`, the classes at both ends, '' where there was none;
    - `people_before` and `people_after`;
    - `found_id`, the id of what this round found of it, None where it found nothing;
    - `movement`, '' where it is not known yet or there is no earlier round to compare with.

    Of the earlier round the poor and near-poor households are given whose way is known. A round of a month
    looks at those it reviewed alone. Where nothing is `compared` with the earlier round, what was found now
    comes as without one.
    """
    return _found(round, heirs, compared) if side is Side.NOW else _known_before(round, heirs)


def _units(round: ReviewRound) -> list[int]:
    """The round's commune and what it became: all households of its reviews are theirs. Without saying so
    PostgreSQL reads every household of the province.
    """
    unit, ids = round.unit, [round.unit_id]
    while unit.successor and unit.successor.pk not in ids:
        unit = unit.successor
        ids.append(unit.pk)
    return ids


def _found(round: ReviewRound, heirs: Heirs, compared: bool) -> Standings:
    base = round.base if compared else None
    units = _units(round)
    reviews = (
        Review.objects.in_round(round)
        .filter(household__unit__in=units)
        .annotate(place=F("hamlet"), after=F("classification"), found_id=F("pk"), people_after=F("people"))
    )
    if base is None:
        nothing = Value("", output_field=CharField())
        return reviews.annotate(before=nothing, people_before=Value(0), movement=nothing)
    earlier = Review.objects.filter(
        household=OuterRef("household"),
        round__in=ReviewRound.objects.closed().filter(
            unit=round.unit_id, reference_date__lt=base.reference_date
        ),
    )
    came = HouseholdEvent.objects.filter(
        Q(kind=EventKind.MOVED_IN) | Q(kind=EventKind.SPLIT, household__valid_from__gte=F("date")),
        household=OuterRef("household"),
        household__unit__in=units,
        date__gt=base.reference_date,
        date__lte=round.reference_date,
    )
    moved = Q(prior__hamlet__isnull=False) & ~Q(prior__hamlet=F("hamlet"))
    for hamlet, found in heirs.items():
        moved &= ~Q(prior__hamlet=hamlet, hamlet__in=found)
    whens = [When(classification="", then=Value(""))]
    for of, flow in FLOWS.items():
        now = Q(classification=of)
        whens += [
            When(now & Q(prior__classification=of) & moved, then=Value(flow.other_in)),
            When(now & Q(prior__classification=of), then=Value(flow.stayed)),
            When(now & Q(prior__classification=OTHER_CLASS[of]), then=Value(flow.in_from_other_class)),
            When(now & Exists(came), then=Value(flow.other_in)),
            When(now & Exists(earlier.filter(classification=of)), then=Value(flow.fell_back)),
            When(now, then=Value(flow.new)),
        ]
    whens += [When(prior__classification=of, then=Value(flow.out_above)) for of, flow in FLOWS.items()]
    prior = FilteredRelation("household__reviews", condition=Q(household__reviews__round=base))
    return reviews.annotate(prior=prior).annotate(
        before=Coalesce("prior__classification", Value("")),
        people_before=Coalesce("prior__people", Value(0)),
        movement=Case(*whens, default=Value(Movement.NEVER), output_field=CharField()),
    )


def _known_before(round: ReviewRound, heirs: Heirs) -> Standings:
    later = FilteredRelation("household__reviews", condition=Q(household__reviews__round=round))
    reviews = (
        Review.objects.filter(
            round=round.base_id, classification__in=FLOWS, household__unit__in=_units(round)
        )
        .annotate(later=later)
        .annotate(
            place=_place_now(heirs),
            before=F("classification"),
            after=Coalesce("later__classification", Value("")),
            people_before=F("people"),
            people_after=Coalesce("later__people", Value(0)),
            found_id=F("later__pk"),
        )
    )
    gone = Q(after="", household__valid_to__lte=round.reference_date)
    if round.is_closed:
        gone |= Q(after="")
    if round.kind == RoundKind.MONTHLY:
        gone = Q(pk__in=[])
    moved = Q(later__hamlet__isnull=False) & ~Q(later__hamlet=F("place"))
    whens = []
    for of, flow in FLOWS.items():
        then = Q(classification=of)
        whens += [
            When(then & Q(after=of) & moved, then=Value(flow.other_out)),
            When(then & Q(after=of), then=Value(flow.stayed)),
            When(then & Q(after=OTHER_CLASS[of]), then=Value(flow.out_to_other_class)),
            When(then & ~Q(after=""), then=Value(flow.out_above)),
            When(then & gone, then=Value(flow.other_out)),
            When(then, then=Value("")),
        ]
    way = Case(*whens, output_field=CharField())
    return reviews.annotate(movement=way).exclude(movement="")


def _place_now(heirs: Heirs) -> Case | F:
    """The hamlet of today of a household that had one of then: where it was found, else where it is kept,
    else the only heir; a hamlet with several keeps what nobody allotted.
    """
    whens = []
    for hamlet, found in heirs.items():
        whens += [
            When(hamlet=hamlet, later__hamlet__in=found, then=F("later__hamlet")),
            When(hamlet=hamlet, household__hamlet__in=found, then=F("household__hamlet")),
        ]
        last = [heir for heir in found if heir == hamlet or heir not in heirs]
        if len(last) == 1:
            whens.append(When(hamlet=hamlet, then=Value(last[0])))
    return Case(*whens, default=F("hamlet"), output_field=IntegerField()) if whens else F("hamlet")


# --- what a selection means ---

_TRAITS = {
    Trait.MINORITY: Q(ethnicity__isnull=False) & ~Q(ethnicity=KINH),
    Trait.LOCAL_MINORITY: Q(local_minority=True),
    Trait.NO_LABOUR: Q(no_labour=True),
    Trait.MERIT: Q(merit=True),
    Trait.SOCIAL_PROTECTION: Q(social_protection=True),
    Trait.FARMING: Q(farming=True),
    Trait.FEMALE_HEAD: Q(head_sex="female"),
    Trait.UNCHANGED: Q(confirmed_unchanged=True),
    Trait.OVERRIDDEN: ~Q(classification=F("computed")),
    Trait.SCORE_ONLY: ~Q(classification="") & Q(deprivations__isnull=True),
}
_TRAITS[Trait.NO_GROUP] = (
    (Q(ethnicity__isnull=True) | Q(ethnicity=KINH)) & Q(no_labour=False) & Q(merit=False)
)
_PEOPLE_FLOWS = {
    PeopleFlow.MORE_POOR: (Movement.ARRIVED_POOR, Movement.STAYED_POOR),
    PeopleFlow.LESS_POOR: (Movement.LEFT_POOR, Movement.STAYED_POOR),
    PeopleFlow.MORE_NEAR_POOR: (Movement.ARRIVED_NEAR_POOR, Movement.STAYED_NEAR_POOR),
    PeopleFlow.LESS_NEAR_POOR: (Movement.LEFT_NEAR_POOR, Movement.STAYED_NEAR_POOR),
}


def condition(selection: Selection) -> Q:
    """The reviews of `standing` that a selection means: the one condition of a count and of its list."""
    found = _movement(selection) & _ethnicity(selection)
    if selection.classification:
        found &= Q(classification=selection.classification)
    if selection.trait:
        found &= _TRAITS[selection.trait]
    if selection.cause:
        found &= has_bit("causes", [*Cause].index(selection.cause) + 1)
    if selection.need:
        found &= has_bit("needs", [*Need].index(selection.need) + 1)
    if selection.deprivation:
        found &= has_bit("deprivations", selection.deprivation)
    if selection.entered:
        found &= ~Q(classification="") if selection.entered is Entered.YES else Q(classification="")
    return found


def _movement(selection: Selection) -> Q:
    if isinstance(selection.movement, PeopleFlow):
        whole, stayed = _PEOPLE_FLOWS[selection.movement]
        changed = Q(people_after__gt=F("people_before"))
        if selection.seen_at is Side.BEFORE:
            changed = Q(people_after__lt=F("people_before"))
        return Q(movement=whole) | Q(movement=stayed) & changed
    return Q(movement=selection.movement) if selection.movement else Q()


def _ethnicity(selection: Selection) -> Q:
    if selection.ethnicity.startswith(OTHERS):
        return Q(ethnicity__isnull=True) | ~Q(ethnicity__in=ethnicity_codes(selection.ethnicity))
    return Q(ethnicity=selection.ethnicity) if selection.ethnicity else Q()


def amount(selection: Selection, measure: Measure) -> Combinable | None:
    """What each household of a selection counts for; None where it is one.

    Of people who came or went with a household all are counted, of one that stays the difference.
    """
    match measure:
        case Measure.HOUSEHOLDS:
            return None
        case Measure.DEPRIVATIONS:
            return Case(
                When(deprivations__isnull=False, then=F("deprivation_score") / 10),
                default=0,
                output_field=IntegerField(),
            )
        case Measure.PEOPLE if isinstance(selection.movement, PeopleFlow):
            _, stayed = _PEOPLE_FLOWS[selection.movement]
            difference = F("people_after") - F("people_before")
            if selection.seen_at is Side.BEFORE:
                difference = F("people_before") - F("people_after")
            return Case(
                When(movement=stayed, then=difference), default=F("people"), output_field=IntegerField()
            )
    return F(measure.value)

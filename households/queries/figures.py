"""Reads of poverty standards and of the counts of places at a date."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.db.models import Count, Q, Value

from households.models import AdministrativeUnit, Hamlet, Review, ReviewRound, Standard, UnitFigures
from households.models.reviews import has_bit
from households.rules import (
    Cause,
    Classification,
    Counts,
    HamletLabel,
    counts_together,
    taken_over,
)
from povertyplan.common.text import slug


def standard_on(date: dt.date, *, standards: Iterable[Standard] | None = None) -> Standard:
    """The poverty standard in force on a day, among all there are or those that were read already; before the
    first and after the last known one, the nearest.
    """
    known = Standard.objects.order_by("pk") if standards is None else standards
    by_start = sorted(known, key=lambda standard: (standard.valid_from or dt.date.min, -standard.pk))
    if not by_start:
        raise Standard.DoesNotExist
    started = [each for each in by_start if each.valid_from and each.valid_from <= date]
    return started[-1] if started else by_start[0]


@dataclass(frozen=True, kw_only=True)
class HamletCounts:
    """One hamlet with its counts; `slug` names it in places and tokens and is unique within the list."""

    hamlet_id: int
    name: str
    label: HamletLabel
    slug: str
    counts: Counts


def _slugs(names: Iterable[str]) -> list[str]:
    taken = {"total"}
    slugs = []
    for written in names:
        base = slug(written)
        name = next(
            name for number in count(1) if (name := base if number == 1 else f"{base}-{number}") not in taken
        )
        taken.add(name)
        slugs.append(name)
    return slugs


def hamlet_counts(
    *, hamlets: Collection[Hamlet], given: Mapping[int, Counts], origins: Mapping[int, Sequence[int]]
) -> list[HamletCounts]:
    """Hamlets in their commune's order, each with the counts given for it (by id) or taken over."""
    ordered = sorted(hamlets, key=lambda hamlet: hamlet.order_key)
    counts = counts_of(hamlets=[hamlet.pk for hamlet in ordered], given=given, origins=origins)
    slugs = _slugs(hamlet.name for hamlet in ordered)
    return [
        HamletCounts(
            hamlet_id=hamlet.pk,
            name=hamlet.name,
            label=HamletLabel(hamlet.label),
            slug=key,
            counts=counts.get(hamlet.pk, Counts()),
        )
        for hamlet, key in zip(ordered, slugs, strict=True)
    ]


def counts_of(
    *, hamlets: Collection[int], given: Mapping[int, Counts], origins: Mapping[int, Sequence[int]]
) -> dict[int, Counts]:
    """The counts given for hamlets, else those of the hamlets that went into them (`origins`), summed; all
    by id.
    """
    known = {hamlet: counts for hamlet, counts in given.items() if counts != Counts()}
    return taken_over(hamlets, known, origins, counts_together)


def round_feeding(*, unit: AdministrativeUnit, date: dt.date) -> ReviewRound | None:
    """The closed yearly round whose results stand for a day; None where there is none."""
    rounds = ReviewRound.objects.feeding(date).filter(unit=unit)
    return rounds.select_related("unit", "standard").order_by("-pk").first()


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What makes a household one of a group: any of these flags of its review, or any of these causes."""

    flags: tuple[str, ...] = ()  # names of fields of Review
    causes: tuple[Cause, ...] = ()

    @property
    def held(self) -> Q:
        """The reviews that have them."""
        flags = [Q(**{flag: True}) for flag in self.flags]
        causes = [has_bit("causes", [*Cause].index(cause) + 1) for cause in self.causes]
        return functools.reduce(operator.or_, [*flags, *causes])


@dataclass(frozen=True, kw_only=True)
class RoundCounts:
    """What a round found, by the hamlet of its day: poor and near-poor households, and those of the poor in
    which nobody can work; noughts where nobody was found. How many households there are in all it does not
    know. `marked` are the poor households that have each group's marks; one may be in several.
    """

    by_hamlet: dict[int, Counts]
    marked: tuple[int, ...]


def reviewed_counts(*, round: ReviewRound, marks: Sequence[Marks] = ()) -> RoundCounts:
    """Counts a round, in one query."""
    poor = Q(classification=Classification.POOR)
    near_poor = Q(classification=Classification.NEAR_POOR)
    asked = [poor, near_poor, poor & Q(no_labour=True), *(poor & each.held for each in marks)]
    counts = {f"count{number}": Count("pk", filter=which) for number, which in enumerate(asked)}
    found = Review.objects.in_round(round).order_by().values_list("hamlet").annotate(**counts)
    standing = Hamlet.objects.filter(unit=round.unit_id).as_of(round.reference_date).order_by()
    noughts = standing.values_list("pk", *(Value(0) for _ in counts))
    rows = sorted(found.union(noughts, all=True))  # what was found of a hamlet comes after its noughts
    return RoundCounts(
        by_hamlet={
            hamlet: Counts(poor=numbers[0], near_poor=numbers[1], no_labour=numbers[2])
            for hamlet, *numbers in rows
        },
        marked=tuple(sum(row[4 + number] for row in rows) for number in range(len(marks))),
    )


def households_marked(*, round: ReviewRound, marks: Marks) -> list[int]:
    """The poor households (ids) of a round that have a group's marks."""
    poor = Review.objects.in_round(round).filter(marks.held, classification=Classification.POOR)
    return list(poor.order_by("pk").values_list("household", flat=True))


def declared_series(*, unit: AdministrativeUnit) -> list[UnitFigures]:
    """The unit's published counts, oldest first."""
    return list(
        UnitFigures.objects.declared_for(unit)
        .select_related("standard")
        .order_by("date", "standard__code", "pk")
    )

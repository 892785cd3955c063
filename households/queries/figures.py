"""Reads of poverty standards and of the counts of places at a date."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.db.models import Count, Q

from households.models import AdministrativeUnit, HamletFigures, Review, ReviewRound, Standard, UnitFigures
from households.models.places import HamletQuerySet
from households.models.reviews import has_bit
from households.queries.places import hamlet_origins, hamlets_of
from households.rules import (
    Cause,
    Classification,
    Counts,
    FigureSource,
    HamletLabel,
    RoundKind,
    counts_together,
    taken_over,
)
from povertyplan.common.text import slug


def standard_on(date: dt.date) -> Standard:
    """The poverty standard in force on a day; before the first and after the last known one, the nearest."""
    started = Standard.objects.filter(valid_from__lte=date).order_by("-valid_from", "pk").first()
    return started or Standard.objects.order_by("valid_from", "pk")[:1].get()


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


def hamlet_counts(*, hamlets: HamletQuerySet, date: dt.date, standard: Standard) -> list[HamletCounts]:
    """The hamlets in their order, with their counts at `date`, in two queries; one more where a hamlet has
    none, to look for those that went into it.
    """
    rows = list(hamlets.values_list("pk", "name", "label", "unit"))
    units = {unit for *_, unit in rows}
    given = HamletFigures.objects.filter(hamlet__unit__in=units, date=date, standard=standard).by_hamlet()
    figures = counts_of(units=units, hamlets=[pk for pk, *_ in rows], given=given)
    slugs = _slugs(name for _, name, *_ in rows)
    return [
        HamletCounts(
            hamlet_id=pk, name=name, label=HamletLabel(label), slug=key, counts=figures.get(pk, Counts())
        )
        for (pk, name, label, _), key in zip(rows, slugs, strict=True)
    ]


def counts_of(
    *, units: Collection[int], hamlets: Collection[int], given: Mapping[int, Counts]
) -> dict[int, Counts]:
    """The counts given for hamlets, else those of the hamlets that went into them, summed (by id)."""
    known = {hamlet: counts for hamlet, counts in given.items() if counts != Counts()}
    origins = {} if known.keys() >= set(hamlets) else hamlet_origins(units=units)
    return taken_over(hamlets, known, origins, counts_together)


def round_feeding(*, unit: AdministrativeUnit, date: dt.date) -> ReviewRound | None:
    """The closed yearly round whose results stand for a day; None where there is none."""
    rounds = ReviewRound.objects.closed().filter(unit=unit, kind=RoundKind.PERIODIC, reference_date=date)
    return rounds.select_related("unit", "standard").order_by("-pk").first()


def reviewed_counts(*, round: ReviewRound) -> dict[int, Counts]:
    """What a round found, by the hamlet of its day: poor and near-poor households, and those of the poor in
    which nobody can work. How many households there are in all it does not know.
    """
    poor = Q(classification=Classification.POOR)
    found = (
        Review.objects.in_round(round)
        .order_by()
        .values_list("hamlet")
        .annotate(
            poor=Count("pk", filter=poor),
            near_poor=Count("pk", filter=Q(classification=Classification.NEAR_POOR)),
            no_labour=Count("pk", filter=poor & Q(no_labour=True)),
        )
    )
    nobody = Counts(poor=0, near_poor=0, no_labour=0)
    standing = hamlets_of(unit=round.unit, on=round.reference_date).values_list("pk", flat=True)
    return dict.fromkeys(standing, nobody) | {
        hamlet: Counts(poor=poor, near_poor=near_poor, no_labour=no_labour)
        for hamlet, poor, near_poor, no_labour in found
    }


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What makes a household one of a group: any of these flags of its review, or any of these causes."""

    flags: tuple[str, ...] = ()  # names of fields of Review
    causes: tuple[Cause, ...] = ()


def marked_counts(*, round: ReviewRound, marks: Sequence[Marks]) -> list[int]:
    """How many poor households of a round have each group's marks, in one query; one may be in several."""
    counts = {f"group{number}": Count("pk", filter=_held(each)) for number, each in enumerate(marks)}
    poor = Review.objects.in_round(round).filter(classification=Classification.POOR)
    return [*poor.aggregate(**counts).values()]


def households_marked(*, round: ReviewRound, marks: Marks) -> list[int]:
    """The households (ids) that `marked_counts` counts."""
    poor = Review.objects.in_round(round).filter(_held(marks), classification=Classification.POOR)
    return list(poor.order_by("pk").values_list("household", flat=True))


def _held(marks: Marks) -> Q:
    held = [Q(**{flag: True}) for flag in marks.flags]
    held += [has_bit("causes", [*Cause].index(cause) + 1) for cause in marks.causes]
    return functools.reduce(operator.or_, held)


def declared_series(*, unit: AdministrativeUnit) -> list[UnitFigures]:
    """The unit's published counts, oldest first."""
    return list(
        UnitFigures.objects.filter(unit=unit, source=FigureSource.DECLARED)
        .select_related("standard")
        .order_by("date", "standard__code", "pk")
    )

"""Reads of poverty standards and of the counts of places at a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from households.models import AdministrativeUnit, HamletFigures, Standard, UnitFigures
from households.models.places import HamletQuerySet
from households.rules import Counts, FigureSource, HamletLabel
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
    """The hamlets in their order, with their counts at `date`, in two queries."""
    rows = list(hamlets.values_list("pk", "name", "label"))
    figures = HamletFigures.objects.filter(hamlet__in=hamlets, date=date, standard=standard).by_hamlet()
    slugs = _slugs(name for _, name, _ in rows)
    return [
        HamletCounts(
            hamlet_id=pk, name=name, label=HamletLabel(label), slug=key, counts=figures.get(pk, Counts())
        )
        for (pk, name, label), key in zip(rows, slugs, strict=True)
    ]


def declared_series(*, unit: AdministrativeUnit) -> list[UnitFigures]:
    """The unit's published counts, oldest first."""
    return list(
        UnitFigures.objects.filter(unit=unit, source=FigureSource.DECLARED)
        .select_related("standard")
        .order_by("date", "standard__code", "pk")
    )

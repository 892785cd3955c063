"""The households expected to leave poverty in a year, those in danger, and who may be either. All that counts
prospects counts from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from assignments.models import EscapeProspect
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Hamlet
from households.queries import hamlet_origins, known_reviews
from households.rules import Classification
from povertyplan.common.dates import working_day

NO_HAMLET = "chưa ghi thôn, tổ"


@dataclass(frozen=True, kw_only=True)
class PathCounts:
    """How many chosen prospects are expected to leave poverty by each path."""

    helped: int = 0
    by_itself: int = 0
    to_near_poor: int = 0

    @property
    def total(self) -> int:
        """All of them: who becomes near-poor is poor no longer."""
        return self.helped + self.by_itself + self.to_near_poor


NOBODY = PathCounts()


@dataclass(frozen=True, kw_only=True)
class HamletProspects:
    """The chosen prospects counted under a hamlet; `hamlet_id` is None for those without one."""

    hamlet_id: int | None
    name: str
    counts: PathCounts


@dataclass(frozen=True, kw_only=True)
class ProspectCounts:
    """The hamlets that have prospects, in the commune's order, those without a hamlet last."""

    rows: tuple[HamletProspects, ...]

    @property
    def total(self) -> PathCounts:
        """The whole commune."""
        return together(row.counts for row in self.rows)

    @property
    def by_hamlet(self) -> Mapping[int, PathCounts]:
        """The counts of hamlets by id; who has no hamlet is in none."""
        return {row.hamlet_id: row.counts for row in self.rows if row.hamlet_id is not None}


def together(parts: Iterable[PathCounts]) -> PathCounts:
    """Counts of several places as one."""
    sums = {path.value: 0 for path in EscapePath}
    for part in parts:
        for path in sums:
            sums[path] += getattr(part, path)
    return PathCounts(**sums)


def prospect_counts(*, unit: AdministrativeUnit, year: int) -> ProspectCounts:
    """The chosen prospects of a year by hamlet and path, in two queries; in three where a hamlet they were
    counted under went wholly into another one, which has them then.
    """
    hamlets = list(Hamlet.objects.in_unit(unit).in_order())
    counted: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _, hamlet, path in _places(unit, year, hamlets):
        counted[hamlet][path] += 1
    names = {hamlet.pk: hamlet.full_name for hamlet in hamlets}
    rows = [
        HamletProspects(hamlet_id=key, name=name, counts=PathCounts(**counted[key]))
        for key, name in (*names.items(), (None, NO_HAMLET))
        if key in counted
    ]
    return ProspectCounts(rows=tuple(rows))


def prospects_counted(
    *, unit: AdministrativeUnit, year: int, path: EscapePath | None, hamlets: Collection[int | None] | None
) -> list[int]:
    """The households (ids) that `prospect_counts` counts by a path (None: any) under hamlets (None among
    them: those without one; instead of them: all).
    """
    return [
        household
        for household, hamlet, found in _places(unit, year, Hamlet.objects.in_unit(unit))
        if path in (None, found) and (hamlets is None or hamlet in hamlets)
    ]


def _places(
    unit: AdministrativeUnit, year: int, hamlets: Iterable[Hamlet]
) -> list[tuple[int, int | None, str]]:
    """Household, the hamlet of today it is counted under, and path of every chosen prospect."""
    chosen = EscapeProspect.objects.in_year(unit, year).chosen().order_by()
    found = list(chosen.values_list("household", "hamlet", "path"))
    standing = standing_hamlets(hamlets, {hamlet for _, hamlet, _ in found if hamlet}, year=year)
    return [(household, standing.get(hamlet), path) for household, hamlet, path in found]


def standing_hamlets(hamlets: Iterable[Hamlet], asked: Collection[int], *, year: int) -> dict[int, int]:
    """For each of a commune's hamlets that is asked about (ids) the one that stands for it in a year: itself,
    or the one it went wholly into; without a query where none of them has ended, else in one.
    """
    day = working_day(year, today=timezone.localdate())
    ended = {each.pk: each.unit_id for each in hamlets if each.valid_to and each.valid_to <= day}
    if not ended.keys() & set(asked):
        return {pk: pk for pk in asked}
    origins = hamlet_origins(units=set(ended.values()))
    went_into = {before: after for after, parts in origins.items() for before in parts}

    def standing(pk: int) -> int:
        return standing(went_into[pk]) if pk in ended and pk in went_into else pk

    return {pk: standing(pk) for pk in asked}


def known_classes(
    *, unit: AdministrativeUnit, year: int, households: Collection[int]
) -> dict[int, Classification]:
    """What these households (ids) are known to be at the year's start, in two queries; those that left the
    list or were never reviewed are missing.
    """
    known = known_reviews(unit=unit, year=year).filter(household__in=households).order_by()
    return {pk: Classification(found) for pk, found in known.values_list("household", "classification")}


def expected_paths(
    *, unit: AdministrativeUnit, year: int, households: Collection[int]
) -> dict[int, EscapePath]:
    """The path by which each of these households (ids) is expected to leave poverty in a year; only chosen
    prospects.
    """
    chosen = EscapeProspect.objects.in_year(unit, year).chosen().order_by()
    wanted = {*households}
    return {
        household: EscapePath(path)
        for household, path in chosen.values_list("household", "path")
        if household in wanted
    }

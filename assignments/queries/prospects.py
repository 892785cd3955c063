"""The households expected to leave poverty in a year, those in danger, and who may be either. All that counts
prospects counts from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from assignments.models import EscapeProspect
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Hamlet
from households.queries import known_reviews
from households.rules import Classification

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
    """The chosen prospects of a year by hamlet and path, in two queries."""
    chosen = EscapeProspect.objects.in_year(unit, year).chosen().order_by()
    counted: dict[int | None, dict[str, int]] = defaultdict(dict)
    for hamlet, path, number in chosen.values_list("hamlet", "path").annotate(number=Count("pk")):
        counted[hamlet][path] = number
    known = Hamlet.objects.filter(pk__in=[hamlet for hamlet in counted if hamlet]).in_order()
    rows = [
        HamletProspects(hamlet_id=hamlet.pk, name=hamlet.full_name, counts=PathCounts(**counted[hamlet.pk]))
        for hamlet in known
    ]
    if None in counted:
        rows.append(HamletProspects(hamlet_id=None, name=NO_HAMLET, counts=PathCounts(**counted[None])))
    return ProspectCounts(rows=tuple(rows))


def known_classes(
    *, unit: AdministrativeUnit, year: int, households: Collection[int]
) -> dict[int, Classification]:
    """What these households (ids) are known to be at the year's start, in two queries; those that left the
    list or were never reviewed are missing.
    """
    known = known_reviews(unit=unit, year=year).filter(household__in=households).order_by()
    return {pk: Classification(found) for pk, found in known.values_list("household", "classification")}

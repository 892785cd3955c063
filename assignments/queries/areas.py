"""Reads of who answers for which hamlets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assignments.models import AreaAssignment, SteeringCommittee
from households.models import AdministrativeUnit, Hamlet
from povertyplan.documents.checks import Level


def areas_of(*, unit: AdministrativeUnit, year: int) -> list[AreaAssignment]:
    """The officials of a year in order, each with the hamlets in his charge."""
    areas = AreaAssignment.objects.in_year(unit, year).prefetch_related("hamlets")
    return list(areas.order_by("order", "pk"))


def areas_version(areas: Iterable[AreaAssignment]) -> int:
    """Which saving of a year's list this is: each writes all rows anew. 0 for none."""
    return max((area.pk for area in areas), default=0)


def committee_of(*, unit: AdministrativeUnit, year: int) -> SteeringCommittee | None:
    """The steering committee of a year, if it was entered."""
    return SteeringCommittee.objects.filter(unit=unit, year=year).first()


@dataclass(frozen=True, kw_only=True)
class AreaFinding:
    """A hamlet that is not in exactly one official's charge; `code` and `level` are those of
    docs/findings.md.
    """

    code: str
    level: Level
    hamlet: Hamlet
    officials: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        if not self.officials:
            return f"{self.hamlet.full_name}: chưa có người phụ trách."
        return (
            f"{self.hamlet.full_name}: {len(self.officials)} người phụ trách ({', '.join(self.officials)})."
        )


def area_findings(*, hamlets: Iterable[Hamlet], areas: Iterable[AreaAssignment]) -> list[AreaFinding]:
    """The hamlets that nobody answers for, or more than one official (of `areas_of`), in their order; without
    a query. None as long as nobody is in charge of anything.
    """
    charge: dict[int, list[str]] = {}
    for area in areas:
        for hamlet in area.hamlets.all():
            charge.setdefault(hamlet.pk, []).append(area.official)
    if not charge:
        return []
    return [
        AreaFinding(
            code="area_shared" if hamlet.pk in charge else "area_without_official",
            level=Level.WARNING,
            hamlet=hamlet,
            officials=tuple(charge.get(hamlet.pk, ())),
        )
        for hamlet in hamlets
        if len(charge.get(hamlet.pk, ())) != 1
    ]

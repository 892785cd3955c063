"""Every write to who answers for which hamlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assignments.models import AreaAssignment
from households.models import AdministrativeUnit, Hamlet
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """One official as the officer wants it, with the ids of his hamlets."""

    official: str
    position: str
    hamlets: tuple[int, ...]


@transaction.atomic
def area_assignments_save(
    *, unit: AdministrativeUnit, year: int, lines: Sequence[AreaLine], by: User | None
) -> None:
    """Make the year's list of officials in charge what `lines` say, in that order."""
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    wanted = {hamlet for line in lines for hamlet in line.hamlets}
    if wanted != set(Hamlet.objects.in_unit(unit).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise DomainError("Có thôn không thuộc xã này; tải lại trang.")
    before = _areas(unit, year)
    AreaAssignment.objects.in_year(unit, year).delete()
    for order, line in enumerate(lines, start=1):
        area = AreaAssignment(
            unit=unit,
            year=year,
            order=order,
            official=clean_line(line.official),
            position=clean_line(line.position),
        )
        area.full_clean()
        area.save()
        area.hamlets.set(line.hamlets)
    record_event(
        "area_assignments_saved",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "from": before, "to": _areas(unit, year)},
    )


def _areas(unit: AdministrativeUnit, year: int) -> list[str]:
    """Each official with the hamlets in his charge, in words."""
    areas = AreaAssignment.objects.in_year(unit, year).prefetch_related("hamlets").order_by("order", "pk")
    return [
        f"{', '.join(filter(None, (area.official, area.position)))}: "
        + ", ".join(sorted(hamlet.name for hamlet in area.hamlets.all()))
        for area in areas
    ]

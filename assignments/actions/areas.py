"""Every write to who answers for which hamlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assignments.models import AreaAssignment
from assignments.queries import areas_of, areas_version
from households.models import AdministrativeUnit, Hamlet
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line

STALE = "Người khác vừa sửa bảng này. Nội dung anh/chị nhập vẫn còn dưới đây; lưu lại lần nữa."


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """One official as the officer wants it, with the ids of his hamlets."""

    official: str
    position: str
    hamlets: tuple[int, ...]


@transaction.atomic
def area_assignments_save(
    *,
    unit: AdministrativeUnit,
    year: int,
    lines: Sequence[AreaLine],
    version: int | None = None,
    by: User | None,
) -> None:
    """Make the year's list of officials in charge what `lines` say, in that order.

    Raises StaleError when it is no longer that of `version` (assignments.queries.areas_version).
    """
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    wanted = {hamlet for line in lines for hamlet in line.hamlets}
    if wanted != set(Hamlet.objects.in_unit(unit).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise DomainError("Có thôn không thuộc xã này; tải lại trang.")
    stored = areas_of(unit=unit, year=year)
    if version is not None and version != areas_version(stored):
        raise StaleError(STALE)
    before = _in_words(stored)
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
        details={"year": year, "from": before, "to": _in_words(areas_of(unit=unit, year=year))},
    )


def _in_words(areas: Sequence[AreaAssignment]) -> list[str]:
    """Each official with the hamlets in his charge."""
    return [
        f"{', '.join(filter(None, (area.official, area.position)))}: "
        + ", ".join(sorted(hamlet.name for hamlet in area.hamlets.all()))
        for area in areas
    ]

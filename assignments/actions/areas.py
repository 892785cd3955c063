"""Every write to the steering committee and to who of it answers for which hamlets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assignments.models import AreaAssignment, SteeringCommittee
from assignments.queries import areas_of, areas_version, committee_of
from households.models import AdministrativeUnit, Hamlet
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line

STALE = "Người khác vừa sửa bảng này. Nội dung anh/chị nhập vẫn còn dưới đây; lưu lại lần nữa."

COMMITTEE_STALE = "Người khác vừa sửa Ban Chỉ đạo. Nội dung anh/chị nhập vẫn còn dưới đây; lưu lại lần nữa."


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """One official as the officer wants it, with the ids of his hamlets."""

    official: str
    position: str
    hamlets: tuple[int, ...]
    committee_role: str = ""


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
    AdministrativeUnit.objects.hold(unit.pk)
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
            committee_role=line.committee_role,
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
        f"{', '.join(filter(None, (area.official, area.position, area.role_label)))}: "
        + ", ".join(sorted(hamlet.name for hamlet in area.hamlets.all()))
        for area in areas
    ]


@transaction.atomic
def committee_save(
    *,
    unit: AdministrativeUnit,
    year: int,
    name: str,
    decision_number: str = "",
    decision_date: dt.date | None = None,
    version: int | None = None,
    by: User | None,
) -> None:
    """Write the steering committee of a year. Raises StaleError when it is not at the version that was shown,
    0 where there was none.
    """
    AdministrativeUnit.objects.hold(unit.pk)
    committee = committee_of(unit=unit, year=year) or SteeringCommittee(unit=unit, year=year, version=0)
    if version is not None and committee.version != version:
        raise StaleError(COMMITTEE_STALE)
    before = _committee_said(committee)
    committee.name, committee.version = clean_line(name), committee.version + 1
    committee.decision_number, committee.decision_date = clean_line(decision_number), decision_date
    committee.full_clean()
    committee.save()
    record_event(
        "committee_saved",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "from": before, "to": _committee_said(committee)},
    )


def _committee_said(committee: SteeringCommittee) -> dict[str, str]:
    date = committee.decision_date
    return {
        "name": committee.name,
        "decision_number": committee.decision_number,
        "decision_date": date.isoformat() if date else "",
    }

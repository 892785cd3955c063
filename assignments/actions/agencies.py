"""Every write to agencies of a commune: one transaction each, its audit event last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from assignments.actions.areas import STALE
from assignments.actions.members import memberships_close
from assignments.models import Agency
from assignments.queries import help_running
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import fold

ENDED = "Cơ quan, đơn vị này đã thôi; tải lại trang."
IN_TABLE = ("name", "short_name", "kind", "contact", "phone")  # what a workbook says of an agency


@dataclass(frozen=True, kw_only=True)
class AgenciesImported:
    """How many agencies came and how many changed."""

    created: int
    updated: int


@transaction.atomic
def agency_create(*, unit: AdministrativeUnit, by: User | None, **values: Any) -> Agency:
    """Put an agency at the end of the commune's list, unless `values` say its `order`."""
    AdministrativeUnit.objects.hold(unit.pk)
    agency = _added(unit, values)
    details = {name: _kept(getattr(agency, name)) for name in values}
    _record("agency_created", agency, by=by, details=details)
    return agency


@transaction.atomic
def agency_update(*, agency: Agency, version: int | None = None, by: User | None, **values: Any) -> None:
    """Set what is known of an agency. Raises StaleError when it is no longer of `version`."""
    AdministrativeUnit.objects.hold(agency.unit_id)
    held = Agency.objects.get(pk=agency.pk)
    if version is not None and version != held.version:
        raise StaleError(STALE)
    if changes := _changed(held, values):
        _record("agency_updated", held, by=by, details=changes)


@transaction.atomic
def agency_end(*, agency: Agency, date: dt.date, anyway: bool, by: User | None) -> None:
    """Have the agency gone from `date` on, and those who sign in for it; what it did stays.

    Refused while it helps households on that day or later, unless `anyway`.
    """
    AdministrativeUnit.objects.hold(agency.unit_id)
    held = Agency.objects.get(pk=agency.pk)
    if held.valid_to:
        raise DomainError(ENDED)
    helped = help_running(agency=held, on=date).values("household").distinct().count()
    if helped and not anyway:
        raise DomainError(
            f"{held} còn giúp đỡ {helped} hộ. Phân công cơ quan khác trước, hoặc đánh dấu “Vẫn cho thôi”."
        )
    held.valid_to = date
    held.version += 1
    held.full_clean()
    held.save()
    members = memberships_close(agency=held, on=date)
    details = {"date": date.isoformat(), "households": helped, "members": members}
    _record("agency_ended", held, by=by, details=details)


@transaction.atomic
def agencies_import(
    *, unit: AdministrativeUnit, lines: Sequence[Mapping[str, str]], by: User | None
) -> AgenciesImported:
    """Take over what a workbook says, a mapping of fields a line: a new name is a new agency, a known one
    gets what the line says; all of it or nothing.
    """
    AdministrativeUnit.objects.hold(unit.pk)
    running = {agency.name_key: agency for agency in Agency.objects.in_unit(unit).filter(valid_to=None)}
    created, updated = [], {}
    for line in lines:
        held = running.get(fold(line["name"])[:150])
        if held is None:
            created.append(_added(unit, line).name)
        elif changes := _changed(held, line):
            updated[held.name] = changes
    if created or updated:
        details = {"created": created, "updated": updated}
        record_event("agencies_imported", target=unit, by=by, unit_code=unit.code, details=details)
    return AgenciesImported(created=len(created), updated=len(updated))


@transaction.atomic
def agencies_download(*, unit: AdministrativeUnit, agencies: int, by: User) -> None:
    """Record that somebody took the list away."""
    details = {"count": agencies}
    record_event("agencies_downloaded", target=unit, by=by, unit_code=unit.code, details=details)


def _added(unit: AdministrativeUnit, values: Mapping[str, Any]) -> Agency:
    agency = Agency(unit=unit, **values)
    if not agency.order:
        last = Agency.objects.in_unit(unit).aggregate(last=Max("order"))["last"]
        agency.order = (last or 0) + 1
    agency.prepare()
    agency.full_clean()
    agency.save()
    return agency


def _changed(agency: Agency, values: Mapping[str, Any]) -> dict[str, Any]:
    """Store the values where they are others; what changed, from → to."""
    before = {name: getattr(agency, name) for name in values}
    for name, value in values.items():
        setattr(agency, name, value)
    agency.prepare()
    after = {name: getattr(agency, name) for name in values}
    if before == after:
        return {}
    agency.version += 1
    agency.full_clean()
    agency.save()
    return {
        name: [_kept(value), _kept(after[name])] for name, value in before.items() if value != after[name]
    }


def _kept(value: Any) -> Any:
    """A value as the log keeps it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _record(action: str, agency: Agency, *, by: User | None, details: Mapping[str, Any]) -> None:
    record_event(action, target=agency, by=by, unit_code=agency.unit.code, details=details)

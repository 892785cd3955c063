"""Every write to which households are in danger of becoming poor."""

from __future__ import annotations

from django.db import transaction

from assignments.actions.prospects import named, own_household
from assignments.models import EndangeredHousehold
from assignments.queries import known_classes
from households.models import Household
from households.rules import Classification
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.text import clean_line


@transaction.atomic
def endangered_name(*, household: Household, year: int, reason: str, by: User | None) -> EndangeredHousehold:
    """Put a household that is not poor on the year's list of those in danger.

    DomainError where `by` neither looks after the household's hamlet nor is an officer, and where the
    household is poor, has left the list, or is named already.
    """
    unit, locked = household.unit, own_household(household, by=by)
    classes = known_classes(unit=unit, year=year, households=[locked.pk])
    if classes.get(locked.pk) == Classification.POOR:
        raise DomainError(f"{named([locked])} đang là hộ nghèo, không ghi là hộ có nguy cơ nghèo.")
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Ghi lý do hộ có nguy cơ nghèo.")
    if EndangeredHousehold.objects.filter(household=locked, year=year).exists():
        raise DomainError("Hộ này đã có trong danh sách nguy cơ của năm.")
    endangered = EndangeredHousehold(unit=unit, year=year, household=locked, reason=reason, named_by=by)
    endangered.full_clean()
    endangered.save()
    record_event(
        "endangered_named",
        target=locked,
        by=by,
        unit_code=unit.code,
        details={"year": year, "reason": reason},
    )
    return endangered


@transaction.atomic
def endangered_drop(*, endangered: EndangeredHousehold, by: User | None) -> None:
    """Take a household off the list of those in danger."""
    rows = EndangeredHousehold.objects.select_for_update(of=("self",)).select_related("unit", "household")
    locked = rows.filter(pk=endangered.pk).first()
    if locked is None:
        raise DomainError("Hộ này đã được bỏ khỏi danh sách rồi.")
    locked.delete()
    record_event(
        "endangered_dropped",
        target=locked.household,
        by=by,
        unit_code=locked.unit.code,
        details={"year": locked.year, "reason": locked.reason},
    )

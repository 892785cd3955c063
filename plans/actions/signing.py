"""What a commune chooses of approving and numbering, and who holds its offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from households.models import AdministrativeUnit
from plans.models import OfficeHolder, SigningPolicy
from plans.queries import office_holders
from povertyplan.accounts.models import User
from povertyplan.common.audit import last_event, record_event, version_of
from povertyplan.common.dates import short_date
from povertyplan.common.errors import StaleError

STALE = "Người khác vừa sửa phần này; xem lại rồi lưu lần nữa."


def holders_version(unit: AdministrativeUnit) -> int:
    """Which saving of the commune's office-holders is stored."""
    return version_of(last_event("office_holders_saved", unit))


@transaction.atomic
def signing_policy_save(
    *, unit: AdministrativeUnit, author_may_approve: bool, suggests_number: bool, by: User
) -> SigningPolicy:
    """Keep what the commune chose."""
    AdministrativeUnit.objects.hold(unit.pk)
    chosen = {"author_may_approve": author_may_approve, "suggests_number": suggests_number}
    policy, _ = SigningPolicy.objects.update_or_create(unit=unit, defaults=chosen)
    record_event("signing_policy_saved", target=unit, by=by, unit_code=unit.code, details=chosen)
    return policy


@transaction.atomic
def office_holders_save(
    *, unit: AdministrativeUnit, rows: Sequence[Mapping[str, Any]], version: int, by: User | None
) -> None:
    """Make the list of who holds which office what `rows` say. Raises StaleError when it is another one."""
    AdministrativeUnit.objects.hold(unit.pk)
    if version != holders_version(unit):
        raise StaleError(STALE)
    before = [_in_words(holder) for holder in office_holders(unit=unit)]
    OfficeHolder.objects.filter(unit=unit).delete()
    holders = [OfficeHolder(unit=unit, **row) for row in rows]
    for holder in holders:
        holder.full_clean()
    OfficeHolder.objects.bulk_create(holders)
    after = [_in_words(holder) for holder in office_holders(unit=unit)]
    details = {"from": before, "to": after}
    record_event("office_holders_saved", target=unit, by=by, unit_code=unit.code, details=details)


def _in_words(holder: OfficeHolder) -> str:
    start = f" từ {short_date(holder.valid_from)}" if holder.valid_from else ""
    end = f" đến trước {short_date(holder.valid_to)}" if holder.valid_to else ""
    return f"{holder}{start}{end}"

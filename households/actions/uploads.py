"""What is kept of a workbook while an officer looks at it, and how its headings are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from households.actions.imports import HouseholdsReady, households_import
from households.models import AdministrativeUnit, ColumnMapping, HouseholdUpload, ReviewRound
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError

UPLOAD_LIFE = dt.timedelta(days=1)


@transaction.atomic
def household_upload_keep(
    *,
    unit: AdministrativeUnit,
    round: ReviewRound | None,
    workbook: Mapping[str, Any],
    sha256: str,
    by: User,
) -> HouseholdUpload:
    """Keep a workbook that was read while the officer looks at it, instead of the one before it.

    Workbooks that nobody has looked after for a day are forgotten.
    """
    now = timezone.now()
    HouseholdUpload.objects.filter(at__lt=now - UPLOAD_LIFE).delete()
    values = {"at": now, "sha256": sha256, "round": round, "workbook": workbook, "mapping": {}}
    upload, _ = HouseholdUpload.objects.update_or_create(unit=unit, by=by, defaults=values)
    record_event("households_uploaded", target=upload, by=by, unit_code=unit.code, details={"sha256": sha256})
    return upload


@transaction.atomic
def household_upload_map(*, upload: HouseholdUpload, mapping: Mapping[str, Any]) -> None:
    """Note how the officer says the workbook is to be read. No event: nothing of the commune changes."""
    if not HouseholdUpload.objects.filter(pk=upload.pk, sha256=upload.sha256).update(mapping=mapping):
        raise DomainError("Tệp đang xem không còn; tải tệp lên lại.")


@transaction.atomic
def household_upload_drop(*, upload: HouseholdUpload) -> None:
    """Forget a workbook that was brought in or given up."""
    upload.delete()


@transaction.atomic
def column_mapping_remember(
    *, unit: AdministrativeUnit, headings: str, mapping: Mapping[str, Any], by: User | None
) -> None:
    """Remember how headings with this fingerprint are to be read."""
    AdministrativeUnit.objects.hold(unit.pk)
    kept = ColumnMapping.objects.filter(unit=unit, headings=headings).first()
    if kept and kept.mapping == mapping:
        return
    kept = kept or ColumnMapping(unit=unit, headings=headings)
    kept.mapping, kept.at = dict(mapping), timezone.now()
    kept.full_clean()
    kept.save()
    details = {"headings": headings, "columns": mapping["columns"]}
    record_event("column_mapping_remembered", target=kept, by=by, unit_code=unit.code, details=details)


@transaction.atomic
def household_upload_bring_in(
    *, upload: HouseholdUpload, ready: HouseholdsReady, headings: str, mapping: Mapping[str, Any], by: User
) -> None:
    """Write what a kept workbook gives, remember how it was read and forget it: all of that or nothing.

    Raises StaleError where a household or review is no longer as it was seen.
    """
    households_import(ready=ready, round=upload.round, sha256=upload.sha256, by=by)
    column_mapping_remember(unit=upload.unit, headings=headings, mapping=mapping, by=by)
    household_upload_drop(upload=upload)

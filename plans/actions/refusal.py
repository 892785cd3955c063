"""Keeping that somebody was refused in a place of theirs."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.models import AuditEvent

ONCE_IN = dt.timedelta(hours=1)


def refusal_keep(*, unit: AdministrativeUnit, address: str, sentence: str, by: User) -> None:
    """Record what the person was told at an address (its URL name), once an hour however often he tries."""
    recent = AuditEvent.objects.filter(
        unit_code=unit.code, user=by, action="refused", target_label=address, at__gt=timezone.now() - ONCE_IN
    )
    if recent.exists():
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two tries at once
        if not recent.exists():
            details = {"sentence": sentence}
            record_event("refused", target=unit, by=by, unit_code=unit.code, label=address, details=details)

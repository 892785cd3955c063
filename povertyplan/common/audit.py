"""Writing and verifying the audit chain. `record_event` is called inside an action's transaction, as its
last step.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from povertyplan.common.models import AuditEvent, AuditHead


def _hash(event: AuditEvent) -> str:
    content = [
        event.unit_code,
        event.sequence,
        event.at.isoformat(timespec="microseconds"),
        event.user_id,
        event.action,
        event.target_type,
        event.target_id,
        event.target_label,
        event.details,
        event.previous_hash,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def record_event(
    action: str,
    *,
    target: Model,
    by: AbstractBaseUser | None,
    unit_code: str = "",
    label: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append what was meant to the unit's chain; `by` is None for the system itself.

    Locks the chain's head, so it comes last in the action. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_event outside a transaction")
    AuditHead.objects.get_or_create(unit_code=unit_code)
    head = AuditHead.objects.select_for_update().get(unit_code=unit_code)
    event = AuditEvent(
        unit_code=unit_code,
        sequence=head.sequence + 1,
        at=timezone.now().astimezone(timezone.get_fixed_timezone(0)),
        user_id=by.pk if by else None,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=(label or str(target))[:200],
        details=json.loads(json.dumps(details or {})),  # as the database gives it back, or the hash differs
        previous_hash=head.hash,
    )
    event.hash = _hash(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=event.sequence, hash=event.hash)
    return event


def first_broken(events: Iterable[AuditEvent], head: AuditHead | None) -> AuditEvent | AuditHead | None:
    """The first link of one unit's chain (events by sequence) that does not hold, or None when all do."""
    previous, sequence = "", 0
    for event in events:
        sequence += 1
        if event.sequence != sequence or event.previous_hash != previous or event.hash != _hash(event):
            return event
        previous = event.hash
    if head is not None and (head.sequence != sequence or head.hash != previous):
        return head
    return None
